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
 */
public record LoopOptions(PollerKind poller, Trigger trigger, Duration busyPoll, BitSet cpus) {
  /** epoll, level-triggered, no busy polling, any processor. */
  public static final LoopOptions DEFAULT =
      new LoopOptions(PollerKind.EPOLL, Trigger.LEVEL, Duration.ZERO, new BitSet());

  /**
   * Checks what goes together.
   *
   * @throws IllegalArgumentException when the poller does not know the trigger, or the time is
   *     negative
   */
  public LoopOptions {
    if (poller != PollerKind.EPOLL && trigger != Trigger.LEVEL) {
      throw new IllegalArgumentException(poller + " is level-triggered only, not " + trigger);
    }
    if (busyPoll.isNegative()) {
      throw new IllegalArgumentException("busy polling for " + busyPoll);
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
    return new LoopOptions(other, trigger, busyPoll, cpus);
  }

  /**
   * {@return these, with another trigger}
   *
   * @param other when to report
   */
  public LoopOptions trigger(Trigger other) {
    return new LoopOptions(poller, other, busyPoll, cpus);
  }

  /**
   * {@return these, with busy polling}
   *
   * @param time how long after the last event
   */
  public LoopOptions busyPoll(Duration time) {
    return new LoopOptions(poller, trigger, time, cpus);
  }

  /**
   * {@return these, on one processor}
   *
   * @param cpu its number, from 0
   */
  public LoopOptions cpu(int cpu) {
    BitSet one = new BitSet();
    one.set(cpu);
    return new LoopOptions(poller, trigger, busyPoll, one);
  }
}
