package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.EventFd;
import dev.sluice.sys.PollConstants;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** And what can be shown where the events of a wait are in one hand. */
abstract class SingleLoopContract extends ReactorContract {
  SingleLoopContract(PollerKind poller, Trigger trigger) {
    super(ModelServer.Model.SINGLE, poller, trigger);
  }

  @Test
  void anEventInHandReachesNoSuccessorOfItsDescriptor() throws Exception {
    List<Connection> pair = new ArrayList<>();
    CompletableFuture<Successor> successor = new CompletableFuture<>();
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onOpen(Connection c) {
            pair.add(c);
          }

          @Override
          public void onData(Connection c, Input in) throws IOException {
            in.skip(in.remaining());
            Connection other = pair.get(0).equals(c) ? pair.get(1) : pair.get(0);
            if (other.isOpen()) {
              other.close();
              successor.complete(Successor.of(other));
            }
          }
        };
    InetSocketAddress address = listen(() -> handler);
    try (Socket one = LoopThread.connect(address);
        Socket two = LoopThread.connect(address)) {
      until("two connections", () -> log.opened.get() == 2);
      CompletableFuture<Void> sent = new CompletableFuture<>();
      CompletableFuture<Integer> held = new CompletableFuture<>();
      server().hold(held, sent);
      get(held);
      one.getOutputStream().write(1);
      two.getOutputStream().write(1);
      sent.complete(null);
      Successor channel = get(successor);
      // A task runs after the events that are in hand.
      assertThat(server().call(channel::end)).isZero();
    }
  }

  /** Has the descriptor of a connection that was closed, and counts events: none is its own. */
  private static final class Successor extends Channel {
    private final List<EventFd> opened;
    private int events;

    private Successor(EventLoop loop, List<EventFd> opened) {
      super(loop, opened.getLast().fd());
      this.opened = opened;
    }

    static Successor of(Connection closed) throws IOException {
      List<EventFd> opened = new ArrayList<>();
      do {
        // The lowest number that is free, so that it will come.
        opened.add(EventFd.open());
      } while (opened.getLast().fd() != closed.fd() && opened.size() < 1_000);
      assertThat(opened.getLast().fd()).isEqualTo(closed.fd());
      Successor successor = new Successor(closed.loop(), opened);
      successor.register(PollConstants.EPOLLIN);
      return successor;
    }

    @Override
    protected void onReady(int ready) {
      events++;
    }

    int end() {
      deregister();
      opened.forEach(EventFd::close);
      return events;
    }
  }
}
