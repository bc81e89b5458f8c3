package dev.sluice.fd;

/**
 * Keeps calls that may wait off virtual threads: a native frame pins the carrier, and with as many
 * waiting calls as there are processors every virtual thread of the process stands still.
 *
 * <p>{@code -Dsluice.blocking=allow} lets them through, for programs that have carriers to spare.
 */
public final class Blocking {
  private static final boolean ALLOWED =
      System.getProperty("sluice.blocking", "refuse").equals("allow");

  private Blocking() {}

  /**
   * Called first by what may wait.
   *
   * @param call its name, for the message
   * @throws IllegalStateException on a virtual thread
   */
  public static void check(String call) {
    if (!ALLOWED && Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          call
              + " may wait, which pins the carrier of a virtual thread; use the form that does not"
              + " wait, or -Dsluice.blocking=allow");
    }
  }
}
