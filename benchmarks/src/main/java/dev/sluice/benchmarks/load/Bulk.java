package dev.sluice.benchmarks.load;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Messages;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Both ends of a proxy: what is sent to it from memory is counted where it arrives, and dropped by
 * the kernel.
 */
final class Bulk implements Load {
  private static final int BATCH = 64;
  private static final int SEND = 256 * 1024;
  private static final int RECEIVE = 1024 * 1024;

  /** Which end a descriptor is: stands above it in the data of its events. */
  private static final int CLIENT = 0;

  private static final int SINK = 1;
  private static final int MIRROR = 2;

  private final BulkOrder order;
  private final Wire wire;
  private final Epoll epoll;
  private final Meter meter;
  private final MemorySegment memory = Arena.ofAuto().allocate(RECEIVE);
  private final int[] clients;
  private final int[] sinks;
  private final int[] mirrors;
  private long sent;
  private long arrived;
  private long mirrored;

  Bulk(BulkOrder order) throws IOException {
    this.order = order;
    this.wire = new Wire(order.port());
    this.meter = new Meter(order.processes());
    this.clients = none(order.connections());
    this.sinks = none(order.connections());
    this.mirrors = none(order.mirror() == 0 ? 0 : order.connections());
    this.epoll = Epoll.open(BATCH);
  }

  private static int[] none(int count) {
    int[] fds = new int[count];
    Arrays.fill(fds, -1);
    return fds;
  }

  /** Connects all, one after the other, so that the proxy has met every connection. */
  void open(Sink sink, @Nullable Sink mirror) throws IOException {
    sink.forget();
    if (mirror != null) {
      mirror.forget();
    }
    for (int i = 0; i < clients.length; i++) {
      clients[i] = wire.connect();
      epoll.add(clients[i], 0, data(CLIENT, clients[i]));
      wire.send(clients[i], memory, 0, 1);
      accept(sink, SINK, sinks, i);
      if (mirror != null) {
        accept(mirror, MIRROR, mirrors, i);
      }
      if (mirror != null && !order.mirrorReads()) {
        epoll.remove(mirrors[i]);
      }
    }
  }

  /** The connection by which the byte of a new client comes: others had only been knocking. */
  private void accept(Sink sink, int end, int[] fds, int i) throws IOException {
    long received = 0;
    while (received != 1) {
      if (fds[i] >= 0) {
        Descriptors.close(fds[i]);
      }
      fds[i] = sink.accept();
      epoll.add(fds[i], EPOLLIN, data(end, fds[i]));
      Answers.await(epoll);
      received = Messages.recv(fds[i], memory, 0, 1, MSG_DONTWAIT);
    }
  }

  private static long data(int end, int fd) {
    return (long) end << Integer.SIZE | fd;
  }

  /** Measures: the count of the outcome is one of bytes. */
  @Override
  public Outcome run(int millis) throws IOException {
    long before = arrived;
    long end = meter.start() + millis * 1_000_000L;
    sending(EPOLLOUT);
    while (System.nanoTime() < end) {
      dispatch();
    }
    meter.stopSending(arrived - before);
    sending(0);
    while (arrived < sent || (order.mirrorReads() && mirrored < arrived)) {
      dispatch();
    }
    if (arrived == before) {
      throw new IOException("nothing came through in " + millis + " ms");
    }
    return meter.end(arrived - before);
  }

  private void sending(int interest) throws IOException {
    for (int client : clients) {
      epoll.modify(client, interest, data(CLIENT, client));
    }
  }

  private void dispatch() throws IOException {
    int count = Answers.await(epoll);
    for (int i = 0; i < count; i++) {
      int fd = (int) epoll.data(i);
      switch ((int) (epoll.data(i) >>> Integer.SIZE)) {
        case CLIENT -> sent += send(fd);
        case SINK -> arrived += receive(fd);
        default -> mirrored += receive(fd);
      }
    }
  }

  private long send(int fd) throws ErrnoException {
    long count = Messages.send(fd, memory, 0, SEND, MSG_DONTWAIT | MSG_NOSIGNAL);
    return Math.max(0, ErrnoException.checkUnlessWouldBlock(count, "send"));
  }

  private long receive(int fd) throws IOException {
    long count = Messages.recv(fd, memory, 0, RECEIVE, MSG_DONTWAIT | MSG_TRUNC);
    if (count == Errno.WOULD_BLOCK) {
      return 0;
    }
    if (ErrnoException.check(count, "recv") == 0) {
      throw new EOFException("the proxy closed a connection");
    }
    return count;
  }

  @Override
  public void close() {
    for (int[] fds : new int[][] {clients, sinks, mirrors}) {
      for (int fd : fds) {
        if (fd >= 0) {
          Descriptors.close(fd);
        }
      }
    }
    epoll.close();
  }
}
