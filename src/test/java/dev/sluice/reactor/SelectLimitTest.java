package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventFd;
import dev.sluice.sys.PollConstants;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that select cannot hold is closed, wherever its handler would have run. */
@Timeout(60)
class SelectLimitTest {
  @ParameterizedTest
  @EnumSource(
      value = ModelServer.Model.class,
      names = {"SINGLE", "HANDOVER", "WORKERS", "VIRTUAL"})
  void whatSelectCannotHoldIsClosed(ModelServer.Model model) throws Exception {
    List<EventFd> low = new ArrayList<>();
    try (ModelServer server =
        new ModelServer(model, LoopOptions.DEFAULT.poller(PollerKind.SELECT))) {
      InetSocketAddress address = server.listen(c -> ContractFixture.ECHO);
      while (low.isEmpty() || low.getLast().fd() < PollConstants.FD_SETSIZE) {
        low.add(EventFd.open());
      }
      assertEnded(address);
      assertEnded(address);
      low.forEach(EventFd::close);
      try (Socket socket = LoopThread.connect(address)) {
        ContractFixture.echoes(socket, new byte[10], 1);
      }
    } finally {
      low.forEach(EventFd::close);
    }
  }

  private static void assertEnded(InetSocketAddress address) throws IOException {
    try (Socket socket = LoopThread.connect(address)) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException e) {
      assertThat(e).hasMessageContaining("reset");
    }
  }
}
