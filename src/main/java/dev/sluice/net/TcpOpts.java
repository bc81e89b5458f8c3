package dev.sluice.net;

import static dev.sluice.sys.NetConstants.IPPROTO_TCP;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.SocketOptions;
import dev.sluice.sys.TcpInfoBuf;
import dev.sluice.sys.TcpOptionConstants;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * Options of TCP sockets: level {@code IPPROTO_TCP}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>
 */
public final class TcpOpts {
  // Both headers at their longest: 60 bytes each, and IPv6 with its extensions in between.
  private static final int SYN = 512;

  /** Send at once, without waiting for the acknowledgement of what went before (Nagle). */
  public static final SockOpt<Boolean> NODELAY =
      flag("TCP_NODELAY", TcpOptionConstants.TCP_NODELAY);

  /** Send full segments only, for at most 200 ms, until it is off again. */
  public static final SockOpt<Boolean> CORK = flag("TCP_CORK", TcpOptionConstants.TCP_CORK);

  /** Acknowledge at once, for now: the kernel changes it by itself. */
  public static final SockOpt<Boolean> QUICKACK =
      flag("TCP_QUICKACK", TcpOptionConstants.TCP_QUICKACK);

  /**
   * The largest segment, 88 to 32,767 bytes, 0 for the default. Set before connect or listen it is
   * what is advertised.
   */
  public static final SockOpt<Integer> MAXSEG =
      number("TCP_MAXSEG", TcpOptionConstants.TCP_MAXSEG, 0, 32_767);

  /**
   * How long it is idle before the first probe, 1 to 32,767 s; rounded up to seconds. See {@link
   * SockOpts#KEEPALIVE}.
   */
  public static final SockOpt<Duration> KEEPIDLE =
      time("TCP_KEEPIDLE", TcpOptionConstants.TCP_KEEPIDLE, ChronoUnit.SECONDS, 1, 32_767);

  /** How long between probes, 1 to 32,767 s; rounded up to seconds. */
  public static final SockOpt<Duration> KEEPINTVL =
      time("TCP_KEEPINTVL", TcpOptionConstants.TCP_KEEPINTVL, ChronoUnit.SECONDS, 1, 32_767);

  /** Probes without an answer before the connection is given up, 1 to 127. */
  public static final SockOpt<Integer> KEEPCNT =
      number("TCP_KEEPCNT", TcpOptionConstants.TCP_KEEPCNT, 1, 127);

  /**
   * How long data may stay unacknowledged before the connection is given up, rounded up to
   * milliseconds; zero is the system's default. Linux 2.6.37.
   */
  public static final SockOpt<Duration> USER_TIMEOUT =
      time(
          "TCP_USER_TIMEOUT",
          TcpOptionConstants.TCP_USER_TIMEOUT,
          ChronoUnit.MILLIS,
          0,
          Integer.MAX_VALUE);

  /**
   * Accept connections only when data is there, or after this time; zero is at once. Rounded up to
   * seconds, and then to the times of retransmissions: 1, 3, 7, 15, …
   */
  public static final SockOpt<Duration> DEFER_ACCEPT =
      time(
          "TCP_DEFER_ACCEPT",
          TcpOptionConstants.TCP_DEFER_ACCEPT,
          ChronoUnit.SECONDS,
          0,
          Integer.MAX_VALUE);

  /**
   * How long an orphan stays in FIN_WAIT2; zero is the system's default, a negative time is none,
   * 120 s is the most. Rounded up to seconds.
   */
  public static final SockOpt<Duration> LINGER2 =
      time(
          "TCP_LINGER2", TcpOptionConstants.TCP_LINGER2, ChronoUnit.SECONDS, -1, Integer.MAX_VALUE);

  /** How often a SYN is sent again before connect is ETIMEDOUT, 1 to 127. */
  public static final SockOpt<Integer> SYNCNT =
      number("TCP_SYNCNT", TcpOptionConstants.TCP_SYNCNT, 1, 127);

  /**
   * Bytes that are advertised at most; 0 for no limit, on an unconnected socket only. The kernel
   * raises small ones.
   */
  public static final SockOpt<Integer> WINDOW_CLAMP =
      number("TCP_WINDOW_CLAMP", TcpOptionConstants.TCP_WINDOW_CLAMP, 0, Integer.MAX_VALUE);

  /** Of a listener: how many connections may wait that brought data in the SYN. Linux 3.7. */
  public static final SockOpt<Integer> FASTOPEN =
      number("TCP_FASTOPEN", TcpOptionConstants.TCP_FASTOPEN, 0, Integer.MAX_VALUE);

  /** Connect returns at once, and the first send takes its data along in the SYN. Linux 4.11. */
  public static final SockOpt<Boolean> FASTOPEN_CONNECT =
      flag("TCP_FASTOPEN_CONNECT", TcpOptionConstants.TCP_FASTOPEN_CONNECT);

  /** Data in the SYN without a cookie. Linux 4.15. */
  public static final SockOpt<Boolean> FASTOPEN_NO_COOKIE =
      flag("TCP_FASTOPEN_NO_COOKIE", TcpOptionConstants.TCP_FASTOPEN_NO_COOKIE);

  /**
   * Bytes not sent yet below which it is writable; -1 (all ones) leaves it to the system. Linux
   * 3.12.
   */
  public static final SockOpt<Integer> NOTSENT_LOWAT =
      number(
          "TCP_NOTSENT_LOWAT",
          TcpOptionConstants.TCP_NOTSENT_LOWAT,
          Integer.MIN_VALUE,
          Integer.MAX_VALUE);

  /**
   * The algorithm of congestion control: {@code reno}, {@code cubic}, …; ENOENT where there is none
   * of that name, EPERM where it is not among {@code net.ipv4.tcp_allowed_congestion_control}.
   */
  public static final SockOpt<String> CONGESTION =
      ValueOpt.text("TCP_CONGESTION", IPPROTO_TCP, TcpOptionConstants.TCP_CONGESTION);

  /** The protocol on top, {@code tls} for one; empty where there is none. Linux 4.13. */
  public static final SockOpt<String> ULP =
      ValueOpt.text("TCP_ULP", IPPROTO_TCP, TcpOptionConstants.TCP_ULP);

  /** What the kernel knows of the connection. Can only be asked. */
  public static final SockOpt<TcpInfo> INFO = new TcpInfoOpt();

  /** Of a listener: keep the headers of each SYN. Linux 4.2. */
  public static final SockOpt<Boolean> SAVE_SYN =
      flag("TCP_SAVE_SYN", TcpOptionConstants.TCP_SAVE_SYN);

  /**
   * The headers of the SYN, from the IP header on, given once; empty where they were not kept. Can
   * only be asked. Linux 4.2.
   */
  public static final SockOpt<byte[]> SAVED_SYN =
      new ValueOpt<>(
          "TCP_SAVED_SYN",
          IPPROTO_TCP,
          TcpOptionConstants.TCP_SAVED_SYN,
          byte[].class,
          SYN,
          OptionLayouts::readBytes,
          null);

  /** Receive with each message how many bytes still wait. Linux 4.18. */
  public static final SockOpt<Boolean> INQ = flag("TCP_INQ", TcpOptionConstants.TCP_INQ);

  /** How long what is sent is held back, in microseconds. Linux 5.4. */
  public static final SockOpt<Duration> TX_DELAY =
      time(
          "TCP_TX_DELAY", TcpOptionConstants.TCP_TX_DELAY, ChronoUnit.MICROS, 0, Integer.MAX_VALUE);

  /** Do not double the timeout while few segments are under way. Linux 2.6.34. */
  public static final SockOpt<Boolean> THIN_LINEAR_TIMEOUTS =
      flag("TCP_THIN_LINEAR_TIMEOUTS", TcpOptionConstants.TCP_THIN_LINEAR_TIMEOUTS);

  private TcpOpts() {}

  private static final class TcpInfoOpt extends SockOpt<TcpInfo> {
    TcpInfoOpt() {
      super("TCP_INFO", IPPROTO_TCP, TcpOptionConstants.TCP_INFO, TcpInfo.class);
    }

    @Override
    public TcpInfo get(int fd) throws ErrnoException {
      TcpInfoBuf buf = new TcpInfoBuf();
      checkGet(SocketOptions.tcpInfo(fd, buf));
      return TcpInfo.of(buf);
    }

    @Override
    public void set(int fd, TcpInfo value) {
      throw onlyAsked();
    }
  }

  private static SockOpt<Boolean> flag(String name, int number) {
    return new FlagOpt(name, IPPROTO_TCP, number, true);
  }

  private static SockOpt<Integer> number(String name, int number, int min, int max) {
    return new IntOpt(name, IPPROTO_TCP, number, min, max);
  }

  private static SockOpt<Duration> time(
      String name, int number, ChronoUnit unit, int min, int max) {
    return new DurationOpt(name, IPPROTO_TCP, number, unit, min, max);
  }
}
