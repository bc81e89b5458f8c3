package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Further options of level {@code IPPROTO_TCP}, for {@link SocketOptions}, and the states of a
 * connection; the most common options stand in {@link NetConstants}.
 *
 * <p>Names and values are those of C.
 */
public final class TcpOptionConstants {
  /** int: no Nagle delay. */
  public static final int TCP_NODELAY = Linux.TCP_NODELAY();

  /** int: send full segments only. */
  public static final int TCP_CORK = Linux.TCP_CORK();

  /** int: acknowledge at once. */
  public static final int TCP_QUICKACK = Linux.TCP_QUICKACK();

  /** int: seconds before the first probe. */
  public static final int TCP_KEEPIDLE = Linux.TCP_KEEPIDLE();

  /** int: seconds between probes. */
  public static final int TCP_KEEPINTVL = Linux.TCP_KEEPINTVL();

  /** int: probes before giving up. */
  public static final int TCP_KEEPCNT = Linux.TCP_KEEPCNT();

  /** int: seconds to wait for data before accepting. */
  public static final int TCP_DEFER_ACCEPT = Linux.TCP_DEFER_ACCEPT();

  /** int: milliseconds that data may stay unacknowledged. */
  public static final int TCP_USER_TIMEOUT = Linux.TCP_USER_TIMEOUT();

  /** int: the largest segment. */
  public static final int TCP_MAXSEG = Linux.TCP_MAXSEG();

  /** int: seconds in FIN_WAIT2; -1 for none. */
  public static final int TCP_LINGER2 = Linux.TCP_LINGER2();

  /** int: SYNs that are sent again before connect gives up. */
  public static final int TCP_SYNCNT = Linux.TCP_SYNCNT();

  /** int: bytes that are advertised at most. */
  public static final int TCP_WINDOW_CLAMP = Linux.TCP_WINDOW_CLAMP();

  /** text: the algorithm of congestion control. */
  public static final int TCP_CONGESTION = Linux.TCP_CONGESTION();

  /** union: figures of the algorithm. */
  public static final int TCP_CC_INFO = Linux.TCP_CC_INFO();

  /** int: how many connections may wait that brought data in the SYN. */
  public static final int TCP_FASTOPEN = Linux.TCP_FASTOPEN();

  /** int: the first send connects, with its data in the SYN. */
  public static final int TCP_FASTOPEN_CONNECT = Linux.TCP_FASTOPEN_CONNECT();

  /** int: without cookie. */
  public static final int TCP_FASTOPEN_NO_COOKIE = Linux.TCP_FASTOPEN_NO_COOKIE();

  /** int: unsent bytes below which it is writable. */
  public static final int TCP_NOTSENT_LOWAT = Linux.TCP_NOTSENT_LOWAT();

  /** int: keep the headers of the SYN. */
  public static final int TCP_SAVE_SYN = Linux.TCP_SAVE_SYN();

  /** bytes: the headers of the SYN, once. */
  public static final int TCP_SAVED_SYN = Linux.TCP_SAVED_SYN();

  /** text: the protocol on top. */
  public static final int TCP_ULP = Linux.TCP_ULP();

  /** struct tcp_md5sig: sign segments. */
  public static final int TCP_MD5SIG = Linux.TCP_MD5SIG();

  /** int: the clock of its timestamps. */
  public static final int TCP_TIMESTAMP = Linux.TCP_TIMESTAMP();

  /** int: receive the number of bytes that wait. */
  public static final int TCP_INQ = Linux.TCP_INQ();

  /** The control message of TCP_INQ. */
  public static final int TCP_CM_INQ = Linux.TCP_CM_INQ();

  /** int: microseconds by which what is sent is held back. */
  public static final int TCP_TX_DELAY = Linux.TCP_TX_DELAY();

  /** int: no exponential back-off for thin streams. */
  public static final int TCP_THIN_LINEAR_TIMEOUTS = Linux.TCP_THIN_LINEAR_TIMEOUTS();

  /** int: take a connection apart and put it together; CAP_NET_ADMIN. */
  public static final int TCP_REPAIR = Linux.TCP_REPAIR();

  /** Holds an address: refused. */
  public static final int TCP_ZEROCOPY_RECEIVE = Linux.TCP_ZEROCOPY_RECEIVE();

  /** struct tcp_info: see {@link SocketOptions#tcpInfo}. */
  public static final int TCP_INFO = Linux.TCP_INFO();

  /** Connected. */
  public static final int TCP_ESTABLISHED = Linux.TCP_ESTABLISHED();

  /** A SYN went out. */
  public static final int TCP_SYN_SENT = Linux.TCP_SYN_SENT();

  /** A SYN came, and was answered. */
  public static final int TCP_SYN_RECV = Linux.TCP_SYN_RECV();

  /** A FIN went out. */
  public static final int TCP_FIN_WAIT1 = Linux.TCP_FIN_WAIT1();

  /** The FIN was acknowledged. */
  public static final int TCP_FIN_WAIT2 = Linux.TCP_FIN_WAIT2();

  /** Closed, waiting for stray segments. */
  public static final int TCP_TIME_WAIT = Linux.TCP_TIME_WAIT();

  /** Not connected. */
  public static final int TCP_CLOSE = Linux.TCP_CLOSE();

  /** A FIN came. */
  public static final int TCP_CLOSE_WAIT = Linux.TCP_CLOSE_WAIT();

  /** A FIN came, and one went out. */
  public static final int TCP_LAST_ACK = Linux.TCP_LAST_ACK();

  /** Listening. */
  public static final int TCP_LISTEN = Linux.TCP_LISTEN();

  /** FINs crossed. */
  public static final int TCP_CLOSING = Linux.TCP_CLOSING();

  private TcpOptionConstants() {}
}
