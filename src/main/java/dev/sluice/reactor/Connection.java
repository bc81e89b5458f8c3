package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.net.SockAddr;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection on a loop: what arrives goes to its handler, what is written goes out in order.
 *
 * <p>A connection belongs to one executor at a time, at present always to its loop: every method
 * must be called there unless it says otherwise, and {@link IllegalStateException} tells who did
 * not.
 *
 * <p>What the socket does not take waits with the connection. While more than the high watermark
 * waits, nothing is read: a peer that does not drain its answers cannot fill the memory.
 *
 * <p>Failures never surface in a method of this class: the handler's {@code onError} and {@code
 * onClose} are called once the running handler method has returned, and what is written meanwhile
 * is dropped.
 */
public final class Connection extends Channel {
  /** How much goes out in one turn, so that one fast reader does not hold up the others. */
  private static final long BUDGET = 1 << 20;

  private static final long HIGH_WATERMARK = 64 * 1024;
  private static final long LOW_WATERMARK = 16 * 1024;
  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
  private static final byte[] NOTHING = {};
  private static final ConnectionHandler NOBODY = (connection, input) -> {};

  private enum State {
    OPEN,
    /** All that waits is sent, then comes a FIN. What arrives is dropped. */
    CLOSING,
    /** The FIN is sent; what arrives is dropped until the peer's FIN. */
    LINGERING,
    CLOSED
  }

  private final StreamSocket<?> stream;
  private final OutputQueue output = new OutputQueue();
  private ConnectionHandler handler = NOBODY;
  private @Nullable IdleTimer idleTimer;
  private @Nullable ContextTimer lingerTimer;
  private State state = State.OPEN;
  private byte[] unread = NOTHING;
  private boolean inputEnded;
  private boolean paused;
  private boolean dispatching;
  private boolean settling;
  private boolean redeliver;
  private boolean outputHigh;
  private @Nullable IOException failure;
  private long highWatermark = HIGH_WATERMARK;
  private long lowWatermark = LOW_WATERMARK;
  private long lastActive;

  Connection(EventLoop loop, Context context, StreamSocket<?> stream) {
    super(loop, context, stream.fd());
    this.stream = stream;
    this.lastActive = loop.now();
  }

  /**
   * Begins to watch, in the loop. From here on the handler is told of everything, and at last of
   * the close.
   */
  void open(ConnectionHandler.Factory handlers) {
    try {
      register(EPOLLIN, loop().options().trigger());
    } catch (ErrnoException | RuntimeException e) {
      loop().logFailure(this, e);
      finish(true);
      return;
    }
    if (context().isCurrent()) {
      begin(handlers);
    } else {
      context().execute(() -> begin(handlers));
    }
  }

  private void begin(ConnectionHandler.Factory handlers) {
    try {
      handler = handlers.handlerOf(this);
      handler.onOpen(this);
    } catch (IOException | RuntimeException | Error e) {
      EventLoop.fail(this, e);
    }
  }

  // What the poller tells.

  @Override
  protected void onReady(int events) throws IOException {
    dispatching = true;
    try {
      if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
        if ((interest() & EPOLLIN) != 0) {
          // Also with an error pending: what arrived before it is read first.
          onReadable();
        } else if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
          onHangUp();
        }
      }
      if ((events & EPOLLOUT) != 0 && state != State.CLOSED) {
        flush();
      }
    } finally {
      dispatching = false;
    }
    settle();
    if (redeliver) {
      settleLater();
    }
  }

  private void onReadable() throws IOException {
    Input input = context().scratch().input();
    int kept = loadUnread(input);
    if (kept == Input.CAPACITY) {
      // Asked for no bytes at all, recv would answer as at the end of the stream.
      deliver(input, kept);
      return;
    }
    long received;
    try {
      received = stream.receive(input.buffer(), kept, Input.CAPACITY - kept);
    } catch (ErrnoException e) {
      broken(e);
      return;
    }
    if (received < Input.CAPACITY - kept && !endIsNear()) {
      exhausted(EPOLLIN);
    }
    if (received == 0) {
      onInputEnd();
    } else if (received > 0) {
      context().countReceived(received);
      if (state == State.OPEN) {
        lastActive = context().now();
        deliver(input, kept + (int) received);
      }
    }
  }

  private int loadUnread(Input input) {
    if (unread.length > 0) {
      MemorySegment.copy(unread, 0, input.buffer(), JAVA_BYTE, 0, unread.length);
    }
    return unread.length;
  }

  private void deliver(Input input, int length) throws IOException {
    unread = NOTHING;
    input.reset(length);
    handler.onData(this, input);
    if (state == State.OPEN && input.remaining() > 0) {
      if (input.remaining() == Input.CAPACITY && readable()) {
        throw new IOException("the handler left " + Input.CAPACITY + " bytes unread");
      }
      unread = input.takeRemaining();
    }
    // Whoever kept the view must not see, or send, what arrives for somebody else.
    input.reset(0);
  }

  private void deliverUnread() throws IOException {
    if (unread.length > 0 && state == State.OPEN && readable()) {
      Input input = context().scratch().input();
      deliver(input, loadUnread(input));
    }
  }

  private void onInputEnd() throws IOException {
    inputEnded = true;
    if (state == State.LINGERING) {
      close();
    } else if (state == State.OPEN) {
      handler.onEnd(this);
    }
  }

  /** Reset by the peer while nothing is being read. */
  private void onHangUp() throws IOException {
    Errno error = stream.takeError();
    broken(new ErrnoException("connection", error == null ? Errno.EPIPE : error));
  }

  /** The network's doing, and the handler's to know. */
  private void broken(IOException why) {
    try {
      handler.onError(this, why);
    } catch (RuntimeException | Error e) {
      loop().logFailure(this, e);
    }
    finish(false);
  }

  /** The handler threw. */
  @Override
  protected void onFailure(Throwable thrown) {
    loop().logFailure(this, thrown);
    if (state != State.CLOSED) {
      try {
        handler.onError(this, new IOException("the handler failed", thrown));
      } catch (RuntimeException | Error e) {
        loop().logFailure(this, e);
      }
      finish(true);
    }
    EventLoop.rethrowIfFatal(thrown);
  }

  @Override
  protected void onStop(boolean now) {
    if (now) {
      abort();
    } else {
      closeAfterWrites();
    }
  }

  // Writing.

  /**
   * Sends received bytes, all that are unread: straight from the loop's buffer, without a copy
   * where the socket takes them.
   *
   * @param input what the handler was given
   */
  public void write(Input input) {
    int length = input.remaining();
    int sent = sendNow(input.buffer(), input.position(), length, false);
    input.skip(sent);
    if (sent < length) {
      queue(input.takeRemaining(), false);
    }
  }

  /**
   * Sends bytes. The array belongs to the connection from now on and must not be changed.
   *
   * @param bytes the bytes
   */
  public void write(byte[] bytes) {
    write(bytes, false);
  }

  /**
   * Sends bytes that more will follow at once, so that the kernel may wait for it to fill a segment
   * (MSG_MORE).
   *
   * @param bytes the bytes; the array belongs to the connection from now on
   */
  public void writeMore(byte[] bytes) {
    write(bytes, true);
  }

  private void write(byte[] bytes, boolean more) {
    int sent = sendNow(MemorySegment.ofArray(bytes), 0, bytes.length, more);
    if (sent < bytes.length) {
      queue(sent == 0 ? bytes : Arrays.copyOfRange(bytes, sent, bytes.length), more);
    }
  }

  /**
   * Sends a region of a file, within the kernel. Should the file turn out shorter, the connection
   * is closed.
   *
   * @param file the file; it belongs to the connection from now on, which closes it when it is sent
   *     or dropped
   * @param offset where in the file to begin
   * @param count how many bytes
   */
  public void sendFile(Fd file, long offset, long count) {
    context().checkCurrent();
    if (offset < 0 || count < 0) {
      file.close();
      throw new IllegalArgumentException("offset " + offset + ", count " + count);
    }
    if (!writing()) {
      file.close();
      return;
    }
    boolean first = output.isEmpty();
    output.addFile(file, offset, count, context().scratch().offsetCell());
    if (first) {
      flush();
    }
    noteHigh();
    settleLater();
  }

  /** Now, because all of it may be sent before this turn ends: the handler has seen it high. */
  private void noteHigh() {
    outputHigh |= output.pending() >= highWatermark;
  }

  /** Tries to send at once, where nothing waits before it: how many bytes went. */
  private int sendNow(MemorySegment segment, int offset, int length, boolean more) {
    context().checkCurrent();
    if (!writing()) {
      return length;
    }
    if (length == 0 || !output.isEmpty()) {
      return 0;
    }
    try {
      long sent = stream.send(segment, offset, length, more);
      if (sent == Errno.WOULD_BLOCK) {
        return 0;
      }
      lastActive = context().now();
      context().countSent(sent);
      return (int) sent;
    } catch (ErrnoException e) {
      failLater(e);
      return length;
    }
  }

  private void queue(byte[] bytes, boolean more) {
    output.addBytes(bytes, more);
    noteHigh();
    settleLater();
  }

  private boolean writing() {
    return state == State.OPEN && failure == null;
  }

  private void flush() {
    try {
      long sent = output.flush(stream, BUDGET);
      if (sent > 0) {
        lastActive = context().now();
        context().countSent(sent);
      }
      if (sent < BUDGET) {
        exhausted(EPOLLOUT);
      }
    } catch (IOException e) {
      failLater(e);
    }
  }

  private void failLater(IOException why) {
    if (failure == null) {
      failure = why;
      output.clear();
      settleLater();
    }
  }

  /** Anything changed: {@link #settle} once the running code has returned. */
  private void settleLater() {
    if (!dispatching && !settling) {
      settling = true;
      context().later(this::settleNow);
    }
  }

  private void settleNow() {
    settling = false;
    try {
      settle();
      if (redeliver) {
        redeliver = false;
        deliverUnread();
        settle();
      }
    } catch (IOException | RuntimeException | Error e) {
      onFailure(e);
    }
  }

  /** Brings state, watermarks and interest in line with what happened. */
  private void settle() throws IOException {
    if (failure != null && state != State.CLOSED) {
      broken(failure);
    }
    if (state != State.CLOSED && outputHigh && output.pending() <= lowWatermark) {
      outputHigh = false;
      handler.onWritable(this);
      deliverUnread();
    }
    if (state == State.CLOSING && output.isEmpty() && failure == null) {
      finishOutput();
    }
    if (state != State.CLOSED) {
      noteHigh();
      interest((readable() ? EPOLLIN : 0) | (output.isEmpty() ? 0 : EPOLLOUT));
    }
  }

  private boolean readable() {
    return !inputEnded
        && (state != State.OPEN || !(paused || outputHigh || output.pending() >= highWatermark));
  }

  // Flow control.

  /** Reads no more until {@link #resumeReading}; what the handler left unread is kept. */
  public void pauseReading() {
    context().checkCurrent();
    paused = true;
    settleLater();
  }

  /** Reads again, beginning with what was left unread. */
  public void resumeReading() {
    context().checkCurrent();
    if (paused) {
      paused = false;
      redeliver = true;
      settleLater();
    }
  }

  /**
   * {@return whether what is written now would go out at once, or wait below the high watermark}
   */
  public boolean isWritable() {
    return state == State.OPEN && output.pending() < highWatermark;
  }

  /**
   * Sets how much may wait to be sent, files included.
   *
   * @param low bytes: reading goes on, and {@code onWritable} is called, at or below it
   * @param high bytes: nothing is read at or above it; more than {@code low}
   */
  public void watermarks(long low, long high) {
    context().checkCurrent();
    if (low < 0 || high <= low) {
      throw new IllegalArgumentException("0 <= low < high: " + low + ", " + high);
    }
    lowWatermark = low;
    highWatermark = high;
    settleLater();
  }

  /**
   * Sets after what time without a byte in either direction {@code onIdle} is called.
   *
   * @param timeout the time; zero turns it off
   */
  public void idleTimeout(Duration timeout) {
    context().checkCurrent();
    if (idleTimer == null) {
      idleTimer = new IdleTimer(this);
    }
    idleTimer.set(timeout);
  }

  long lastActive() {
    return lastActive;
  }

  /**
   * How long ago the kernel sent something, while more waits here. It asks for more only when a
   * third of its buffer is free, which takes a slow reader minutes.
   */
  long nanosSinceSent() {
    if (output.isEmpty()) {
      return Long.MAX_VALUE;
    }
    try {
      return stream instanceof TcpStream tcp
          ? TimeUnit.MILLISECONDS.toNanos(tcp.millisSinceSent())
          : Long.MAX_VALUE;
    } catch (ErrnoException e) {
      return Long.MAX_VALUE;
    }
  }

  void onIdle() {
    try {
      if (state == State.OPEN) {
        handler.onIdle(this);
      } else {
        close();
      }
    } catch (IOException | RuntimeException | Error e) {
      onFailure(e);
    }
  }

  // Closing.

  /**
   * Sends what waits, then a FIN, and closes when the peer's FIN has come, or 2 seconds later. What
   * arrives meanwhile is read and dropped: closing over unread bytes would send an RST, which
   * destroys what the peer has not read yet.
   */
  public void closeAfterWrites() {
    context().checkCurrent();
    if (state == State.OPEN) {
      state = State.CLOSING;
      unread = NOTHING;
      if (idleTimer == null) {
        // A peer that reads nothing must not keep this open for ever.
        idleTimeout(CLOSE_TIMEOUT);
      }
      settleLater();
    }
  }

  private void finishOutput() {
    if (inputEnded) {
      finish(false);
      return;
    }
    try {
      stream.shutdownOutput();
    } catch (ErrnoException e) {
      broken(e);
      return;
    }
    state = State.LINGERING;
    lingerTimer = new ContextTimer(this, this::close);
    lingerTimer.set(LINGER.toNanos());
  }

  /** Closes at once; what waits to be sent is dropped. Does nothing when closed. */
  public void close() {
    context().checkCurrent();
    finish(false);
  }

  /** Closes at once with an RST: the peer sees an error instead of an end. */
  public void abort() {
    context().checkCurrent();
    finish(true);
  }

  private void finish(boolean reset) {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    output.clear();
    unread = NOTHING;
    if (idleTimer != null) {
      idleTimer.cancel();
    }
    if (lingerTimer != null) {
      lingerTimer.cancel();
    }
    deregister(reset ? this::reset : stream::close);
    try {
      handler.onClose(this);
    } catch (RuntimeException | Error e) {
      loop().logFailure(this, e);
    }
  }

  private void reset() {
    if (stream instanceof TcpStream tcp) {
      tcp.abort();
    } else {
      stream.close();
    }
  }

  /** {@return whether it is neither closed nor closing} */
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /** {@return the executor it belongs to right now; any thread may hand tasks to it} */
  public SerialExecutor executor() {
    return context();
  }

  /**
   * {@return the address of the peer}
   *
   * @throws ErrnoException ENOTCONN when the connection is gone
   */
  public SockAddr peerAddress() throws ErrnoException {
    return stream.peerAddress();
  }

  @Override
  public String toString() {
    return "Connection[" + stream + ", " + state + "]";
  }
}
