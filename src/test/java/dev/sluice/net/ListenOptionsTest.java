package dev.sluice.net;

import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Options that a listener has before it is bound. */
@Bounded
class ListenOptionsTest {
  private static final SockAddr.Inet FREE = SockAddr.inet4("127.0.0.1", 0);

  @AutoClose private final Ends ends = new Ends();

  @Test
  void listenersShareAPort() throws Exception {
    TcpListener first = ends.add(TcpListener.bind(FREE, 4, SockOpts.REUSEPORT.to(true)));
    SockAddr.Inet there = first.localAddress();

    ends.add(TcpListener.bind(there, 4, SockOpts.REUSEPORT.to(true)));

    assertThatThrownBy(() -> TcpListener.bind(there, 4))
        .hasMessage("bind(" + there + "): EADDRINUSE (Address already in use)");
  }

  @Test
  void whatTheCallerSetsHolds() throws Exception {
    TcpListener listener =
        ends.add(
            TcpListener.bind(
                FREE,
                4,
                SockOpts.REUSEADDR.to(false),
                TcpOpts.NODELAY.to(false),
                TcpOpts.DEFER_ACCEPT.to(Duration.ofSeconds(3))));

    assertThat(listener.get(SockOpts.REUSEADDR)).isFalse();
    assertThat(listener.get(TcpOpts.NODELAY)).isFalse();
    assertThat(listener.get(TcpOpts.DEFER_ACCEPT)).isPositive();
    assertThat(ends.tcpListener(4).get(SockOpts.REUSEADDR)).isTrue();
  }

  @Test
  void oneThatCannotBeSetLeavesNothingOpen() {
    SockOpt.Setting<Integer> wrong = SockOpt.ofInt(SOL_SOCKET, 9999).to(7);

    assertThatThrownBy(() -> TcpListener.bind(FREE, 4, wrong))
        .hasMessage("setsockopt(1:9999, 7): ENOPROTOOPT (Protocol not available)");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> TcpListener.bind(FREE, 4, TcpOpts.DEFER_ACCEPT.to(Duration.ofSeconds(-1))));
    assertThat(wrong).hasToString("1:9999=7");
  }

  @Test
  void aProgramForProcessorsHasTwoStepsForEach() {
    assertThat(ReusePort.byCpu(List.of(4, 2, 9)).length()).isEqualTo(9);
    assertThatIllegalArgumentException().isThrownBy(() -> ReusePort.byCpu(List.of()));
  }
}
