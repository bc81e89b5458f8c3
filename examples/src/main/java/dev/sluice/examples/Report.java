package dev.sluice.examples;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lines on standard error about what peers do: few of them, however often it happens, so that
 * nobody fills a disk. One thread.
 */
public final class Report {
  private static final long PAUSE = Duration.ofSeconds(5).toNanos();

  private final String command;
  private @Nullable Long last;
  private long unsaid;

  /**
   * Prepares.
   *
   * @param command whose name each line begins with
   */
  public Report(String command) {
    this.command = command;
  }

  /** Says it, or counts it where something was said a moment ago. */
  public void add(String what) {
    long now = System.nanoTime();
    if (last != null && now - last < PAUSE) {
      unsaid++;
      return;
    }
    System.err.println(
        command + ": " + what + (unsaid > 0 ? " (and " + unsaid + " before, unsaid)" : ""));
    last = now;
    unsaid = 0;
  }
}
