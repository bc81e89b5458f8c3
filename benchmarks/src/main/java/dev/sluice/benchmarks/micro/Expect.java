package dev.sluice.benchmarks.micro;

/** A call that failed would be measured as a fast one. */
final class Expect {
  private Expect() {}

  static long equal(long expected, long actual) {
    if (actual != expected) {
      throw wrong(expected, actual);
    }
    return actual;
  }

  static int success(int result) {
    if (result < 0) {
      throw wrong(0, result);
    }
    return result;
  }

  // Apart, so that the measured methods stay small enough to be inlined.
  private static IllegalStateException wrong(long expected, long actual) {
    return new IllegalStateException("expected " + expected + ", got " + actual);
  }
}
