package dev.sluice.benchmarks.load;

import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.event.Epoll;
import dev.sluice.sys.Descriptors;
import java.io.IOException;

/**
 * Requests and answers over connections that stay, in a closed loop or at a fixed rate.
 *
 * <p>At a fixed rate latency counts from the moment when a request was due, not from when it could
 * be sent: a server that stalls is charged for all that had to wait.
 */
final class Exchange implements Load {
  private static final int BATCH = 256;

  private final Order order;
  private final Message message;
  private final Wire wire;
  private final Client[] clients;
  private final Epoll epoll;
  private final Meter meter;
  private final Pace pace;
  private int opened;
  private long answered;
  private long unanswered;
  private boolean closedLoop;
  private boolean recording;

  Exchange(Order order) throws IOException {
    this.order = order;
    this.message = order.message();
    this.wire = new Wire(order.port());
    this.clients = new Client[order.connections()];
    this.pace = new Pace(order);
    this.meter = new Meter(order.processes());
    this.epoll = Epoll.open(BATCH);
  }

  /** Connects all, one exchange each, so that server and kernel have met every connection. */
  void open() throws IOException {
    while (opened < clients.length) {
      Client client = new Client(wire.connect(), opened, order.pipeline());
      clients[opened++] = client;
      epoll.add(client.fd, EPOLLIN, client.index);
      begin(client, 1, System.nanoTime());
    }
    settle();
  }

  /** Measures. */
  @Override
  public Outcome run(int millis) throws IOException {
    answered = 0;
    recording = true;
    long start = meter.start();
    long end = start + millis * 1_000_000L;
    if (order.rate() > 0) {
      openLoop(start, end);
    } else {
      closedLoop(end);
    }
    meter.stopSending(answered);
    // An open loop owes an answer for everything that was due, however late.
    recording = order.rate() > 0;
    settle();
    if (answered == 0) {
      throw new IOException("no request was answered in " + millis + " ms");
    }
    recording = false;
    return meter.end(answered);
  }

  private void closedLoop(long end) throws IOException {
    closedLoop = true;
    for (Client client : clients) {
      begin(client, order.pipeline(), System.nanoTime());
    }
    while (System.nanoTime() < end) {
      dispatch(Answers.await(epoll));
    }
    closedLoop = false;
  }

  private void openLoop(long start, long end) throws IOException {
    pace.start(start);
    for (long now = start; now < end; now = System.nanoTime()) {
      for (int index = pace.next(now); index >= 0; index = pace.next(now)) {
        Client client = clients[index];
        client.due++;
        beginDue(client);
      }
      // Spinning: a sleep would be late by more than what is measured.
      dispatch(epoll.await(0));
    }
  }

  private void beginDue(Client client) throws IOException {
    if (client.due > 0 && client.outstanding == 0) {
      client.due--;
      begin(client, 1, pace.dueTime(client));
    }
  }

  /** Waits for all answers that are owed. */
  private void settle() throws IOException {
    while (unanswered > 0) {
      dispatch(Answers.await(epoll));
    }
  }

  private void dispatch(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      Client client = clients[(int) epoll.data(i)];
      if ((epoll.events(i) & EPOLLOUT) != 0) {
        send(client);
      }
      if ((epoll.events(i) & ~EPOLLOUT) != 0) {
        receive(client);
      }
    }
  }

  private void begin(Client client, int count, long time) throws IOException {
    for (int i = 0; i < count; i++) {
      client.begin(time);
    }
    unanswered += count;
    client.unsent += count * message.requestLength();
    send(client);
  }

  private void send(Client client) throws IOException {
    while (client.unsent > 0) {
      // The requests are all alike, so only the place within one matters.
      int length = message.requestLength();
      int done = (length - client.unsent % length) % length;
      int most = (int) Math.min(client.unsent, message.requests().byteSize() - done);
      int sent = wire.send(client.fd, message.requests(), done, most);
      if (sent == 0) {
        break;
      }
      client.unsent -= sent;
    }
    if (client.unsent > 0 != client.awaitsOutput) {
      client.awaitsOutput = !client.awaitsOutput;
      int interest = client.awaitsOutput ? EPOLLIN | EPOLLOUT : EPOLLIN;
      epoll.modify(client.fd, interest, client.index);
    }
  }

  private void receive(Client client) throws IOException {
    int flags = message.receiveFlags(client.received);
    int count = wire.receive(client.fd, flags);
    if (count == 0) {
      return;
    }
    if ((flags & MSG_TRUNC) == 0) {
      message.check(client.received, wire.buffer(), count);
    }
    long total = (long) client.received + count;
    int whole = (int) (total / message.answerLength());
    client.received = (int) (total % message.answerLength());
    if (whole > client.outstanding || (client.outstanding == whole && client.received > 0)) {
      throw new IOException("the server sends more than was asked for");
    }
    if (whole > 0) {
      complete(client, whole);
    }
  }

  private void complete(Client client, int whole) throws IOException {
    long now = System.nanoTime();
    for (int i = 0; i < whole; i++) {
      long latency = now - client.end();
      if (recording) {
        meter.record(latency);
      }
    }
    answered += whole;
    unanswered -= whole;
    if (closedLoop) {
      begin(client, whole, now);
    } else {
      beginDue(client);
    }
  }

  @Override
  public void close() {
    for (int i = 0; i < opened; i++) {
      Descriptors.close(clients[i].fd);
    }
    epoll.close();
  }
}
