package dev.sluice.benchmarks.load;

import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLL_CLOEXEC;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_MOD;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.EpollEvents;
import dev.sluice.sys.Polls;
import java.io.IOException;
import org.HdrHistogram.Histogram;

/**
 * Requests and answers over connections that stay, in a closed loop or at a fixed rate.
 *
 * <p>At a fixed rate latency counts from the moment when a request was due, not from when it could
 * be sent: a server that stalls is charged for all that had to wait.
 */
final class Exchange implements Load {
  private static final int BATCH = 256;
  private static final int SILENCE_MILLIS = 20_000;
  private static final long LONGEST_NANOS = 60_000_000_000L;

  private final Order order;
  private final Message message;
  private final Wire wire;
  private final Client[] clients;
  private final int poller;
  private final EpollEvents events = EpollEvents.allocate(BATCH);
  private final EpollEvents interest = EpollEvents.allocate(1);
  private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
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
    this.poller = ErrnoException.check(Polls.epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  }

  /** Connects all, one exchange each, so that server and kernel have met every connection. */
  void open() throws IOException {
    while (opened < clients.length) {
      Client client = new Client(wire.connect(), opened, order.pipeline());
      clients[opened++] = client;
      watch(client, EPOLL_CTL_ADD, EPOLLIN);
      begin(client, 1, System.nanoTime());
    }
    settle();
  }

  /** Measures. */
  @Override
  public Outcome run(int millis) throws IOException {
    answered = 0;
    latencies.reset();
    recording = true;
    long cpu = CpuTime.ofIdle(order.processes());
    long start = System.nanoTime();
    long end = start + millis * 1_000_000L;
    if (order.rate() > 0) {
      openLoop(start, end);
    } else {
      closedLoop(end);
    }
    double rate = answered * 1e9 / (System.nanoTime() - start);
    // An open loop owes an answer for everything that was due, however late.
    recording = order.rate() > 0;
    settle();
    if (answered == 0) {
      throw new IOException("no request was answered in " + millis + " ms");
    }
    recording = false;
    long spent = CpuTime.ofIdle(order.processes()) - cpu;
    return Outcome.of(rate, answered, spent, latencies);
  }

  private void closedLoop(long end) throws IOException {
    closedLoop = true;
    for (Client client : clients) {
      begin(client, order.pipeline(), System.nanoTime());
    }
    while (System.nanoTime() < end) {
      dispatch(SILENCE_MILLIS);
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
      dispatch(0);
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
      dispatch(SILENCE_MILLIS);
    }
  }

  private void dispatch(int timeout) throws IOException {
    int count = Polls.epoll_wait(poller, events, BATCH, timeout);
    if (count < 0 && count != -Errno.EINTR.number()) {
      throw new ErrnoException("epoll_wait", count);
    }
    if (count == 0 && timeout > 0) {
      throw new IOException("no answer for " + timeout / 1000 + " s");
    }
    for (int i = 0; i < count; i++) {
      Client client = clients[(int) events.data(i)];
      if ((events.events(i) & EPOLLOUT) != 0) {
        send(client);
      }
      if ((events.events(i) & ~EPOLLOUT) != 0) {
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
      watch(client, EPOLL_CTL_MOD, client.awaitsOutput ? EPOLLIN | EPOLLOUT : EPOLLIN);
    }
  }

  private void receive(Client client) throws IOException {
    int count = wire.receive(client.fd, message.receiveFlags(client.received));
    if (count == 0) {
      return;
    }
    if ((message.receiveFlags(client.received) & MSG_TRUNC) == 0) {
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
        latencies.recordValue(Math.min(latency, LONGEST_NANOS));
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

  private void watch(Client client, int operation, int mask) throws ErrnoException {
    interest.set(0, mask, client.index);
    ErrnoException.check(Polls.epoll_ctl(poller, operation, client.fd, interest), "epoll_ctl");
  }

  @Override
  public void close() {
    for (int i = 0; i < opened; i++) {
      Descriptors.close(clients[i].fd);
    }
    Descriptors.close(poller);
  }
}
