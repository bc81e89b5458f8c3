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

  private NetConstants() {}
}
