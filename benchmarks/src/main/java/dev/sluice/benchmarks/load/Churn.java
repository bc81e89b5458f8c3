package dev.sluice.benchmarks.load;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SHUT_WR;

import dev.sluice.sys.Messages;
import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.EpollEvents;
import dev.sluice.sys.Net;
import dev.sluice.sys.PollConstants;
import dev.sluice.sys.Polls;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** A connection for every request: connect, exchange, then a FIN both ways, the client's first. */
final class Churn implements Load {
  private static final int SILENCE_MILLIS = 20_000;
  private static final long LONGEST_NANOS = 60_000_000_000L;

  private final Order order;
  private final Message message;
  private final Wire wire;
  private final int poller;
  private final EpollEvents events = EpollEvents.allocate(64);
  private final EpollEvents interest = EpollEvents.allocate(1);
  private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
  private final Map<Integer, Client> open = new HashMap<>();
  private long finished;
  private boolean ending;

  Churn(Order order) throws IOException {
    this.order = order;
    this.message = order.message();
    this.wire = new Wire(order.port());
    this.poller =
        ErrnoException.check(Polls.epoll_create1(PollConstants.EPOLL_CLOEXEC), "epoll_create1");
  }

  @Override
  public Outcome run(int millis) throws IOException {
    finished = 0;
    ending = false;
    latencies.reset();
    long cpu = CpuTime.ofIdle(order.processes());
    long start = System.nanoTime();
    long end = start + millis * 1_000_000L;
    for (int i = 0; i < order.connections(); i++) {
      begin();
    }
    while (System.nanoTime() < end) {
      dispatch();
    }
    double rate = finished * 1e9 / (System.nanoTime() - start);
    ending = true;
    while (!open.isEmpty()) {
      dispatch();
    }
    long spent = CpuTime.ofIdle(order.processes()) - cpu;
    return Outcome.of(rate, finished, spent, latencies);
  }

  private void begin() throws IOException {
    long now = System.nanoTime();
    int fd = wire.connect();
    Client client = new Client(fd, fd, 1);
    open.put(fd, client);
    client.begin(now);
    interest.set(0, PollConstants.EPOLLIN, fd);
    ErrnoException.check(
        Polls.epoll_ctl(poller, PollConstants.EPOLL_CTL_ADD, fd, interest), "epoll_ctl");
    int sent = wire.send(fd, message.requests(), 0, message.requestLength());
    if (sent < message.requestLength()) {
      throw new IOException("a new socket took " + sent + " bytes only");
    }
  }

  private void dispatch() throws IOException {
    int count = Polls.epoll_wait(poller, events, events.capacity(), SILENCE_MILLIS);
    if (count < 0 && count != -Errno.EINTR.number()) {
      throw new ErrnoException("epoll_wait", count);
    }
    if (count == 0) {
      throw new IOException("no answer for " + SILENCE_MILLIS / 1000 + " s");
    }
    for (int i = 0; i < count; i++) {
      Client client = open.get((int) events.data(i));
      if (client != null) {
        receive(client);
      }
    }
  }

  private void receive(Client client) throws IOException {
    if (client.outstanding == 0) {
      end(client);
      return;
    }
    int count = wire.receive(client.fd, MSG_DONTWAIT);
    if (count > 0) {
      message.check(client.received, wire.buffer(), count);
      client.received += count;
    }
    if (client.received >= message.answerLength()) {
      latencies.recordValue(Math.min(System.nanoTime() - client.end(), LONGEST_NANOS));
      ErrnoException.check(Net.shutdown(client.fd, SHUT_WR), "shutdown");
    }
  }

  /** The server's FIN. */
  private void end(Client client) throws IOException {
    long received = Messages.recv(client.fd, wire.buffer(), 0, 1, MSG_DONTWAIT);
    if (received == Errno.WOULD_BLOCK) {
      return;
    }
    if (received != 0) {
      throw new IOException("not the end of a connection: " + received);
    }
    Descriptors.close(client.fd);
    open.remove(client.fd);
    finished++;
    if (!ending) {
      begin();
    }
  }

  @Override
  public void close() {
    open.keySet().forEach(Descriptors::close);
    Descriptors.close(poller);
  }
}
