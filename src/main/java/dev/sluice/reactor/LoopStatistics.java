package dev.sluice.reactor;

import java.util.concurrent.atomic.LongAdder;

/**
 * What a loop has done since it was made.
 *
 * @param wakeUps how often a wait returned
 * @param emptyWakeUps how often it returned with neither an event nor a timer that was due: many of
 *     these in a second are a loop that spins
 * @param events how many events of descriptors came
 * @param tasks how many tasks ran
 * @param timers how many timers went off
 * @param accepted how many connections were accepted
 * @param refused how many of those that came were closed at once: their address had too many,
 *     descriptors had run out, or the loop that they were for had stopped
 * @param received bytes that connections received
 * @param sent bytes that connections sent, files included
 * @param zeroCopySends how many sends went without a copy, or were to
 * @param zeroCopyCopied how many of those the kernel copied all the same, as on loopback always
 * @param zeroCopyRefused how many were to go without a copy and were made plain ones, because this
 *     socket, kernel or poller cannot, or too many were outstanding
 * @param busyNanos nanoseconds between waits, in which handlers ran
 */
public record LoopStatistics(
    long wakeUps,
    long emptyWakeUps,
    long events,
    long tasks,
    long timers,
    long accepted,
    long refused,
    long received,
    long sent,
    long zeroCopySends,
    long zeroCopyCopied,
    long zeroCopyRefused,
    long busyNanos) {
  /** The loop keeps them; what strands count goes beside. */
  static final class Counters {
    final Counter wakeUps = new Counter();
    final Counter emptyWakeUps = new Counter();
    final Counter events = new Counter();
    final Counter tasks = new Counter();
    final Counter timers = new Counter();
    final Counter accepted = new Counter();
    final Counter refused = new Counter();
    final Counter received = new Counter();
    final Counter sent = new Counter();
    final Counter zeroCopySends = new Counter();
    final Counter zeroCopyCopied = new Counter();
    final Counter zeroCopyRefused = new Counter();
    final Counter busyNanos = new Counter();
    final LongAdder receivedElsewhere = new LongAdder();
    final LongAdder sentElsewhere = new LongAdder();

    LoopStatistics snapshot() {
      return new LoopStatistics(
          wakeUps.get(),
          emptyWakeUps.get(),
          events.get(),
          tasks.get(),
          timers.get(),
          accepted.get(),
          refused.get(),
          received.get() + receivedElsewhere.sum(),
          sent.get() + sentElsewhere.sum(),
          zeroCopySends.get(),
          zeroCopyCopied.get(),
          zeroCopyRefused.get(),
          busyNanos.get());
    }
  }
}
