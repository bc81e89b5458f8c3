package dev.sluice.sys;

import dev.sluice.errno.Errno;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * A call that {@link SyscallScript} made: what the kernel has to see of it, and what came back.
 *
 * @param call which of the table
 * @param kernel the name of the kernel's call
 * @param arguments one for each parameter that the kernel has
 * @param result what the method returned
 */
record ScriptedCall(Call call, String kernel, List<String> arguments, long result) {
  /** The first of two descriptors per call, whose closing marks its begin and its end. */
  private static final int FIRST_MARK = -1_000_000;

  private static final String INTEGER = "int:";
  private static final String NUMBER = "long:";

  /** An address that the caller cannot know. */
  static final String SOME_ADDRESS = "address";

  static final String NULL = NUMBER + 0;

  /** An argument of which the kernel reads 32 bits. */
  static String integer(int value) {
    return INTEGER + value;
  }

  /** An argument of which the kernel reads 64 bits. */
  static String number(long value) {
    return NUMBER + value;
  }

  static String address(MemorySegment segment) {
    return number(segment.address());
  }

  static int beginMark(int index) {
    return FIRST_MARK - 2 * index;
  }

  static int endMark(int index) {
    return beginMark(index) - 1;
  }

  String toLine() {
    return String.join("\t", call.name(), kernel, String.join(" ", arguments), "" + result);
  }

  static ScriptedCall parse(String line) {
    List<String> parts = List.of(line.split("\t", -1));
    List<String> arguments =
        parts.get(2).isEmpty() ? List.of() : List.of(parts.get(2).split(" ", -1));
    return new ScriptedCall(
        Call.valueOf(parts.get(0)), parts.get(1), arguments, Long.parseLong(parts.get(3)));
  }

  /** Whether strace saw exactly these arguments, printed as bare numbers. */
  boolean hasArguments(List<String> seen) {
    if (seen.size() != arguments.size()) {
      return false;
    }
    for (int i = 0; i < seen.size(); i++) {
      if (!matches(arguments.get(i), seen.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether it went without errno, failed, and was made again to learn why. */
  boolean isAskedAgain() {
    return result < 0 && (call == Call.MMAP || call == Call.MPROTECT || call == Call.SIGACTION);
  }

  /** Whether strace saw this result: a number, or -1 and the name of an error. */
  boolean hasResult(String seen) {
    String[] words = seen.split(" ", 3);
    return words[0].equals("-1")
        ? result < 0 && Errno.ofResult(result).name().equals(words[1])
        : result == Long.decode(words[0]);
  }

  static boolean matches(String expected, String seen) {
    if (!seen.matches("0|0x[0-9a-f]+")) {
      return false;
    }
    long value = Long.parseUnsignedLong(seen.replace("0x", ""), 16);
    if (expected.equals(SOME_ADDRESS)) {
      return value != 0;
    }
    return expected.startsWith(INTEGER)
        ? expected.equals(integer((int) value))
        : expected.equals(number(value));
  }
}
