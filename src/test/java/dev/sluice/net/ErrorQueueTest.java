package dev.sluice.net;

import static dev.sluice.sys.IpOptionConstants.IP_RECVERR;
import static dev.sluice.sys.Ipv6OptionConstants.IPV6_RECVERR;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMPING;
import static dev.sluice.sys.MessageConstants.SOF_TIMESTAMPING_OPT_ID;
import static dev.sluice.sys.MessageConstants.SOF_TIMESTAMPING_OPT_TSONLY;
import static dev.sluice.sys.MessageConstants.SOF_TIMESTAMPING_SOFTWARE;
import static dev.sluice.sys.MessageConstants.SOF_TIMESTAMPING_TX_SOFTWARE;
import static dev.sluice.sys.MessageConstants.SO_EE_ORIGIN_ICMP;
import static dev.sluice.sys.MessageConstants.SO_EE_ORIGIN_ICMP6;
import static dev.sluice.sys.MessageConstants.SO_EE_ORIGIN_TIMESTAMPING;
import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_ERRQUEUE;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.SocketOptions;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the error queue tells, by MSG_ERRQUEUE. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ErrorQueueTest {
  private static final int ICMP_UNREACHABLE = 3;
  private static final int ICMP_PORT = 3;
  private static final int ICMP6_UNREACHABLE = 1;
  private static final int ICMP6_PORT = 4;

  @AutoClose private final TestSockets sockets = new TestSockets();
  @AutoClose private final Arena arena = Arena.ofShared();

  private Message message(int size) {
    return Message.allocate(arena, 1, 256).add(arena.allocate(size));
  }

  /** An address that nobody listens on: a socket had it until just now. */
  private static SockAddr nobody(String literal) {
    try (TestSockets gone = new TestSockets()) {
      return TestSockets.nameOf(gone.udp(literal));
    }
  }

  /** The queue is filled by the time the send returns, on loopback; what refused it is reported. */
  private ControlMessage refusal(String literal, int level, int option) throws ErrnoException {
    int sender = sockets.udp(literal);
    TestSockets.option(sender, level, option);
    Message received = message(64);
    assertThat(received.receive(sender, MSG_ERRQUEUE)).isEqualTo(Errno.WOULD_BLOCK);
    SockAddr nobody = nobody(literal);

    assertThat(message(11).peer(nobody).send(sender, 0)).isEqualTo(11);
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> message(1).receive(sender, MSG_DONTWAIT))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
    assertThat(received.receive(sender, MSG_ERRQUEUE)).as("the datagram itself").isEqualTo(11);
    assertThat(received.flags() & MSG_ERRQUEUE).isEqualTo(MSG_ERRQUEUE);
    assertThat(received.peer()).as("where it was sent").isEqualTo(nobody);
    assertThat(received.controlMessages()).hasSize(1);
    return received.controlMessages().get(0);
  }

  @Test
  void anIcmpMessageIsTold() throws Exception {
    assertThat(refusal("127.0.0.1", IPPROTO_IP, IP_RECVERR))
        .isEqualTo(
            new ControlMessage.ExtendedError(
                Errno.ECONNREFUSED,
                SO_EE_ORIGIN_ICMP,
                ICMP_UNREACHABLE,
                ICMP_PORT,
                0,
                0,
                SockAddr.inet4("127.0.0.1", 0)));
  }

  @Test
  void anIcmpv6MessageIsTold() throws Exception {
    assertThat(refusal("::1", IPPROTO_IPV6, IPV6_RECVERR))
        .isEqualTo(
            new ControlMessage.ExtendedError(
                Errno.ECONNREFUSED,
                SO_EE_ORIGIN_ICMP6,
                ICMP6_UNREACHABLE,
                ICMP6_PORT,
                0,
                0,
                SockAddr.inet6("::1", 0)));
  }

  @Test
  void theTimeOfSendingIsTold() throws Exception {
    int sender = sockets.udp("127.0.0.1");
    int flags =
        SOF_TIMESTAMPING_TX_SOFTWARE
            | SOF_TIMESTAMPING_SOFTWARE
            | SOF_TIMESTAMPING_OPT_ID
            | SOF_TIMESTAMPING_OPT_TSONLY;
    assertThat(SocketOptions.setsockopt(sender, SOL_SOCKET, SCM_TIMESTAMPING, flags)).isZero();
    Message sent = message(1).peer(TestSockets.nameOf(sockets.udp("127.0.0.1")));
    Message received = message(1);

    for (int number = 0; number < 2; number++) {
      sent.send(sender, 0);
      assertThat(received.receive(sender, MSG_ERRQUEUE)).isZero();
      List<ControlMessage> told = received.controlMessages();

      assertThat(told).hasAtLeastOneElementOfType(ControlMessage.Timestamping.class);
      int expected = number;
      assertThat(told)
          .filteredOn(ControlMessage.ExtendedError.class::isInstance)
          .singleElement()
          .isInstanceOfSatisfying(
              ControlMessage.ExtendedError.class,
              error -> {
                assertThat(error.origin()).isEqualTo(SO_EE_ORIGIN_TIMESTAMPING);
                assertThat(error.errno()).isEqualTo(Errno.ENOMSG);
                assertThat(error.data()).as("the send's number").isEqualTo(expected);
                assertThat(error.offender()).isNull();
              });
    }
  }
}
