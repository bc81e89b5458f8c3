package dev.sluice.reactor;

import java.time.Duration;

/**
 * How a client connects, and where its connection lives.
 *
 * @param limit how long it may take in all, looking a name up included
 * @param limitPerAddress how long each address may take: then comes the next one
 * @param dispatching on which threads the handler runs
 */
public record ClientOptions(Duration limit, Duration limitPerAddress, Dispatching dispatching) {
  /** 30 seconds in all, 10 for each address, the handler in the loop. */
  public static final ClientOptions DEFAULT =
      new ClientOptions(Duration.ofSeconds(30), Duration.ofSeconds(10), Dispatching.inLoop());

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
    return new ClientOptions(time, limitPerAddress, dispatching);
  }

  /**
   * {@return these, with another limit for each address}
   *
   * @param time how long each may take
   */
  public ClientOptions limitPerAddress(Duration time) {
    return new ClientOptions(limit, time, dispatching);
  }

  /**
   * {@return these, with the handler on other threads}
   *
   * @param where on which
   */
  public ClientOptions dispatching(Dispatching where) {
    return new ClientOptions(limit, limitPerAddress, where);
  }
}
