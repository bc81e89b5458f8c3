package dev.sluice.sys;

/**
 * The fields of {@code struct tcp_info}, named as in C without {@code tcpi_}, alike on both
 * architectures.
 *
 * <p>libc declares the oldest ones only, and its header cannot stand beside the kernel's. So they
 * are written out, and a test holds them against both. The last four bytes of Linux 6.18, on ECN,
 * are left out: later kernels lay them out anew.
 */
public enum TcpInfoField {
  /** The state of the connection, {@code TCP_ESTABLISHED} and so on. */
  STATE(0, 1),
  /** The state of congestion control: open, disorder, CWR, recovery, loss. */
  CA_STATE(1, 1),
  /** Retransmissions of the oldest segment that no acknowledgement has stopped. */
  RETRANSMITS(2, 1),
  /** Probes of a closed window or of keep-alive that were not answered. */
  PROBES(3, 1),
  /** How often the retransmission timeout was doubled. */
  BACKOFF(4, 1),
  /** What was agreed on, as {@code TCPI_OPT_} flags. */
  OPTIONS(5, 1),
  /** By how many bits the peer's window is shifted. */
  SND_WSCALE(6, 1, 0, 4),
  /** By how many bits the own window is shifted. */
  RCV_WSCALE(6, 1, 4, 4),
  /** 1: DELIVERY_RATE is what the program sent, not what the path takes; since Linux 4.9. */
  DELIVERY_RATE_APP_LIMITED(7, 1, 0, 1),
  /** Why TCP Fast Open failed, 0 where it did not; since Linux 5.5. */
  FASTOPEN_CLIENT_FAIL(7, 1, 1, 2),
  /** The retransmission timeout, in microseconds. */
  RTO(8, 4),
  /** The timeout of delayed acknowledgements, in microseconds. */
  ATO(12, 4),
  /** The largest segment that is sent, in bytes. */
  SND_MSS(16, 4),
  /** The largest segment that came, as far as it was guessed, in bytes. */
  RCV_MSS(20, 4),
  /** Segments sent and not acknowledged; of a listener: connections that wait. */
  UNACKED(24, 4),
  /** Segments acknowledged selectively; of a listener: the backlog. */
  SACKED(28, 4),
  /** Segments taken for lost. */
  LOST(32, 4),
  /** Retransmitted segments under way. */
  RETRANS(36, 4),
  /** Always 0 since Linux 4.15. */
  FACKETS(40, 4),
  /** Milliseconds since data was sent. */
  LAST_DATA_SENT(44, 4),
  /** Never filled. */
  LAST_ACK_SENT(48, 4),
  /** Milliseconds since data came. */
  LAST_DATA_RECV(52, 4),
  /** Milliseconds since an acknowledgement came. */
  LAST_ACK_RECV(56, 4),
  /** The MTU of the path, in bytes. */
  PMTU(60, 4),
  /** The window that may be advertised now, in bytes. */
  RCV_SSTHRESH(64, 4),
  /** The round-trip time, smoothed, in microseconds. */
  RTT(68, 4),
  /** Its variation, in microseconds. */
  RTTVAR(72, 4),
  /** The threshold of slow start, in segments. */
  SND_SSTHRESH(76, 4),
  /** The congestion window, in segments. */
  SND_CWND(80, 4),
  /** The largest segment that was advertised, in bytes. */
  ADVMSS(84, 4),
  /** Segments by which order may be mixed before it counts as loss. */
  REORDERING(88, 4),
  /** The receiver's estimate of the round-trip time, in microseconds. */
  RCV_RTT(92, 4),
  /** Bytes that the receiving program took per round trip. */
  RCV_SPACE(96, 4),
  /** All retransmitted segments. */
  TOTAL_RETRANS(100, 4),
  /** Bytes per second at which it is paced, all ones for no limit; since Linux 3.15. */
  PACING_RATE(104, 8),
  /** The limit of that, all ones for none; since Linux 3.15. */
  MAX_PACING_RATE(112, 8),
  /** Bytes that were acknowledged; since Linux 4.1. */
  BYTES_ACKED(120, 8),
  /** Bytes that came and were acknowledged; since Linux 4.1. */
  BYTES_RECEIVED(128, 8),
  /** Segments sent; since Linux 4.2. */
  SEGS_OUT(136, 4),
  /** Segments that came; since Linux 4.2. */
  SEGS_IN(140, 4),
  /** Bytes that wait to be sent; since Linux 4.6. */
  NOTSENT_BYTES(144, 4),
  /** The least round-trip time, in microseconds, all ones for unknown; since Linux 4.6. */
  MIN_RTT(148, 4),
  /** Segments with data that came; since Linux 4.6. */
  DATA_SEGS_IN(152, 4),
  /** Segments with data sent; since Linux 4.6. */
  DATA_SEGS_OUT(156, 4),
  /** Bytes per second that arrived lately; since Linux 4.9. */
  DELIVERY_RATE(160, 8),
  /** Microseconds with data to send; since Linux 4.10. */
  BUSY_TIME(168, 8),
  /** Microseconds in which the peer's window held it up; since Linux 4.10. */
  RWND_LIMITED(176, 8),
  /** Microseconds in which the send buffer held it up; since Linux 4.10. */
  SNDBUF_LIMITED(184, 8),
  /** Segments that arrived, retransmitted ones included; since Linux 4.18. */
  DELIVERED(192, 4),
  /** Those of them that met congestion; since Linux 4.18. */
  DELIVERED_CE(196, 4),
  /** Bytes of data sent, retransmitted ones included; since Linux 4.19. */
  BYTES_SENT(200, 8),
  /** Bytes of data retransmitted; since Linux 4.19. */
  BYTES_RETRANS(208, 8),
  /** Segments that the peer says came twice; since Linux 4.19. */
  DSACK_DUPS(216, 4),
  /** How often order was seen mixed; since Linux 4.19. */
  REORD_SEEN(220, 4),
  /** Segments that came out of order; since Linux 5.4. */
  RCV_OOOPACK(224, 4),
  /** The peer's window, in bytes; since Linux 5.4. */
  SND_WND(228, 4),
  /** The own window as advertised, in bytes; since Linux 6.2. */
  RCV_WND(232, 4),
  /** How often another path was tried; since Linux 6.2. */
  REHASH(236, 4),
  /** Retransmission timeouts; since Linux 6.7. */
  TOTAL_RTO(240, 2),
  /** Recoveries from such timeouts; since Linux 6.7. */
  TOTAL_RTO_RECOVERIES(242, 2),
  /** Milliseconds spent in them; since Linux 6.7. */
  TOTAL_RTO_TIME(244, 4),
  /** Marks of congestion received; since Linux 6.18. */
  RECEIVED_CE(248, 4),
  /** Bytes delivered that bore ECT(1); since Linux 6.18. */
  DELIVERED_E1_BYTES(252, 4),
  /** Bytes delivered that bore ECT(0); since Linux 6.18. */
  DELIVERED_E0_BYTES(256, 4),
  /** Bytes delivered that met congestion; since Linux 6.18. */
  DELIVERED_CE_BYTES(260, 4),
  /** Bytes received that bore ECT(1); since Linux 6.18. */
  RECEIVED_E1_BYTES(264, 4),
  /** Bytes received that bore ECT(0); since Linux 6.18. */
  RECEIVED_E0_BYTES(268, 4),
  /** Bytes received that met congestion; since Linux 6.18. */
  RECEIVED_CE_BYTES(272, 4);

  final int offset;
  final int size;
  private final int shift;
  private final long mask;

  TcpInfoField(int offset, int size) {
    this(offset, size, 0, size * Byte.SIZE);
  }

  /** Bits of a byte: the first ones are the lowest. */
  TcpInfoField(int offset, int size, int shift, int bits) {
    this.offset = offset;
    this.size = size;
    this.shift = shift;
    this.mask = -1L >>> (Long.SIZE - bits);
  }

  /** The value, once the bytes where it stands were read. */
  long decode(long bytes) {
    return bytes >>> shift & mask;
  }
}
