package dev.sluice.sys;

import dev.sluice.errno.Errno;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Prints calls as strace would: {@code -Dsluice.trace=all}, or the names of some.
 *
 * <p>A line is written when the call has returned, with the thread's name before it and its
 * duration in seconds behind.
 */
final class Trace {
  static final String PROPERTY = "sluice.trace";
  static final String FILE_PROPERTY = "sluice.trace.file";
  private static final String ALL = "all";
  private static final double NANOS_PER_SECOND = 1e9;
  private static final Set<String> NAMES =
      Set.of(System.getProperty(PROPERTY, "").replace(" ", "").split(",", -1));
  private static final OutputStream OUT = open(System.getProperty(FILE_PROPERTY, ""));

  private final Call call;
  private final boolean bare;
  private final List<TraceFormat> formats;

  Trace(Call call, boolean bare) {
    this.call = call;
    this.bare = bare;
    this.formats = TraceFormats.of(call);
  }

  /** Whether a call is to be printed. Refuses names that no call has: they are misspelt. */
  static boolean wants(Call call) {
    for (String name : NAMES) {
      if (!name.isEmpty() && !name.equals(ALL) && !isCall(name)) {
        throw new IllegalArgumentException("-D" + PROPERTY + ": no call is named " + name);
      }
    }
    return NAMES.contains(ALL) || NAMES.contains(call.symbol);
  }

  private static boolean isCall(String name) {
    for (Call each : Call.values()) {
      if (each.symbol.equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** The arguments as far as they are known before the call; empty stands for the others. */
  List<String> before(TraceView view) {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < formats.size(); i++) {
      words.add(formats.get(i).fromResult() ? "" : text(view, i));
    }
    return words;
  }

  /** Prints a call that returned, or that the linker refused. */
  void ended(TraceView view, List<String> words, @Nullable Throwable thrown, long nanos) {
    long result = view.result();
    boolean filled = thrown == null && result >= 0;
    for (int i = 0; i < formats.size(); i++) {
      if (formats.get(i).fromResult()) {
        words.set(i, filled ? text(view, i) : TraceText.pointer(view.value(i)));
      }
    }
    print(words, thrown == null ? resultText(result) : "? (" + thrown + ")", nanos);
  }

  private String text(TraceView view, int index) {
    String text = null;
    try {
      text = formats.get(index).text().of(view, index);
    } catch (IllegalStateException | WrongThreadException | IndexOutOfBoundsException e) {
      // The memory is closed or another thread's: the call itself says so.
    }
    return text == null ? TraceText.pointer(view.value(index)) : text;
  }

  private String resultText(long result) {
    if (result > 0 && (call == Call.MMAP || call.result == Call.Type.PTR)) {
      return TraceText.hex(result);
    }
    if (result >= 0 || bare) {
      return Long.toString(result);
    }
    return "-1 " + Errno.ofResult(result);
  }

  private void print(List<String> words, String result, long nanos) {
    String line =
        "["
            + Thread.currentThread().getName()
            + "] "
            + call.symbol
            + "("
            + String.join(", ", words)
            + ") = "
            + result
            + String.format(Locale.ROOT, " <%.6f>%n", nanos / NANOS_PER_SECOND);
    synchronized (OUT) {
      try {
        OUT.write(line.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // A full disk or a closed standard error must not fail the call.
      }
    }
  }

  /** Not by System.err, which could be somebody's that makes calls itself. */
  private static OutputStream open(String file) {
    try {
      return file.isEmpty()
          ? new FileOutputStream(FileDescriptor.err)
          : new FileOutputStream(file, true);
    } catch (IOException e) {
      throw new UncheckedIOException("-D" + FILE_PROPERTY + "=" + file, e);
    }
  }
}
