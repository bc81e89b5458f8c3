package dev.sluice.reactor;

import java.time.Duration;

/**
 * How a client connects, and where its connection lives.
 *
 * @param limit how long it may take in all, looking a name up included
 * @param limitPerAddress how long each address may take: then comes the next one
 * @param dispatching on which threads the handler runs
 * @param duringStop whether it also connects while its loop stops gracefully, until that has to be
 *     done at once
 */
public record ClientOptions(
    Duration limit, Duration limitPerAddress, Dispatching dispatching, boolean duringStop) {
  /** 30 seconds in all, 10 for each address, the handler in the loop, not while that stops. */
  public static final ClientOptions DEFAULT =
      new ClientOptions(
          Duration.ofSeconds(30), Duration.ofSeconds(10), Dispatching.inLoop(), false);

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException when one is zero or negative
   */
  public ClientOptions {
    if (!limit.isPositive() || !limitPerAddress.isPositive()) {
      throw new IllegalArgumentException("within " + limit + ", each " + limitPerAddress);
    }
  }

  /**
   * {@return these, with another limit}
   *
   * @param time how long all of it may take
   */
  public ClientOptions limit(Duration time) {
    return new ClientOptions(time, limitPerAddress, dispatching, duringStop);
  }

  /**
   * {@return these, with another limit for each address}
   *
   * @param time how long each may take
   */
  public ClientOptions limitPerAddress(Duration time) {
    return new ClientOptions(limit, time, dispatching, duringStop);
  }

  /**
   * {@return these, with the handler on other threads}
   *
   * @param where on which
   */
  public ClientOptions dispatching(Dispatching where) {
    return new ClientOptions(limit, limitPerAddress, where, duringStop);
  }

  /**
   * {@return these, for a connection that belongs to others, which a stop lets finish}
   *
   * @param yes whether it also connects while the loop stops gracefully
   */
  public ClientOptions duringStop(boolean yes) {
    return new ClientOptions(limit, limitPerAddress, dispatching, yes);
  }
}
