package dev.sluice.reactor;

import dev.sluice.sys.NetConstants;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server accepts, and where its connections live.
 *
 * @param backlog how many connections may wait to be accepted; the kernel cuts it to
 *     net.core.somaxconn
 * @param reusePort several listeners share the address, each gets a part of the connections (TCP)
 * @param steerByCpu listeners of a {@link LoopGroup} get the connections that come in by the
 *     processor of their loop, not those that a hash gives them; each loop is to be pinned to one
 *     processor (TCP)
 * @param deferAccept how long the kernel keeps a connection back that has sent nothing yet, about:
 *     see {@link dev.sluice.net.TcpOpts#DEFER_ACCEPT}; zero not at all (TCP)
 * @param maxConnections how many connections may be open at a time, in all loops: then nothing is
 *     accepted, and what comes waits in the backlog, until one of them is closed
 * @param maxPerAddress how many of them may come from one IP address, without regard to its ports:
 *     what comes beyond is closed at once and counted as {@link LoopStatistics#refused} (TCP)
 * @param dispatching on which threads handlers run
 * @param handOverTo the loops that get the connections, one after another; null leaves them on the
 *     loop that accepted them. What comes for one that has stopped is closed and counted as refused
 */
public record ServerOptions(
    int backlog,
    boolean reusePort,
    boolean steerByCpu,
    Duration deferAccept,
    int maxConnections,
    int maxPerAddress,
    Dispatching dispatching,
    @Nullable LoopGroup handOverTo) {
  /** No limit of connections. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /** The longest queue, a port of its own, no limits, everything in the loop that accepts. */
  public static final ServerOptions DEFAULT =
      new ServerOptions(
          NetConstants.SOMAXCONN,
          false,
          false,
          Duration.ZERO,
          UNLIMITED,
          UNLIMITED,
          Dispatching.inLoop(),
          null);

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when a limit is below 1, or the backlog or the time negative
   */
  public ServerOptions {
    if (backlog < 0 || deferAccept.isNegative()) {
      throw new IllegalArgumentException("backlog " + backlog + ", accept after " + deferAccept);
    }
    if (maxConnections < 1 || maxPerAddress < 1) {
      throw new IllegalArgumentException(
          "at most " + maxConnections + " connections, " + maxPerAddress + " of an address");
    }
  }

  /**
   * {@return these, with another queue}
   *
   * @param length how many connections may wait
   */
  public ServerOptions backlog(int length) {
    return new ServerOptions(
        length,
        reusePort,
        steerByCpu,
        deferAccept,
        maxConnections,
        maxPerAddress,
        dispatching,
        handOverTo);
  }

  /**
   * {@return these, with SO_REUSEPORT or without}
   *
   * @param shared whether several listeners share the address
   */
  public ServerOptions reusePort(boolean shared) {
    return new ServerOptions(
        backlog,
        shared,
        steerByCpu,
        deferAccept,
        maxConnections,
        maxPerAddress,
        dispatching,
        handOverTo);
  }

  /**
   * {@return these, with connections by processor or by hash}
   *
   * @param steer whether the loop of the processor gets them
   */
  public ServerOptions steerByCpu(boolean steer) {
    return new ServerOptions(
        backlog,
        reusePort,
        steer,
        deferAccept,
        maxConnections,
        maxPerAddress,
        dispatching,
        handOverTo);
  }

  /**
   * {@return these, with connections that are kept back}
   *
   * @param time how long they may be silent
   */
  public ServerOptions deferAccept(Duration time) {
    return new ServerOptions(
        backlog,
        reusePort,
        steerByCpu,
        time,
        maxConnections,
        maxPerAddress,
        dispatching,
        handOverTo);
  }

  /**
   * {@return these, with a limit of connections}
   *
   * @param most how many may be open, at least 1
   */
  public ServerOptions maxConnections(int most) {
    return new ServerOptions(
        backlog, reusePort, steerByCpu, deferAccept, most, maxPerAddress, dispatching, handOverTo);
  }

  /**
   * {@return these, with a limit for each address}
   *
   * @param most how many may be open from it, at least 1
   */
  public ServerOptions maxPerAddress(int most) {
    return new ServerOptions(
        backlog, reusePort, steerByCpu, deferAccept, maxConnections, most, dispatching, handOverTo);
  }

  /**
   * {@return these, with handlers on other threads}
   *
   * @param where on which
   */
  public ServerOptions dispatching(Dispatching where) {
    return new ServerOptions(
        backlog,
        reusePort,
        steerByCpu,
        deferAccept,
        maxConnections,
        maxPerAddress,
        where,
        handOverTo);
  }

  /**
   * {@return these, with connections on other loops than the one that accepts}
   *
   * @param loops the loops
   */
  public ServerOptions handOverTo(LoopGroup loops) {
    return new ServerOptions(
        backlog,
        reusePort,
        steerByCpu,
        deferAccept,
        maxConnections,
        maxPerAddress,
        dispatching,
        loops);
  }
}
