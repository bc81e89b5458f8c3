package dev.sluice.support;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The programs that tests use. A missing one is a skip that names it, or a failure under {@code
 * -Dsluice.skips=forbidden}, as CI runs.
 */
public final class Tools {
  private Tools() {}

  /**
   * Needs programs, each named as on the PATH, with the Debian package that brings it: {@code "nc
   * netcat-openbsd"}.
   */
  public static void require(String... programs) {
    for (String program : programs) {
      String[] words = program.split(" ", 2);
      if (!onPath(words[0])) {
        missing(words[0] + " is missing (Debian package " + words[words.length - 1] + ")");
      }
    }
  }

  /** Ends the test: skipped, or failed where skips are forbidden. */
  public static void missing(String what) {
    if (System.getProperty("sluice.skips", "").equals("forbidden")) {
      fail(what + ", and skips are forbidden");
    }
    abort(what);
  }

  private static boolean onPath(String program) {
    return Arrays.stream(String.valueOf(System.getenv("PATH")).split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }
}
