package dev.sluice.examples.connect;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Many connections that are open at once. Each sends the same, then a FIN, and reads until the end;
 * what comes back is compared and counted, and not kept.
 */
final class Crowd implements AutoCloseable {
  private static final int ROOM = 64 * 1024;
  private static final int EVENTS = 256;

  /** One of them. */
  private static final class Client {
    final int index;
    final StreamSocket<?> socket;
    long sent;
    long received;
    boolean same = true;
    @Nullable IOException failure;

    Client(int index, StreamSocket<?> socket) {
      this.index = index;
      this.socket = socket;
    }
  }

  private final MemorySegment content;
  private final MemorySegment room = Arena.ofAuto().allocate(ROOM);
  private final List<Client> clients = new ArrayList<>();
  private final Epoll epoll;
  private int open;

  /**
   * Prepares.
   *
   * @param bytes what each of them sends
   */
  Crowd(byte[] bytes) throws ErrnoException {
    // Native, as the heap's would be copied for each of them.
    content = Arena.ofAuto().allocate(Math.max(1, bytes.length)).asSlice(0, bytes.length);
    content.copyFrom(MemorySegment.ofArray(bytes));
    epoll = Epoll.open(EVENTS);
  }

  /** Connects all of them; none sends before the last is there. */
  void connect(Target target, int count, Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (int i = 0; i < count; i++) {
      Duration left = Duration.ofNanos(Math.max(1, deadline - System.nanoTime()));
      Client client = new Client(i, target.connectStream(left));
      clients.add(client);
      epoll.add(client.socket.fd(), EPOLLIN | EPOLLOUT, i);
      open++;
    }
  }

  /** Until the last of them has ended. */
  void run() throws IOException {
    while (open > 0) {
      int count = epoll.await(-1);
      for (int i = 0; i < count; i++) {
        Client client = clients.get((int) epoll.data(i));
        try {
          exchange(client, epoll.events(i));
        } catch (ErrnoException e) {
          client.failure = e;
          end(client);
        }
      }
    }
  }

  private void exchange(Client client, int events) throws ErrnoException {
    if ((events & ~EPOLLOUT) != 0 && !receive(client)) {
      end(client);
    } else if ((events & EPOLLOUT) != 0) {
      send(client);
    }
  }

  /** False at the end. */
  private boolean receive(Client client) throws ErrnoException {
    long length = client.socket.receive(room, 0, ROOM);
    if (length > 0) {
      compare(client, length);
    }
    return length != 0;
  }

  private void compare(Client client, long length) {
    long from = client.received;
    client.received += length;
    client.same &=
        client.received <= content.byteSize()
            && MemorySegment.mismatch(room, 0, length, content, from, from + length) < 0;
  }

  private void send(Client client) throws ErrnoException {
    long left = content.byteSize() - client.sent;
    if (left > 0) {
      long result = client.socket.send(content, client.sent, Math.min(left, ROOM), left > ROOM);
      client.sent += result == Errno.WOULD_BLOCK ? 0 : result;
    }
    if (client.sent == content.byteSize()) {
      client.socket.shutdownOutput();
      epoll.modify(client.socket.fd(), EPOLLIN, client.index);
    }
  }

  private void end(Client client) throws ErrnoException {
    epoll.remove(client.socket.fd());
    client.socket.close();
    open--;
  }

  /** What the first of them that failed failed by; null when none did. */
  @Nullable IOException failure() {
    for (Client client : clients) {
      if (client.failure != null) {
        return client.failure;
      }
    }
    return null;
  }

  /** In one line. */
  String summary() {
    long sent = 0;
    long received = 0;
    int same = 0;
    int failed = 0;
    for (Client client : clients) {
      sent += client.sent;
      received += client.received;
      failed += client.failure == null ? 0 : 1;
      same +=
          client.failure == null && client.same && client.received == content.byteSize() ? 1 : 0;
    }
    return String.format(
        "%d clients: %d bytes sent, %d received; %d got back what they sent, %d failed",
        clients.size(), sent, received, same, failed);
  }

  @Override
  public void close() {
    for (Client client : clients) {
      client.socket.close();
    }
    epoll.close();
  }
}
