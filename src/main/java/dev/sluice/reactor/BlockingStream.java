package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.SockAddr;
import dev.sluice.net.StreamSocket;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A connection for code that waits. The thread that would have to is parked, and a loop wakes it
 * when the socket is ready: a virtual thread is never pinned to its carrier.
 *
 * <p>Any thread; one may read while another writes, but not two of either.
 */
public final class BlockingStream implements Closeable {
  /** As much as one call takes: it holds up safepoints meanwhile. */
  private static final int CHUNK = 64 * 1024;

  private static final int CLOSED = 1 << 30;

  private final EventLoop loop;
  private final StreamSocket<?> socket;
  private final Runnable released;
  private final Readiness readiness;
  // How many threads are in a call, and whether it was closed: the last one out closes the socket.
  private final AtomicInteger users = new AtomicInteger();
  private volatile long limitNanos;

  BlockingStream(EventLoop loop, StreamSocket<?> socket, Runnable released) {
    this.loop = loop;
    this.socket = socket;
    this.released = released;
    this.readiness = new Readiness(loop, socket.fd(), this);
  }

  /** In the loop. */
  void open(BlockingHandler code) {
    try {
      readiness.watch();
    } catch (ErrnoException | RuntimeException e) {
      loop.logFailure(this, e);
      socket.close();
      released.run();
      return;
    }
    Thread.startVirtualThread(() -> serve(code));
  }

  private void serve(BlockingHandler code) {
    try (this) {
      code.serve(this);
    } catch (IOException e) {
      // The network's doing: it ended.
    } catch (RuntimeException | Error e) {
      loop.logFailure(this, e);
    }
  }

  /**
   * Waits for bytes and receives them.
   *
   * @param target where they go
   * @param offset where in the target to begin
   * @param length how many at most
   * @return how many came; -1 at the end of the stream; 0 for a length of 0
   * @throws SocketTimeoutException after the {@link #timeout}; the stream goes on
   * @throws IOException ECONNRESET, ETIMEDOUT; {@link AsynchronousCloseException} when it is closed
   *     meanwhile, {@link InterruptedIOException} when the thread is interrupted
   */
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    MemorySegment segment = MemorySegment.ofArray(target);
    int n = (int) transfer(EPOLLIN, segment, offset, Math.min(length, CHUNK));
    return n == 0 ? -1 : n;
  }

  /**
   * Sends bytes, all of them, waiting as often as it takes.
   *
   * @param source where they are
   * @param offset where in the source to begin
   * @param length how many
   * @throws SocketTimeoutException when the peer takes nothing for the {@link #timeout}; {@code
   *     bytesTransferred} tells what went
   * @throws IOException EPIPE, ECONNRESET; as {@link #read}
   */
  public void write(byte[] source, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, source.length);
    MemorySegment segment = MemorySegment.ofArray(source);
    int sent = 0;
    while (sent < length) {
      try {
        sent += (int) transfer(EPOLLOUT, segment, offset + sent, Math.min(length - sent, CHUNK));
      } catch (SocketTimeoutException e) {
        e.bytesTransferred = sent;
        throw e;
      }
    }
  }

  /** Receives or sends once, as soon as it can. */
  private long transfer(int direction, MemorySegment segment, long offset, int length)
      throws IOException {
    enter();
    try {
      begin(direction);
      long start = System.nanoTime();
      while (true) {
        readiness.clear(direction);
        long n =
            direction == EPOLLIN
                ? socket.receive(segment, offset, length)
                : socket.send(segment, offset, length, false);
        if (n != Errno.WOULD_BLOCK) {
          return n;
        }
        await(direction, start);
      }
    } finally {
      leave(direction);
    }
  }

  private void enter() throws ClosedChannelException {
    if ((users.getAndIncrement() & CLOSED) != 0) {
      exit();
      throw new ClosedChannelException();
    }
  }

  private void begin(int direction) {
    if (readiness.waiter(direction) != null) {
      throw new IllegalStateException("another thread is at it: " + readiness.waiter(direction));
    }
    readiness.waiter(direction, Thread.currentThread());
  }

  private void leave(int direction) {
    if (Thread.currentThread().equals(readiness.waiter(direction))) {
      readiness.waiter(direction, null);
    }
    exit();
  }

  private void exit() {
    if (users.decrementAndGet() == CLOSED) {
      release();
    }
  }

  private void await(int direction, long start) throws IOException {
    long limit = limitNanos;
    while (!readiness.hasCome(direction)) {
      if (limit == 0) {
        LockSupport.park(this);
      } else {
        long left = limit - (System.nanoTime() - start);
        if (left <= 0) {
          throw new SocketTimeoutException("not within " + Duration.ofNanos(limit));
        }
        LockSupport.parkNanos(this, left);
      }
      if ((users.get() & CLOSED) != 0) {
        throw new AsynchronousCloseException();
      }
      if (Thread.interrupted()) {
        Thread.currentThread().interrupt();
        throw new InterruptedIOException("interrupted while waiting for " + this);
      }
    }
  }

  /**
   * Sets how long one read, or one step of a write, waits.
   *
   * @param limit the time; zero waits for ever
   */
  public void timeout(Duration limit) {
    limitNanos = Math.max(0, EventLoop.nanos(limit));
  }

  /**
   * Sends a FIN: the peer sees the end, and may go on sending.
   *
   * @throws IOException ENOTCONN when the connection is gone; {@link ClosedChannelException}
   */
  public void shutdownOutput() throws IOException {
    enter();
    try {
      socket.shutdownOutput();
    } finally {
      exit();
    }
  }

  /**
   * {@return the address of the peer}
   *
   * @throws IOException ENOTCONN when the connection is gone; {@link ClosedChannelException}
   */
  public SockAddr peerAddress() throws IOException {
    enter();
    try {
      return socket.peerAddress();
    } finally {
      exit();
    }
  }

  /** {@return what comes in; closing it closes this} */
  public InputStream inputStream() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
      }

      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return BlockingStream.this.read(target, offset, length);
      }

      @Override
      public void close() {
        BlockingStream.this.close();
      }
    };
  }

  /** {@return what goes out, unbuffered; closing it closes this} */
  public OutputStream outputStream() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] source, int offset, int length) throws IOException {
        BlockingStream.this.write(source, offset, length);
      }

      @Override
      public void close() {
        BlockingStream.this.close();
      }
    };
  }

  /** Closes the connection; a thread that waits for it is woken. Does nothing when closed. */
  @Override
  public void close() {
    int before = users.getAndUpdate(n -> n | CLOSED);
    if ((before & CLOSED) != 0) {
      return;
    }
    if (before == 0) {
      release();
    } else {
      readiness.wakeAll();
    }
  }

  /** Nobody is in a call, and nobody will be. */
  private void release() {
    try {
      loop.execute(() -> readiness.deregister(this::closeSocket));
    } catch (RejectedExecutionException e) {
      // The loop has ended: it watches nothing any more.
      closeSocket();
    }
  }

  private void closeSocket() {
    socket.close();
    released.run();
  }

  /** The loop stops: what was sent to us may be read to the end, but there comes no more. */
  void stop(boolean now) {
    if (now) {
      close();
      return;
    }
    try {
      socket.shutdownInput();
    } catch (ErrnoException e) {
      // It is gone already, which its thread will find.
    }
  }

  @Override
  public String toString() {
    return "BlockingStream[" + socket + "]";
  }
}
