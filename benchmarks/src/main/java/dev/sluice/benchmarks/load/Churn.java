package dev.sluice.benchmarks.load;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SHUT_WR;
import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A connection for every request: connect, exchange, then a FIN both ways, the client's first. */
final class Churn implements Load {
  private static final int BATCH = 64;

  private final Order order;
  private final Message message;
  private final Wire wire;
  private final Epoll epoll;
  private final Meter meter;
  private final Map<Integer, Client> open = new HashMap<>();
  private long finished;
  private boolean ending;

  Churn(Order order) throws IOException {
    this.order = order;
    this.message = order.message();
    this.wire = new Wire(order.port());
    this.meter = new Meter(order.processes());
    this.epoll = Epoll.open(BATCH);
  }

  @Override
  public Outcome run(int millis) throws IOException {
    finished = 0;
    ending = false;
    long end = meter.start() + millis * 1_000_000L;
    for (int i = 0; i < order.connections(); i++) {
      begin();
    }
    while (System.nanoTime() < end) {
      dispatch();
    }
    meter.stopSending(finished);
    ending = true;
    while (!open.isEmpty()) {
      dispatch();
    }
    return meter.end(finished);
  }

  private void begin() throws IOException {
    long now = System.nanoTime();
    int fd = wire.connect();
    Client client = new Client(fd, fd, 1);
    open.put(fd, client);
    client.begin(now);
    epoll.add(fd, EPOLLIN, fd);
    int sent = wire.send(fd, message.requests(), 0, message.requestLength());
    if (sent < message.requestLength()) {
      throw new IOException("a new socket took " + sent + " bytes only");
    }
  }

  private void dispatch() throws IOException {
    int count = Answers.await(epoll);
    for (int i = 0; i < count; i++) {
      Client client = open.get((int) epoll.data(i));
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
      meter.record(System.nanoTime() - client.end());
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
    epoll.close();
  }
}
