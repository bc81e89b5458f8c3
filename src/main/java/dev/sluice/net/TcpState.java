package dev.sluice.net;

import dev.sluice.sys.TcpOptionConstants;
import java.util.List;

/**
 * The state of a TCP connection: a value with a name, open to those that newer kernels add.
 *
 * @param number as in C, {@code TCP_ESTABLISHED} and so on
 * @see <a href="https://man7.org/linux/man-pages/man8/ss.8.html">ss(8)</a>
 */
public record TcpState(int number) {
  /** Connected. */
  public static final TcpState ESTABLISHED = new TcpState(TcpOptionConstants.TCP_ESTABLISHED);

  /** A SYN went out. */
  public static final TcpState SYN_SENT = new TcpState(TcpOptionConstants.TCP_SYN_SENT);

  /** A SYN came, and was answered. */
  public static final TcpState SYN_RECV = new TcpState(TcpOptionConstants.TCP_SYN_RECV);

  /** A FIN went out. */
  public static final TcpState FIN_WAIT1 = new TcpState(TcpOptionConstants.TCP_FIN_WAIT1);

  /** The FIN was acknowledged; the peer may still send. */
  public static final TcpState FIN_WAIT2 = new TcpState(TcpOptionConstants.TCP_FIN_WAIT2);

  /** Closed, waiting for stray segments. */
  public static final TcpState TIME_WAIT = new TcpState(TcpOptionConstants.TCP_TIME_WAIT);

  /** Not connected. */
  public static final TcpState CLOSE = new TcpState(TcpOptionConstants.TCP_CLOSE);

  /** A FIN came; this side may still send. */
  public static final TcpState CLOSE_WAIT = new TcpState(TcpOptionConstants.TCP_CLOSE_WAIT);

  /** A FIN came, and one went out. */
  public static final TcpState LAST_ACK = new TcpState(TcpOptionConstants.TCP_LAST_ACK);

  /** Listening. */
  public static final TcpState LISTEN = new TcpState(TcpOptionConstants.TCP_LISTEN);

  /** FINs crossed. */
  public static final TcpState CLOSING = new TcpState(TcpOptionConstants.TCP_CLOSING);

  // In the order of their numbers, from 1.
  private static final List<String> NAMES =
      List.of(
          "ESTAB",
          "SYN-SENT",
          "SYN-RECV",
          "FIN-WAIT-1",
          "FIN-WAIT-2",
          "TIME-WAIT",
          "UNCONN",
          "CLOSE-WAIT",
          "LAST-ACK",
          "LISTEN",
          "CLOSING");

  /** {@return the name as {@code ss} prints it, or the number where it has none} */
  @Override
  public String toString() {
    return number >= 1 && number <= NAMES.size() ? NAMES.get(number - 1) : Integer.toString(number);
  }
}
