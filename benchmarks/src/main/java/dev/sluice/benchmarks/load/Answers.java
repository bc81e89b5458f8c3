package dev.sluice.benchmarks.load;

import dev.sluice.event.Epoll;
import java.io.IOException;

/** An epoll whose patience ends: a server that says nothing for long has lost an answer. */
final class Answers {
  private static final int SILENCE_MILLIS = 20_000;

  private Answers() {}

  /** Waits: how many events there are, at least one. */
  static int await(Epoll epoll) throws IOException {
    long begin = System.nanoTime();
    while (true) {
      int count = epoll.await(SILENCE_MILLIS);
      if (count > 0) {
        return count;
      }
      // A profiler's signal ends a wait early.
      if (System.nanoTime() - begin >= SILENCE_MILLIS * 1_000_000L) {
        throw new IOException("no answer for " + SILENCE_MILLIS / 1000 + " s");
      }
    }
  }
}
