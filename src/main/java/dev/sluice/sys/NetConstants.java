package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code sys/socket.h}, {@code netinet/in.h} and {@code netinet/tcp.h}, for {@link
 * Net}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class NetConstants {
  /** Any address family. */
  public static final int AF_UNSPEC = Linux.AF_UNSPEC();

  /** Local sockets. */
  public static final int AF_UNIX = Linux.AF_UNIX();

  /** IPv4. */
  public static final int AF_INET = Linux.AF_INET();

  /** IPv6. */
  public static final int AF_INET6 = Linux.AF_INET6();

  /** A connected stream of bytes. */
  public static final int SOCK_STREAM = Linux.SOCK_STREAM();

  /** Datagrams. */
  public static final int SOCK_DGRAM = Linux.SOCK_DGRAM();

  /** A connected stream of records. */
  public static final int SOCK_SEQPACKET = Linux.SOCK_SEQPACKET();

  /** Raw packets. */
  public static final int SOCK_RAW = Linux.SOCK_RAW();

  /** Sets {@code O_NONBLOCK} on the new socket. */
  public static final int SOCK_NONBLOCK = Linux.SOCK_NONBLOCK();

  /** Sets {@code FD_CLOEXEC} on the new socket. */
  public static final int SOCK_CLOEXEC = Linux.SOCK_CLOEXEC();

  /** No more receptions. */
  public static final int SHUT_RD = Linux.SHUT_RD();

  /** No more transmissions: sends a FIN. */
  public static final int SHUT_WR = Linux.SHUT_WR();

  /** Neither. */
  public static final int SHUT_RDWR = Linux.SHUT_RDWR();

  /** The largest backlog that libc knows; the kernel cuts to {@code net.core.somaxconn}. */
  public static final int SOMAXCONN = Linux.SOMAXCONN();

  /** Urgent data. */
  public static final int MSG_OOB = Linux.MSG_OOB();

  /** Leave the data in the queue. */
  public static final int MSG_PEEK = Linux.MSG_PEEK();

  /** Do not wait, whatever {@code O_NONBLOCK} says. */
  public static final int MSG_DONTWAIT = Linux.MSG_DONTWAIT();

  /** Wait for the whole request. */
  public static final int MSG_WAITALL = Linux.MSG_WAITALL();

  /** No SIGPIPE. */
  public static final int MSG_NOSIGNAL = Linux.MSG_NOSIGNAL();

  /** More follows: do not send a partial segment yet. */
  public static final int MSG_MORE = Linux.MSG_MORE();

  /** The datagram was longer than the buffer; as an argument: return its true length. */
  public static final int MSG_TRUNC = Linux.MSG_TRUNC();

  /** Control messages were cut. */
  public static final int MSG_CTRUNC = Linux.MSG_CTRUNC();

  /** Received descriptors get {@code FD_CLOEXEC}. */
  public static final int MSG_CMSG_CLOEXEC = Linux.MSG_CMSG_CLOEXEC();

  /** Read the error queue. */
  public static final int MSG_ERRQUEUE = Linux.MSG_ERRQUEUE();

  /** The level of the {@code SO_} options. */
  public static final int SOL_SOCKET = Linux.SOL_SOCKET();

  /** int: bind although old connections linger. */
  public static final int SO_REUSEADDR = Linux.SO_REUSEADDR();

  /** int: several sockets share the port. */
  public static final int SO_REUSEPORT = Linux.SO_REUSEPORT();

  /** int: probe idle connections. */
  public static final int SO_KEEPALIVE = Linux.SO_KEEPALIVE();

  /** struct linger: what close does with unsent data; on with 0 s sends RST. */
  public static final int SO_LINGER = Linux.SO_LINGER();

  /** int: bytes; the kernel doubles it. */
  public static final int SO_RCVBUF = Linux.SO_RCVBUF();

  /** int: bytes; the kernel doubles it. */
  public static final int SO_SNDBUF = Linux.SO_SNDBUF();

  /** int: the pending error, cleared by reading. */
  public static final int SO_ERROR = Linux.SO_ERROR();

  /** int: the {@code SOCK_} type. */
  public static final int SO_TYPE = Linux.SO_TYPE();

  /** int: the {@code AF_} family. */
  public static final int SO_DOMAIN = Linux.SO_DOMAIN();

  /** int: the {@code IPPROTO_} number. */
  public static final int SO_PROTOCOL = Linux.SO_PROTOCOL();

  /** int: urgent data stays among the rest. */
  public static final int SO_OOBINLINE = Linux.SO_OOBINLINE();

  /** struct timeval: how long a blocking receive waits. */
  public static final int SO_RCVTIMEO = Linux.SO_RCVTIMEO();

  /** struct timeval: how long a blocking send or connect waits. */
  public static final int SO_SNDTIMEO = Linux.SO_SNDTIMEO();

  /** int: may send to broadcast addresses. */
  public static final int SO_BROADCAST = Linux.SO_BROADCAST();

  /** int: is it listening. */
  public static final int SO_ACCEPTCONN = Linux.SO_ACCEPTCONN();

  /** int: the CPU that handles its packets. */
  public static final int SO_INCOMING_CPU = Linux.SO_INCOMING_CPU();

  /** IPv4 options. */
  public static final int IPPROTO_IP = Linux.IPPROTO_IP();

  /** IPv6 options. */
  public static final int IPPROTO_IPV6 = Linux.IPPROTO_IPV6();

  /** TCP, as protocol and as level. */
  public static final int IPPROTO_TCP = Linux.IPPROTO_TCP();

  /** UDP, as protocol and as level. */
  public static final int IPPROTO_UDP = Linux.IPPROTO_UDP();

  /** Control messages of IPv4. */
  public static final int IPPROTO_ICMP = Linux.IPPROTO_ICMP();

  /** Control messages of IPv6. */
  public static final int IPPROTO_ICMPV6 = Linux.IPPROTO_ICMPV6();

  /** Any protocol: the sender writes the header of IPv4. */
  public static final int IPPROTO_RAW = Linux.IPPROTO_RAW();

  /** int: no IPv4 through this IPv6 socket. */
  public static final int IPV6_V6ONLY = Linux.IPV6_V6ONLY();

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

  private NetConstants() {}
}
