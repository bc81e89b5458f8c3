package dev.sluice.reactor;

import dev.sluice.sys.NetConstants;
import org.jspecify.annotations.Nullable;

/**
 * How a server accepts, and where its connections live.
 *
 * @param backlog how many connections may wait to be accepted; the kernel cuts it to
 *     net.core.somaxconn
 * @param reusePort several listeners share the address, each gets a part of the connections
 * @param dispatching on which threads handlers run
 * @param handOverTo the loops that get the connections, one after another; null leaves them on the
 *     loop that accepted them
 */
public record ServerOptions(
    int backlog, boolean reusePort, Dispatching dispatching, @Nullable LoopGroup handOverTo) {
  /** The longest queue, a port of its own, everything in the loop that accepts. */
  public static final ServerOptions DEFAULT =
      new ServerOptions(NetConstants.SOMAXCONN, false, Dispatching.inLoop(), null);

  /**
   * {@return these, with another queue}
   *
   * @param length how many connections may wait
   */
  public ServerOptions backlog(int length) {
    return new ServerOptions(length, reusePort, dispatching, handOverTo);
  }

  /**
   * {@return these, with SO_REUSEPORT or without}
   *
   * @param shared whether several listeners share the address
   */
  public ServerOptions reusePort(boolean shared) {
    return new ServerOptions(backlog, shared, dispatching, handOverTo);
  }

  /**
   * {@return these, with handlers on other threads}
   *
   * @param where on which
   */
  public ServerOptions dispatching(Dispatching where) {
    return new ServerOptions(backlog, reusePort, where, handOverTo);
  }

  /**
   * {@return these, with connections on other loops than the one that accepts}
   *
   * @param loops the loops
   */
  public ServerOptions handOverTo(LoopGroup loops) {
    return new ServerOptions(backlog, reusePort, dispatching, loops);
  }
}
