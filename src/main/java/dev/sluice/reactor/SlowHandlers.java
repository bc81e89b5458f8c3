package dev.sluice.reactor;

/**
 * Reports to JDK Flight Recorder what held a loop up, where {@code -Dsluice.jfr.handlers=on} asks
 * for it. The JIT folds the question away otherwise.
 */
final class SlowHandlers {
  static final boolean WANTED = System.getProperty("sluice.jfr.handlers", "off").equals("on");

  private SlowHandlers() {}

  /**
   * Runs a piece of code of the loop.
   *
   * @param whose a channel or a task: what is reported
   */
  static void watch(Object whose, Runnable code) {
    SlowHandlerEvent event = new SlowHandlerEvent();
    event.begin();
    try {
      code.run();
    } finally {
      event.end();
      if (event.shouldCommit()) {
        event.handler = whose.toString();
        event.commit();
      }
    }
  }
}
