package dev.sluice.net;

import dev.sluice.sys.TcpInfoBuf;
import dev.sluice.sys.TcpInfoField;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What the kernel knows of a TCP connection: {@link TcpOpts#INFO}. Names are those of {@code struct
 * tcp_info}. What came later than Linux 2.6 is empty where this kernel is older; what no kernel
 * fills is left out.
 *
 * @param state the state of the connection
 * @param agreed what both sides agreed on when they connected
 * @param congestion congestion control
 * @param times times, as exact as the kernel has them
 * @param loss what is under way, and what got lost
 * @param sizes sizes and windows, in bytes
 * @param traffic what went and came since it was connected
 * @param rates how fast, in bytes per second, and what held it up
 * @param ecn marks of congestion
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>
 */
public record TcpInfo(
    TcpState state,
    Agreed agreed,
    Congestion congestion,
    Times times,
    Loss loss,
    Sizes sizes,
    Traffic traffic,
    Rates rates,
    Ecn ecn) {

  private static final long NO_RTT = 0xffff_ffffL;

  static TcpInfo of(TcpInfoBuf buf) {
    return new TcpInfo(
        new TcpState((int) buf.get(TcpInfoField.STATE)),
        Agreed.of(buf),
        Congestion.of(buf),
        Times.of(buf),
        Loss.of(buf),
        Sizes.of(buf),
        Traffic.of(buf),
        Rates.of(buf),
        Ecn.of(buf));
  }

  /**
   * What both sides agreed on when they connected.
   *
   * @param options {@code TCPI_OPT_} flags: 1 timestamps, 2 selective acknowledgements, 4 window
   *     scaling, 8 ECN, 16 ECN seen, 32 data in the SYN acknowledged, and what newer kernels add
   * @param sndWscale by how many bits the peer's window is shifted
   * @param rcvWscale by how many bits the own window is shifted
   * @param fastopenClientFail why TCP Fast Open failed: 1 no cookie, 2 data not acknowledged, 3 SYN
   *     retransmitted; 0 where it did not, and before Linux 5.5
   */
  public record Agreed(int options, int sndWscale, int rcvWscale, int fastopenClientFail) {
    private static Agreed of(TcpInfoBuf buf) {
      return new Agreed(
          (int) buf.get(TcpInfoField.OPTIONS),
          (int) buf.get(TcpInfoField.SND_WSCALE),
          (int) buf.get(TcpInfoField.RCV_WSCALE),
          (int) buf.get(TcpInfoField.FASTOPEN_CLIENT_FAIL));
    }
  }

  /**
   * What congestion control is busy with: a value with a name, open to those that newer kernels
   * add.
   *
   * @param number as in C: {@code TCP_CA_Open} and so on, from 0
   */
  public record CongestionState(int number) {
    private static final List<String> NAMES =
        List.of("Open", "Disorder", "CWR", "Recovery", "Loss");

    /** {@return the name without prefix, or the number where it has none} */
    @Override
    public String toString() {
      return number >= 0 && number < NAMES.size() ? NAMES.get(number) : Integer.toString(number);
    }
  }

  /**
   * Congestion control.
   *
   * @param state what it is busy with
   * @param sndCwnd the congestion window, in segments
   * @param sndSsthresh the threshold of slow start, in segments; 2,147,483,647 while there is none
   * @param reordering by how many segments order may be mixed before it counts as loss
   * @param reordSeen how often order was seen mixed (Linux 4.19)
   * @param rehash how often another path was tried (Linux 6.2)
   */
  public record Congestion(
      CongestionState state,
      long sndCwnd,
      long sndSsthresh,
      long reordering,
      OptionalLong reordSeen,
      OptionalLong rehash) {
    private static Congestion of(TcpInfoBuf buf) {
      return new Congestion(
          new CongestionState((int) buf.get(TcpInfoField.CA_STATE)),
          buf.get(TcpInfoField.SND_CWND),
          buf.get(TcpInfoField.SND_SSTHRESH),
          buf.get(TcpInfoField.REORDERING),
          maybe(buf, TcpInfoField.REORD_SEEN),
          maybe(buf, TcpInfoField.REHASH));
    }
  }

  /**
   * Times, as exact as the kernel has them.
   *
   * @param rtt the round-trip time, smoothed
   * @param rttvar how much that varies
   * @param minRtt the least round-trip time, empty too while nothing was measured (Linux 4.6)
   * @param rcvRtt the receiver's estimate of the round-trip time, 0 while there is none
   * @param rto the retransmission timeout
   * @param ato the timeout of delayed acknowledgements
   * @param lastDataSent since data was sent
   * @param lastDataRecv since data came
   * @param lastAckRecv since an acknowledgement came
   */
  public record Times(
      Duration rtt,
      Duration rttvar,
      Optional<Duration> minRtt,
      Duration rcvRtt,
      Duration rto,
      Duration ato,
      Duration lastDataSent,
      Duration lastDataRecv,
      Duration lastAckRecv) {
    private static Times of(TcpInfoBuf buf) {
      return new Times(
          micros(buf, TcpInfoField.RTT),
          micros(buf, TcpInfoField.RTTVAR),
          leastRtt(buf),
          micros(buf, TcpInfoField.RCV_RTT),
          micros(buf, TcpInfoField.RTO),
          micros(buf, TcpInfoField.ATO),
          millis(buf, TcpInfoField.LAST_DATA_SENT),
          millis(buf, TcpInfoField.LAST_DATA_RECV),
          millis(buf, TcpInfoField.LAST_ACK_RECV));
    }
  }

  /**
   * What is under way, and what got lost.
   *
   * @param unacked segments sent and not acknowledged; of a listener: connections that wait
   * @param sacked segments acknowledged selectively; of a listener: its backlog
   * @param lost segments taken for lost
   * @param retrans retransmitted segments under way
   * @param totalRetrans all retransmitted segments
   * @param retransmits retransmissions in a row without an answer
   * @param probes probes in a row without an answer
   * @param backoff how often the retransmission timeout was doubled
   * @param dsackDups segments that the peer says came twice (Linux 4.19)
   * @param totalRto retransmission timeouts (Linux 6.7)
   * @param totalRtoRecoveries recoveries from those (Linux 6.7)
   * @param totalRtoTime how long those took (Linux 6.7)
   */
  public record Loss(
      long unacked,
      long sacked,
      long lost,
      long retrans,
      long totalRetrans,
      int retransmits,
      int probes,
      int backoff,
      OptionalLong dsackDups,
      OptionalLong totalRto,
      OptionalLong totalRtoRecoveries,
      Optional<Duration> totalRtoTime) {
    private static Loss of(TcpInfoBuf buf) {
      return new Loss(
          buf.get(TcpInfoField.UNACKED),
          buf.get(TcpInfoField.SACKED),
          buf.get(TcpInfoField.LOST),
          buf.get(TcpInfoField.RETRANS),
          buf.get(TcpInfoField.TOTAL_RETRANS),
          (int) buf.get(TcpInfoField.RETRANSMITS),
          (int) buf.get(TcpInfoField.PROBES),
          (int) buf.get(TcpInfoField.BACKOFF),
          maybe(buf, TcpInfoField.DSACK_DUPS),
          maybe(buf, TcpInfoField.TOTAL_RTO),
          maybe(buf, TcpInfoField.TOTAL_RTO_RECOVERIES),
          maybe(buf, TcpInfoField.TOTAL_RTO_TIME, ChronoUnit.MILLIS));
    }
  }

  /**
   * Sizes and windows, in bytes.
   *
   * @param sndMss the largest segment that is sent
   * @param rcvMss the largest segment that came, as far as it was guessed
   * @param advmss the largest segment that was advertised
   * @param pmtu the MTU of the path
   * @param rcvSsthresh the window that may be advertised now
   * @param rcvSpace what the receiving program took per round trip
   * @param sndWnd the peer's window (Linux 5.4)
   * @param rcvWnd the own window (Linux 6.2)
   * @param notsentBytes what waits to be sent (Linux 4.6)
   */
  public record Sizes(
      long sndMss,
      long rcvMss,
      long advmss,
      long pmtu,
      long rcvSsthresh,
      long rcvSpace,
      OptionalLong sndWnd,
      OptionalLong rcvWnd,
      OptionalLong notsentBytes) {
    private static Sizes of(TcpInfoBuf buf) {
      return new Sizes(
          buf.get(TcpInfoField.SND_MSS),
          buf.get(TcpInfoField.RCV_MSS),
          buf.get(TcpInfoField.ADVMSS),
          buf.get(TcpInfoField.PMTU),
          buf.get(TcpInfoField.RCV_SSTHRESH),
          buf.get(TcpInfoField.RCV_SPACE),
          maybe(buf, TcpInfoField.SND_WND),
          maybe(buf, TcpInfoField.RCV_WND),
          maybe(buf, TcpInfoField.NOTSENT_BYTES));
    }
  }

  /**
   * What went and came since it was connected.
   *
   * @param bytesSent bytes of data sent, retransmitted ones included (Linux 4.19)
   * @param bytesRetrans bytes of data retransmitted (Linux 4.19)
   * @param bytesAcked bytes acknowledged, the SYN as one (Linux 4.1)
   * @param bytesReceived bytes that came, the FIN as one (Linux 4.1)
   * @param segsOut segments sent (Linux 4.2)
   * @param segsIn segments that came (Linux 4.2)
   * @param dataSegsOut segments with data sent (Linux 4.6)
   * @param dataSegsIn segments with data that came (Linux 4.6)
   * @param delivered segments that arrived, retransmitted ones included (Linux 4.18)
   * @param rcvOoopack segments that came out of order (Linux 5.4)
   */
  public record Traffic(
      OptionalLong bytesSent,
      OptionalLong bytesRetrans,
      OptionalLong bytesAcked,
      OptionalLong bytesReceived,
      OptionalLong segsOut,
      OptionalLong segsIn,
      OptionalLong dataSegsOut,
      OptionalLong dataSegsIn,
      OptionalLong delivered,
      OptionalLong rcvOoopack) {
    private static Traffic of(TcpInfoBuf buf) {
      return new Traffic(
          maybe(buf, TcpInfoField.BYTES_SENT),
          maybe(buf, TcpInfoField.BYTES_RETRANS),
          maybe(buf, TcpInfoField.BYTES_ACKED),
          maybe(buf, TcpInfoField.BYTES_RECEIVED),
          maybe(buf, TcpInfoField.SEGS_OUT),
          maybe(buf, TcpInfoField.SEGS_IN),
          maybe(buf, TcpInfoField.DATA_SEGS_OUT),
          maybe(buf, TcpInfoField.DATA_SEGS_IN),
          maybe(buf, TcpInfoField.DELIVERED),
          maybe(buf, TcpInfoField.RCV_OOOPACK));
    }
  }

  /**
   * How fast, in bytes per second, and what held it up.
   *
   * @param pacingRate how fast the kernel sends, all ones for no limit (Linux 3.15)
   * @param maxPacingRate the limit of that, all ones for none (Linux 3.15)
   * @param deliveryRate what arrived lately (Linux 4.9)
   * @param deliveryRateAppLimited is that what the program sent, and not what the path takes
   * @param busyTime how long there was data to send (Linux 4.10)
   * @param rwndLimited how long of it the peer's window held it up (Linux 4.10)
   * @param sndbufLimited how long of it the send buffer held it up (Linux 4.10)
   */
  public record Rates(
      OptionalLong pacingRate,
      OptionalLong maxPacingRate,
      OptionalLong deliveryRate,
      boolean deliveryRateAppLimited,
      Optional<Duration> busyTime,
      Optional<Duration> rwndLimited,
      Optional<Duration> sndbufLimited) {
    private static Rates of(TcpInfoBuf buf) {
      return new Rates(
          maybe(buf, TcpInfoField.PACING_RATE),
          maybe(buf, TcpInfoField.MAX_PACING_RATE),
          maybe(buf, TcpInfoField.DELIVERY_RATE),
          buf.get(TcpInfoField.DELIVERY_RATE_APP_LIMITED) != 0,
          maybe(buf, TcpInfoField.BUSY_TIME, ChronoUnit.MICROS),
          maybe(buf, TcpInfoField.RWND_LIMITED, ChronoUnit.MICROS),
          maybe(buf, TcpInfoField.SNDBUF_LIMITED, ChronoUnit.MICROS));
    }
  }

  /**
   * Marks of congestion.
   *
   * @param deliveredCe segments delivered that met congestion (Linux 4.18)
   * @param receivedCe segments received that met it (Linux 6.18, as all below)
   * @param deliveredE1Bytes bytes delivered that bore ECT(1)
   * @param deliveredE0Bytes bytes delivered that bore ECT(0)
   * @param deliveredCeBytes bytes delivered that met congestion
   * @param receivedE1Bytes bytes received that bore ECT(1)
   * @param receivedE0Bytes bytes received that bore ECT(0)
   * @param receivedCeBytes bytes received that met congestion
   */
  public record Ecn(
      OptionalLong deliveredCe,
      OptionalLong receivedCe,
      OptionalLong deliveredE1Bytes,
      OptionalLong deliveredE0Bytes,
      OptionalLong deliveredCeBytes,
      OptionalLong receivedE1Bytes,
      OptionalLong receivedE0Bytes,
      OptionalLong receivedCeBytes) {
    private static Ecn of(TcpInfoBuf buf) {
      return new Ecn(
          maybe(buf, TcpInfoField.DELIVERED_CE),
          maybe(buf, TcpInfoField.RECEIVED_CE),
          maybe(buf, TcpInfoField.DELIVERED_E1_BYTES),
          maybe(buf, TcpInfoField.DELIVERED_E0_BYTES),
          maybe(buf, TcpInfoField.DELIVERED_CE_BYTES),
          maybe(buf, TcpInfoField.RECEIVED_E1_BYTES),
          maybe(buf, TcpInfoField.RECEIVED_E0_BYTES),
          maybe(buf, TcpInfoField.RECEIVED_CE_BYTES));
    }
  }

  private static Duration micros(TcpInfoBuf buf, TcpInfoField field) {
    return Duration.of(buf.get(field), ChronoUnit.MICROS);
  }

  private static Duration millis(TcpInfoBuf buf, TcpInfoField field) {
    return Duration.ofMillis(buf.get(field));
  }

  private static OptionalLong maybe(TcpInfoBuf buf, TcpInfoField field) {
    return buf.has(field) ? OptionalLong.of(buf.get(field)) : OptionalLong.empty();
  }

  private static Optional<Duration> maybe(TcpInfoBuf buf, TcpInfoField field, ChronoUnit unit) {
    return buf.has(field) ? Optional.of(Duration.of(buf.get(field), unit)) : Optional.empty();
  }

  private static Optional<Duration> leastRtt(TcpInfoBuf buf) {
    return buf.get(TcpInfoField.MIN_RTT) == NO_RTT
        ? Optional.empty()
        : maybe(buf, TcpInfoField.MIN_RTT, ChronoUnit.MICROS);
  }
}
