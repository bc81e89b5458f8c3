package dev.sluice.examples.restart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The terminal that a process was started from. SIGHUP says that it was closed, as it did before it
 * had other meanings; who sends it does not tell the two apart, for shells pass it on.
 */
final class Terminal {
  /** Behind the name, which may contain blanks: state, parent, group, session. */
  private static final int TERMINAL = 4;

  private final boolean was = isThere();

  /** Whether there was one, and is no more. */
  boolean isLost() {
    return was && !isThere();
  }

  private static boolean isThere() {
    try {
      String stat = Files.readString(Path.of("/proc/self/stat"), ISO_8859_1);
      return !stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[TERMINAL].equals("0");
    } catch (IOException e) {
      return false;
    }
  }
}
