package dev.sluice.net;

import static dev.sluice.sys.NetConstants.SOL_SOCKET;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.BpfProgram;
import dev.sluice.sys.SocketOptionConstants;
import dev.sluice.sys.SocketOptions;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Options of any socket: level {@code SOL_SOCKET}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
 */
public final class SockOpts {
  /** Bind although old connections linger on the port. Of UDP sockets several may share it. */
  public static final SockOpt<Boolean> REUSEADDR =
      flag("SO_REUSEADDR", SocketOptionConstants.SO_REUSEADDR);

  /**
   * Several sockets of one user share the port, each with this set before bind; see {@link
   * ReusePort}. Linux 3.9.
   */
  public static final SockOpt<Boolean> REUSEPORT =
      flag("SO_REUSEPORT", SocketOptionConstants.SO_REUSEPORT);

  /** Probe connections that are idle; see {@link TcpOpts#KEEPIDLE}. */
  public static final SockOpt<Boolean> KEEPALIVE =
      flag("SO_KEEPALIVE", SocketOptionConstants.SO_KEEPALIVE);

  /** What close does with data that is not sent yet; {@link Linger#RESET} closes with an RST. */
  public static final SockOpt<Linger> LINGER =
      new ValueOpt<>(
          "SO_LINGER",
          SOL_SOCKET,
          SocketOptionConstants.SO_LINGER,
          Linger.class,
          OptionLayouts.LINGER,
          OptionLayouts::readLinger,
          OptionLayouts::writeLinger);

  /**
   * Bytes of the receive buffer. The kernel doubles what is set, for its own needs, within {@code
   * net.core.rmem_max}, and that is what is read back. It also stops growing by itself.
   */
  public static final SockOpt<Integer> RCVBUF =
      number("SO_RCVBUF", SocketOptionConstants.SO_RCVBUF, 0, Integer.MAX_VALUE);

  /**
   * Bytes of the send buffer. The kernel doubles what is set, for its own needs, within {@code
   * net.core.wmem_max}, and that is what is read back. It also stops growing by itself.
   */
  public static final SockOpt<Integer> SNDBUF =
      number("SO_SNDBUF", SocketOptionConstants.SO_SNDBUF, 0, Integer.MAX_VALUE);

  /** As {@link #RCVBUF}, beyond the system's limit, for CAP_NET_ADMIN. Can only be set. */
  public static final SockOpt<Integer> RCVBUFFORCE =
      ValueOpt.setOnly("SO_RCVBUFFORCE", SOL_SOCKET, SocketOptionConstants.SO_RCVBUFFORCE);

  /** As {@link #SNDBUF}, beyond the system's limit, for CAP_NET_ADMIN. Can only be set. */
  public static final SockOpt<Integer> SNDBUFFORCE =
      ValueOpt.setOnly("SO_SNDBUFFORCE", SOL_SOCKET, SocketOptionConstants.SO_SNDBUFFORCE);

  /**
   * Bytes that must be there before the socket is readable, and before a receive returns. 0 is 1.
   */
  public static final SockOpt<Integer> RCVLOWAT =
      number("SO_RCVLOWAT", SocketOptionConstants.SO_RCVLOWAT, 0, Integer.MAX_VALUE);

  /** Always 1, and can only be asked: see {@link TcpOpts#NOTSENT_LOWAT}. */
  public static final SockOpt<Integer> SNDLOWAT =
      IntOpt.readOnly("SO_SNDLOWAT", SOL_SOCKET, SocketOptionConstants.SO_SNDLOWAT);

  /**
   * How long a receive or an accept waits before it is EAGAIN; zero is for ever. Rounded up to the
   * ticks of the kernel's clock. Sockets that never block take no notice.
   */
  public static final SockOpt<Duration> RCVTIMEO =
      time("SO_RCVTIMEO", SocketOptionConstants.SO_RCVTIMEO);

  /**
   * How long a send or a connect waits before it is EAGAIN, or EINPROGRESS; zero is for ever. As
   * {@link #RCVTIMEO}.
   */
  public static final SockOpt<Duration> SNDTIMEO =
      time("SO_SNDTIMEO", SocketOptionConstants.SO_SNDTIMEO);

  /** The pending error, empty where there is none; asking takes it away. Can only be asked. */
  public static final SockOpt<Optional<Errno>> ERROR =
      new ValueOpt<>(
          "SO_ERROR",
          SOL_SOCKET,
          SocketOptionConstants.SO_ERROR,
          OptionLayouts.optional(Errno.class),
          Integer.BYTES,
          OptionLayouts::readError,
          null);

  /** Its type, {@code SOCK_STREAM} and so on. Can only be asked. */
  public static final SockOpt<Integer> TYPE =
      IntOpt.readOnly("SO_TYPE", SOL_SOCKET, SocketOptionConstants.SO_TYPE);

  /** Its family, {@code AF_INET} and so on. Can only be asked. */
  public static final SockOpt<Integer> DOMAIN =
      IntOpt.readOnly("SO_DOMAIN", SOL_SOCKET, SocketOptionConstants.SO_DOMAIN);

  /** Its protocol, {@code IPPROTO_TCP} and so on; 0 of UNIX sockets. Can only be asked. */
  public static final SockOpt<Integer> PROTOCOL =
      IntOpt.readOnly("SO_PROTOCOL", SOL_SOCKET, SocketOptionConstants.SO_PROTOCOL);

  /** Is it listening. Can only be asked. */
  public static final SockOpt<Boolean> ACCEPTCONN =
      new FlagOpt("SO_ACCEPTCONN", SOL_SOCKET, SocketOptionConstants.SO_ACCEPTCONN, false);

  /** May it send to broadcast addresses. */
  public static final SockOpt<Boolean> BROADCAST =
      flag("SO_BROADCAST", SocketOptionConstants.SO_BROADCAST);

  /** Urgent data stays in the stream. */
  public static final SockOpt<Boolean> OOBINLINE =
      flag("SO_OOBINLINE", SocketOptionConstants.SO_OOBINLINE);

  /** Send to hosts of the own networks only, past the routes. */
  public static final SockOpt<Boolean> DONTROUTE =
      flag("SO_DONTROUTE", SocketOptionConstants.SO_DONTROUTE);

  /** Receive the sender's credentials with each message of a UNIX socket. */
  public static final SockOpt<Boolean> PASSCRED =
      flag("SO_PASSCRED", SocketOptionConstants.SO_PASSCRED);

  /** Receive the sender's security label with each message of a UNIX socket. */
  public static final SockOpt<Boolean> PASSSEC =
      flag("SO_PASSSEC", SocketOptionConstants.SO_PASSSEC);

  /** Who the peer of a UNIX socket was when it connected. Can only be asked. */
  public static final SockOpt<PeerCredentials> PEERCRED =
      new ValueOpt<>(
          "SO_PEERCRED",
          SOL_SOCKET,
          SocketOptionConstants.SO_PEERCRED,
          PeerCredentials.class,
          OptionLayouts.UCRED,
          OptionLayouts::readPeer,
          null);

  /** Receive a time with each datagram, in microseconds. */
  public static final SockOpt<Boolean> TIMESTAMP =
      flag("SO_TIMESTAMP", SocketOptionConstants.SO_TIMESTAMP);

  /** Receive a time with each datagram, in nanoseconds; switches {@link #TIMESTAMP} off. */
  public static final SockOpt<Boolean> TIMESTAMPNS =
      flag("SO_TIMESTAMPNS", SocketOptionConstants.SO_TIMESTAMPNS);

  /** Which times are taken of what comes and goes: {@code SOF_TIMESTAMPING_} flags. */
  public static final SockOpt<Integer> TIMESTAMPING =
      number("SO_TIMESTAMPING", SocketOptionConstants.SO_TIMESTAMPING, 0, Integer.MAX_VALUE);

  /** Receive with each datagram how many were dropped before it. Linux 2.6.33. */
  public static final SockOpt<Boolean> RXQ_OVFL =
      flag("SO_RXQ_OVFL", SocketOptionConstants.SO_RXQ_OVFL);

  /**
   * Use one interface only, by its name of at most 15 bytes; the empty one is any. Before Linux 5.7
   * for CAP_NET_RAW.
   */
  public static final SockOpt<String> BINDTODEVICE =
      ValueOpt.text("SO_BINDTODEVICE", SOL_SOCKET, SocketOptionConstants.SO_BINDTODEVICE);

  /**
   * The mark of what is sent, for routes and filters. EPERM without CAP_NET_ADMIN, or CAP_NET_RAW
   * since Linux 5.17.
   */
  public static final SockOpt<Integer> MARK =
      number("SO_MARK", SocketOptionConstants.SO_MARK, Integer.MIN_VALUE, Integer.MAX_VALUE);

  /**
   * The priority of what is sent. EPERM above 6 without CAP_NET_ADMIN, or CAP_NET_RAW since Linux
   * 5.17.
   */
  public static final SockOpt<Integer> PRIORITY =
      number("SO_PRIORITY", SocketOptionConstants.SO_PRIORITY, 0, Integer.MAX_VALUE);

  /**
   * How long to poll the device before sleeping, in microseconds; zero not at all. EPERM for more
   * without CAP_NET_ADMIN. Linux 3.11.
   */
  public static final SockOpt<Duration> BUSY_POLL =
      time(
          "SO_BUSY_POLL",
          SocketOptionConstants.SO_BUSY_POLL,
          ChronoUnit.MICROS,
          0,
          Integer.MAX_VALUE);

  /** Poll the device rather than take its interrupts. EPERM without CAP_NET_ADMIN. Linux 5.11. */
  public static final SockOpt<Boolean> PREFER_BUSY_POLL =
      flag("SO_PREFER_BUSY_POLL", SocketOptionConstants.SO_PREFER_BUSY_POLL);

  /**
   * The CPU that handled its last packet, -1 for none; set on sockets that share a port, the one
   * that is set to a packet's CPU is preferred. Linux 3.19, and 4.4 for setting.
   */
  public static final SockOpt<Integer> INCOMING_CPU =
      number("SO_INCOMING_CPU", SocketOptionConstants.SO_INCOMING_CPU, -1, Integer.MAX_VALUE);

  /**
   * The queue of the device that its last packet came by; 0 for none. Can only be asked. Linux
   * 4.12.
   */
  public static final SockOpt<Integer> INCOMING_NAPI_ID =
      IntOpt.readOnly("SO_INCOMING_NAPI_ID", SOL_SOCKET, SocketOptionConstants.SO_INCOMING_NAPI_ID);

  /** Bytes per second at most, unsigned; all ones for no limit. Linux 3.13. */
  public static final SockOpt<Long> MAX_PACING_RATE =
      ValueOpt.number64(
          "SO_MAX_PACING_RATE", SOL_SOCKET, SocketOptionConstants.SO_MAX_PACING_RATE, true);

  /** Allow {@code MSG_ZEROCOPY}. Linux 4.14 for TCP, 5.0 for UDP; EOPNOTSUPP of other sockets. */
  public static final SockOpt<Boolean> ZEROCOPY =
      flag("SO_ZEROCOPY", SocketOptionConstants.SO_ZEROCOPY);

  /**
   * What tells this socket from all others as long as the machine runs. Can only be asked. Linux
   * 4.12.
   */
  public static final SockOpt<Long> COOKIE =
      ValueOpt.number64("SO_COOKIE", SOL_SOCKET, SocketOptionConstants.SO_COOKIE, false);

  /** What tells its network namespace from all others. Can only be asked. Linux 5.14. */
  public static final SockOpt<Long> NETNS_COOKIE =
      ValueOpt.number64(
          "SO_NETNS_COOKIE", SOL_SOCKET, SocketOptionConstants.SO_NETNS_COOKIE, false);

  /** The filter can no longer be changed, nor this be undone: EPERM. Linux 3.9. */
  public static final SockOpt<Boolean> LOCK_FILTER =
      flag("SO_LOCK_FILTER", SocketOptionConstants.SO_LOCK_FILTER);

  /** What is in the error queue makes the socket ready with {@code POLLPRI} too. Linux 3.10. */
  public static final SockOpt<Boolean> SELECT_ERR_QUEUE =
      flag("SO_SELECT_ERR_QUEUE", SocketOptionConstants.SO_SELECT_ERR_QUEUE);

  /** Send datagrams of UDP over IPv4 without checksum. */
  public static final SockOpt<Boolean> NO_CHECK =
      flag("SO_NO_CHECK", SocketOptionConstants.SO_NO_CHECK);

  /**
   * Where {@code MSG_PEEK} begins, moved on by what was seen; -1 is always at the head. UNIX
   * sockets, UDP, and TCP since Linux 6.9.
   */
  public static final SockOpt<Integer> PEEK_OFF =
      number("SO_PEEK_OFF", SocketOptionConstants.SO_PEEK_OFF, -1, Integer.MAX_VALUE);

  /**
   * Which packets are received, and how much of each; see {@link
   * dev.sluice.sys.SocketOptions#attachFilter}. Can only be set; {@link #detachFilter} takes it
   * away.
   */
  public static final SockOpt<BpfProgram> ATTACH_FILTER =
      new ProgramOpt("SO_ATTACH_FILTER", SocketOptionConstants.SO_ATTACH_FILTER);

  /**
   * Which of the sockets that share the port gets a packet; see {@link ReusePort}. Can only be set;
   * {@link #detachReuseportBpf} takes it away. Linux 4.6.
   */
  public static final SockOpt<BpfProgram> ATTACH_REUSEPORT_CBPF =
      new ProgramOpt("SO_ATTACH_REUSEPORT_CBPF", SocketOptionConstants.SO_ATTACH_REUSEPORT_CBPF);

  private SockOpts() {}

  /**
   * Takes the filter away, whichever it is: {@code SO_DETACH_FILTER}.
   *
   * @param fd a socket, borrowed
   * @throws ErrnoException ENOENT (there is none), EPERM ({@link #LOCK_FILTER})
   */
  public static void detachFilter(int fd) throws ErrnoException {
    set(fd, SocketOptionConstants.SO_DETACH_FILTER, "SO_DETACH_FILTER");
  }

  /**
   * Takes the program away that chooses among the sockets that share a port: {@code
   * SO_DETACH_REUSEPORT_BPF}. Linux 5.3.
   *
   * @param fd any of those sockets, borrowed
   * @throws ErrnoException ENOENT (there is none)
   */
  public static void detachReuseportBpf(int fd) throws ErrnoException {
    set(fd, SocketOptionConstants.SO_DETACH_REUSEPORT_BPF, "SO_DETACH_REUSEPORT_BPF");
  }

  private static void set(int fd, int number, String name) throws ErrnoException {
    int result = SocketOptions.setsockopt(fd, SOL_SOCKET, number, 0);
    if (result < 0) {
      throw new ErrnoException("setsockopt", result, name);
    }
  }

  private static SockOpt<Duration> time(String name, int number) {
    return new ValueOpt<>(
        name,
        SOL_SOCKET,
        number,
        Duration.class,
        OptionLayouts.TIMEVAL,
        OptionLayouts::readTime,
        (arena, value) -> OptionLayouts.writeTime(name, arena, value));
  }

  private static SockOpt<Boolean> flag(String name, int number) {
    return new FlagOpt(name, SOL_SOCKET, number, true);
  }

  private static SockOpt<Integer> number(String name, int number, int min, int max) {
    return new IntOpt(name, SOL_SOCKET, number, min, max);
  }

  private static SockOpt<Duration> time(
      String name, int number, ChronoUnit unit, int min, int max) {
    return new DurationOpt(name, SOL_SOCKET, number, unit, min, max);
  }
}
