package dev.sluice.sys;

import dev.sluice.errno.Errno;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;

/**
 * Reports calls to JDK Flight Recorder that took at least as long as {@code -Dsluice.jfr.threshold}
 * says: {@code 10ms}, {@code 0s}.
 */
final class SlowCalls {
  static final String PROPERTY = "sluice.jfr.threshold";

  private static final class Threshold {
    static final long NANOS = nanos(System.getProperty(PROPERTY, "0s"));
  }

  private final Call call;
  private final boolean bare;

  SlowCalls(Call call, boolean bare) {
    this.call = call;
    this.bare = bare;
  }

  static boolean wanted() {
    return System.getProperty(PROPERTY) != null;
  }

  /** A number and its unit, as JFR writes them. */
  static long nanos(String threshold) {
    String text = threshold.replace(" ", "").toLowerCase(Locale.ROOT);
    String number = text.replaceFirst("[a-z]+$", "");
    try {
      return switch (text.substring(number.length())) {
        case "ns" -> Long.parseLong(number);
        case "us" -> Math.multiplyExact(Long.parseLong(number), 1_000);
        case "ms" -> Math.multiplyExact(Long.parseLong(number), 1_000_000);
        default -> Duration.parse("PT" + text).toNanos();
      };
    } catch (NumberFormatException | DateTimeParseException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "-D" + PROPERTY + "=" + threshold + ": not a time such as 10ms", e);
    }
  }

  Timed begin() {
    return new Timed();
  }

  /** One call. */
  final class Timed {
    private final SystemCallEvent event = new SystemCallEvent();

    private Timed() {
      event.begin();
    }

    void end(long result, long nanos) {
      event.end();
      if (nanos < Threshold.NANOS || !event.shouldCommit()) {
        return;
      }
      event.call = call.symbol;
      event.result = result;
      event.errno = result < 0 && !bare ? Errno.ofResult(result).name() : "";
      event.commit();
    }
  }
}
