package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Further options of level {@code SOL_SOCKET}, for {@link SocketOptions}; the most common ones
 * stand in {@link NetConstants}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class SocketOptionConstants {
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

  /** int: may send to broadcast addresses. */
  public static final int SO_BROADCAST = Linux.SO_BROADCAST();

  /** int: is it listening. */
  public static final int SO_ACCEPTCONN = Linux.SO_ACCEPTCONN();

  /** int: the CPU that handles its packets. */
  public static final int SO_INCOMING_CPU = Linux.SO_INCOMING_CPU();

  /** int: bytes that must be there before a socket is readable. */
  public static final int SO_RCVLOWAT = Linux.SO_RCVLOWAT();

  /** int: always 1, and cannot be set. */
  public static final int SO_SNDLOWAT = Linux.SO_SNDLOWAT();

  /** struct timeval: how long a receive waits; 0 is for ever. */
  public static final int SO_RCVTIMEO = Linux.SO_RCVTIMEO();

  /** struct timeval: how long a send waits; 0 is for ever. */
  public static final int SO_SNDTIMEO = Linux.SO_SNDTIMEO();

  /** int: as SO_RCVBUF, beyond the system's limit; CAP_NET_ADMIN. */
  public static final int SO_RCVBUFFORCE = Linux.SO_RCVBUFFORCE();

  /** int: as SO_SNDBUF, beyond the system's limit; CAP_NET_ADMIN. */
  public static final int SO_SNDBUFFORCE = Linux.SO_SNDBUFFORCE();

  /** int: the {@code AF_} family. */
  public static final int SO_DOMAIN = Linux.SO_DOMAIN();

  /** int: the protocol. */
  public static final int SO_PROTOCOL = Linux.SO_PROTOCOL();

  /** struct ucred: who connected a UNIX socket, or listened. */
  public static final int SO_PEERCRED = Linux.SO_PEERCRED();

  /** int: receive the sender's credentials with each message. */
  public static final int SO_PASSCRED = Linux.SO_PASSCRED();

  /** gid_t[]: the supplementary groups of who connected a UNIX socket. */
  public static final int SO_PEERGROUPS = Linux.SO_PEERGROUPS();

  /** text: the security label of the peer. */
  public static final int SO_PEERSEC = Linux.SO_PEERSEC();

  /** int: receive the sender's security label with each message. */
  public static final int SO_PASSSEC = Linux.SO_PASSSEC();

  /** int: urgent data stays in the stream. */
  public static final int SO_OOBINLINE = Linux.SO_OOBINLINE();

  /** int: send to hosts on the own network only. */
  public static final int SO_DONTROUTE = Linux.SO_DONTROUTE();

  /** int: of what is sent, for queueing; above 6 with CAP_NET_ADMIN. */
  public static final int SO_PRIORITY = Linux.SO_PRIORITY();

  /** int: of what is sent, for routing and filters; CAP_NET_ADMIN. */
  public static final int SO_MARK = Linux.SO_MARK();

  /** text: use one interface only. */
  public static final int SO_BINDTODEVICE = Linux.SO_BINDTODEVICE();

  /** int: receive a time with each datagram, in microseconds. */
  public static final int SO_TIMESTAMP = Linux.SO_TIMESTAMP();

  /** int: receive a time with each datagram, in nanoseconds. */
  public static final int SO_TIMESTAMPNS = Linux.SO_TIMESTAMPNS();

  /** int: which times are taken, as {@code SOF_TIMESTAMPING_} flags. */
  public static final int SO_TIMESTAMPING = Linux.SO_TIMESTAMPING();

  /** int: receive the number of dropped datagrams. */
  public static final int SO_RXQ_OVFL = Linux.SO_RXQ_OVFL();

  /** int: microseconds to poll the device before sleeping. */
  public static final int SO_BUSY_POLL = Linux.SO_BUSY_POLL();

  /** int: poll the device rather than take interrupts. */
  public static final int SO_PREFER_BUSY_POLL = Linux.SO_PREFER_BUSY_POLL();

  /** int: the queue of the device that its packets come by. */
  public static final int SO_INCOMING_NAPI_ID = Linux.SO_INCOMING_NAPI_ID();

  /** unsigned int or long: bytes per second. */
  public static final int SO_MAX_PACING_RATE = Linux.SO_MAX_PACING_RATE();

  /** int: allow MSG_ZEROCOPY. */
  public static final int SO_ZEROCOPY = Linux.SO_ZEROCOPY();

  /** u64: what tells this socket from all others. */
  public static final int SO_COOKIE = Linux.SO_COOKIE();

  /** u64: what tells its network namespace from all others. */
  public static final int SO_NETNS_COOKIE = Linux.SO_NETNS_COOKIE();

  /** u32[]: the memory that it uses. */
  public static final int SO_MEMINFO = Linux.SO_MEMINFO();

  /** struct sock_fprog: see {@link SocketOptions#attachFilter}. */
  public static final int SO_ATTACH_FILTER = Linux.SO_ATTACH_FILTER();

  /** int: any; takes the filter away. */
  public static final int SO_DETACH_FILTER = Linux.SO_DETACH_FILTER();

  /** int: the filter can no longer be changed, nor this undone. */
  public static final int SO_LOCK_FILTER = Linux.SO_LOCK_FILTER();

  /** int: the descriptor of a loaded program that filters. */
  public static final int SO_ATTACH_BPF = Linux.SO_ATTACH_BPF();

  /** struct sock_fprog: see {@link SocketOptions#attachReuseportCbpf}. */
  public static final int SO_ATTACH_REUSEPORT_CBPF = Linux.SO_ATTACH_REUSEPORT_CBPF();

  /** int: the descriptor of a loaded program that chooses the socket. */
  public static final int SO_ATTACH_REUSEPORT_EBPF = Linux.SO_ATTACH_REUSEPORT_EBPF();

  /** int: any; takes the choosing program away. */
  public static final int SO_DETACH_REUSEPORT_BPF = Linux.SO_DETACH_REUSEPORT_BPF();

  /** struct sock_txtime: messages carry the time to send them. */
  public static final int SO_TXTIME = Linux.SO_TXTIME();

  /** int: what is in the error queue sets POLLPRI. */
  public static final int SO_SELECT_ERR_QUEUE = Linux.SO_SELECT_ERR_QUEUE();

  /** int: send datagrams of UDP over IPv4 without checksum. */
  public static final int SO_NO_CHECK = Linux.SO_NO_CHECK();

  /** int: has no effect. */
  public static final int SO_BSDCOMPAT = Linux.SO_BSDCOMPAT();

  /** int: where MSG_PEEK begins; -1 is at the head. */
  public static final int SO_PEEK_OFF = Linux.SO_PEEK_OFF();

  private SocketOptionConstants() {}
}
