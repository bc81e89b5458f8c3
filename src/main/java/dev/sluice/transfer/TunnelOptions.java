package dev.sluice.transfer;

import java.time.Duration;

/**
 * How a {@link Tunnel} moves bytes.
 *
 * @param mode by what
 * @param idleLimit after so long without a byte in either direction it is closed, or up to an
 *     eighth later; zero: never
 * @param toServer count what goes there
 * @param toClient count what comes back; they may be the same
 */
public record TunnelOptions(
    Mode mode, Duration idleLimit, TransferCounters toServer, TransferCounters toClient) {
  /**
   * Checks the time.
   *
   * @throws IllegalArgumentException when it is negative
   */
  public TunnelOptions {
    if (idleLimit.isNegative()) {
      throw new IllegalArgumentException("idle for " + idleLimit);
    }
  }

  /**
   * Moves as it is cheapest, and is never closed for being idle.
   *
   * @return such options, with counters of their own
   */
  public static TunnelOptions auto() {
    TransferCounters both = new TransferCounters();
    return new TunnelOptions(Mode.AUTO, Duration.ZERO, both, both);
  }

  /**
   * {@return these, by another mode}
   *
   * @param other the mode
   */
  public TunnelOptions mode(Mode other) {
    return new TunnelOptions(other, idleLimit, toServer, toClient);
  }

  /**
   * {@return these, with a limit}
   *
   * @param limit how long it may be idle; zero: for ever
   */
  public TunnelOptions idleLimit(Duration limit) {
    return new TunnelOptions(mode, limit, toServer, toClient);
  }
}
