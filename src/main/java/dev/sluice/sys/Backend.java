package dev.sluice.sys;

/**
 * The way that system calls take, chosen once per process.
 *
 * <p>{@code -Dsluice.backend=raw|libc} chooses; without it, {@link #RAW} is used where an
 * executable page can be had.
 */
public enum Backend {
  /**
   * Stubs of three or four instructions that enter the kernel: its results come back as they are.
   */
  RAW,
  /**
   * The functions of the C library, errno captured. Always taken for what libc adds to the kernel's
   * call.
   */
  LIBC;

  private static final String PROPERTY = "sluice.backend";

  private static final class Choice {
    static final Backend BACKEND;
    static final String REASON;

    static {
      String wanted = System.getProperty(PROPERTY, "");
      switch (wanted) {
        case "libc" -> {
          BACKEND = LIBC;
          REASON = "asked for by -D" + PROPERTY;
        }
        case "raw", "" -> {
          String obstacle = RawBackend.obstacle();
          if (obstacle.isEmpty()) {
            BACKEND = RAW;
            REASON = wanted.isEmpty() ? "the default" : "asked for by -D" + PROPERTY;
          } else if (wanted.isEmpty()) {
            BACKEND = LIBC;
            REASON = "no executable page can be had: " + obstacle;
          } else {
            throw new IllegalStateException(
                "-D" + PROPERTY + "=raw, but no executable page can be had: " + obstacle);
          }
        }
        default ->
            throw new IllegalArgumentException(
                "-D" + PROPERTY + "=" + wanted + ": neither raw nor libc");
      }
    }
  }

  /** {@return the backend of this process} */
  public static Backend current() {
    return Choice.BACKEND;
  }

  /** {@return why it is that one, in a few words} */
  public static String reason() {
    return Choice.REASON;
  }
}
