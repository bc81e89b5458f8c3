package dev.sluice.reactor;

import java.time.Duration;
import java.util.BitSet;

/**
 * How a loop waits.
 *
 * @param poller by what
 * @param trigger when a connection or a listener that is ready is reported; {@link Trigger#EDGE}
 *     and {@link Trigger#ONESHOT} need {@link PollerKind#EPOLL}
 * @param busyPoll how long after the last event the loop asks again and again before it sleeps:
 *     latency for CPU time; zero sleeps at once
 * @param cpus the processors on which the thread that runs the loop may run; empty leaves it as it
 *     is
 * @param stopDeadline how long a graceful stop lets running work finish; {@link
 *     EventLoop#NO_DEADLINE} for as long as it takes
 */
public record LoopOptions(
    PollerKind poller, Trigger trigger, Duration busyPoll, BitSet cpus, Duration stopDeadline) {
  /** epoll, level-triggered, no busy polling, any processor, ten seconds to stop. */
  public static final LoopOptions DEFAULT =
      new LoopOptions(
          PollerKind.EPOLL, Trigger.LEVEL, Duration.ZERO, new BitSet(), EventLoop.STOP_DEADLINE);

  /**
   * Checks what goes together.
   *
   * @throws IllegalArgumentException when the poller does not know the trigger, or a time is
   *     negative
   */
  public LoopOptions {
    if (poller != PollerKind.EPOLL && trigger != Trigger.LEVEL) {
      throw new IllegalArgumentException(poller + " is level-triggered only, not " + trigger);
    }
    if (busyPoll.isNegative()) {
      throw new IllegalArgumentException("busy polling for " + busyPoll);
    }
    if (stopDeadline.isNegative()) {
      throw new IllegalArgumentException("a stop within " + stopDeadline);
    }
    cpus = (BitSet) cpus.clone();
  }

  /** {@return a copy of the set} */
  @Override
  public BitSet cpus() {
    return (BitSet) cpus.clone();
  }

  /**
   * {@return these, with another poller}
   *
   * @param other by what to wait
   */
  public LoopOptions poller(PollerKind other) {
    return new LoopOptions(other, trigger, busyPoll, cpus, stopDeadline);
  }

  /**
   * {@return these, with another trigger}
   *
   * @param other when to report
   */
  public LoopOptions trigger(Trigger other) {
    return new LoopOptions(poller, other, busyPoll, cpus, stopDeadline);
  }

  /**
   * {@return these, with busy polling}
   *
   * @param time how long after the last event
   */
  public LoopOptions busyPoll(Duration time) {
    return new LoopOptions(poller, trigger, time, cpus, stopDeadline);
  }

  /**
   * {@return these, on one processor}
   *
   * @param cpu its number, from 0
   */
  public LoopOptions cpu(int cpu) {
    BitSet one = new BitSet();
    one.set(cpu);
    return new LoopOptions(poller, trigger, busyPoll, one, stopDeadline);
  }

  /**
   * {@return these, with another time to stop}
   *
   * @param time how long running work may take to finish; {@link EventLoop#NO_DEADLINE} for as long
   *     as it takes
   */
  public LoopOptions stopDeadline(Duration time) {
    return new LoopOptions(poller, trigger, busyPoll, cpus, time);
  }
}
