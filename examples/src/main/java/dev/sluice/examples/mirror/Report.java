package dev.sluice.examples.mirror;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Lines on standard error, few of them however often something happens. One thread. */
final class Report {
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();

  private @Nullable Long last;
  private long unsaid;

  /** Says it, or counts it where something was said a moment ago. */
  void add(String what) {
    long now = System.nanoTime();
    if (last != null && now - last < PAUSE) {
      unsaid++;
      return;
    }
    System.err.println("mirror: " + what + (unsaid > 0 ? " (" + unsaid + " more before)" : ""));
    last = now;
    unsaid = 0;
  }
}
