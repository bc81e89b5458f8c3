package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.buffer.Lease;
import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.io.MappedMemory;
import dev.sluice.io.Pipe;
import dev.sluice.net.SockAddr;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection on a loop: what arrives goes to its handler, what is written goes out in order.
 *
 * <p>A connection belongs to one executor at a time, {@link #executor}: every method must be called
 * there unless it says otherwise, and {@link IllegalStateException} tells who did not.
 *
 * <p>What the socket does not take waits with the connection. While more than the high watermark
 * waits, nothing is read: a peer that does not drain its answers cannot fill the memory.
 *
 * <p>Failures of the network never surface in a method of this class: the handler's {@code onError}
 * and {@code onClose} are called once the running handler method has returned, and what is written
 * meanwhile is dropped. Writing to a connection that the program itself has closed, or is closing,
 * is its mistake: {@link IllegalStateException}.
 */
public final class Connection extends Channel {
  private static final Duration LINGER = Duration.ofSeconds(2);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);
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
  private final Incoming incoming;
  private final Outgoing outgoing;
  private ConnectionHandler handler = NOBODY;
  private @Nullable Timeouts timeouts;
  private @Nullable Relay relay;
  private @Nullable ZeroCopyOutput zeroCopy;
  private @Nullable Runnable settle;
  private Runnable released = () -> {};
  private State state = State.OPEN;
  private boolean dispatching;
  private boolean settling;
  private boolean endPending;
  private boolean finWanted;
  private boolean finSent;
  private boolean dropsWrites;

  Connection(EventLoop loop, Context context, StreamSocket<?> stream) {
    super(loop, context, stream.fd());
    long now = loop.now();
    this.stream = stream;
    this.incoming = new Incoming(this, now);
    this.outgoing = new Outgoing(this, now);
  }

  /** What to do once the socket is closed, on whichever thread. Before {@link #open}. */
  Connection whenReleased(Runnable then) {
    released = then;
    return this;
  }

  /**
   * Begins to watch, in the loop. From here on the handler is told of everything, and at last of
   * the close.
   *
   * @return false when the loop cannot watch it: it is closed, and the handler was never made
   */
  boolean open(ConnectionHandler.Factory handlers) {
    try {
      register(EPOLLIN, loop().options().trigger());
    } catch (ErrnoException | RuntimeException e) {
      loop().logFailure(this, e);
      state = State.CLOSED;
      reset();
      return false;
    }
    elsewhereOrNow(() -> begin(handlers));
    return true;
  }

  private void elsewhereOrNow(Runnable task) {
    if (context().isCurrent()) {
      task.run();
    } else {
      context().execute(task);
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
  protected void onReady(int told) throws IOException {
    dispatching = true;
    try {
      int events = zeroCopy == null ? told : zeroCopy.sift(told);
      if ((events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0) {
        if ((interest() & EPOLLIN) != 0) {
          // Also with an error pending: what arrived before it is read first.
          onReadable();
        } else if ((events & (EPOLLHUP | EPOLLERR)) != 0) {
          onHangUp();
        }
      }
      if ((events & EPOLLOUT) != 0 && state != State.CLOSED) {
        outgoing.onWritable();
      }
    } finally {
      dispatching = false;
    }
    settle();
    if (incoming.awaitsRedelivery()) {
      settleLater();
    }
  }

  private void onReadable() throws IOException {
    if (relay == null || state != State.OPEN) {
      incoming.receive();
    } else {
      relay.fill();
    }
  }

  void onInputEnd() throws IOException {
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
  void broken(IOException why) {
    if (state != State.CLOSED) {
      tell(why);
      finish(false);
    }
  }

  private void tell(IOException why) {
    dropsWrites = true;
    try {
      handler.onError(this, why);
    } catch (RuntimeException | Error e) {
      loop().logFailure(this, e);
    }
  }

  /** The handler threw. */
  @Override
  protected void onFailure(Throwable thrown) {
    loop().logFailure(this, thrown);
    if (state != State.CLOSED) {
      tell(new IOException("the handler failed", thrown));
      finish(true);
    }
    EventLoop.rethrowIfFatal(thrown);
  }

  @Override
  protected void onStop(boolean now) {
    // Not the handler's doing.
    dropsWrites = true;
    if (now) {
      abort();
    } else if (state == State.OPEN) {
      handler.onStop(this, loop().quiet());
    }
  }

  // Writing.

  /**
   * Sends received bytes, all that are unread: straight from the loop's buffer, without a copy
   * where the socket takes them.
   *
   * @param input what the handler was given
   * @throws IllegalStateException when this was closed
   */
  public void write(Input input) {
    if (!writing()) {
      input.skip(input.remaining());
      return;
    }
    int length = input.remaining();
    int sent = outgoing.sendNow(input.buffer(), input.position(), length, false);
    input.skip(sent);
    if (sent < length) {
      outgoing.queue(input.takeRemaining(), false);
    }
  }

  /**
   * Sends bytes. The array belongs to the connection from now on and must not be changed.
   *
   * @param bytes the bytes
   * @throws IllegalStateException when this was closed
   */
  public void write(byte[] bytes) {
    if (writing()) {
      outgoing.write(bytes, false);
    }
  }

  /**
   * Sends bytes that more will follow at once, so that the kernel may wait for it to fill a segment
   * (MSG_MORE).
   *
   * @param bytes the bytes; the array belongs to the connection from now on
   * @throws IllegalStateException when this was closed
   */
  public void writeMore(byte[] bytes) {
    if (writing()) {
      outgoing.write(bytes, true);
    }
  }

  /**
   * Sends the bytes of several arrays as one, in order, and small ones by one call. They belong to
   * the connection from now on and must not be changed.
   *
   * @param parts the bytes
   * @throws IllegalStateException when this was closed
   */
  public void writev(byte[]... parts) {
    if (writing()) {
      outgoing.write(parts);
    }
  }

  /**
   * Sends the bytes of a lease, all of its size. It belongs to the connection from now on, which
   * releases it when they are sent or dropped.
   *
   * @param lease the lease, of the calling thread; handlers run in the loop
   * @throws IllegalStateException when this was closed, or its handlers do not run in the loop
   */
  public void write(Lease lease) {
    checkLeases();
    if (!writing()) {
      lease.release();
      return;
    }
    int sent = outgoing.sendNow(lease.segment(), 0, lease.size(), false);
    outgoing.add(new OutputQueue.Leased(lease, sent));
  }

  /**
   * Sends the bytes of a lease, all of its size, without a copy where the kernel can
   * (MSG_ZEROCOPY): it reads the memory until the peer has acknowledged the bytes. Worth it from
   * about 10 KB on, and not on loopback.
   *
   * @param lease the lease, of the calling thread. It belongs to the connection from now on, which
   *     releases it when the kernel has let go; nobody may write there any more
   * @param done is told once what became of it, in the loop; also after the connection's end
   * @throws IllegalStateException when this was closed, or its handlers do not run in the loop
   */
  public void writeZeroCopy(Lease lease, Consumer<ZeroCopyResult> done) {
    checkLeases();
    boolean goesOut = writing();
    ZeroCopyPart part = new ZeroCopyPart(this, lease, done);
    if (goesOut) {
      outgoing.add(part);
    } else {
      part.close();
    }
  }

  private void checkLeases() {
    if (!runsInLoop()) {
      throw new IllegalStateException("leases belong to the loop, " + this + " does not run there");
    }
  }

  /** Made at the first send that needs it. */
  ZeroCopyOutput zeroCopy() {
    ZeroCopyOutput mine = zeroCopy;
    if (mine == null) {
      mine = new ZeroCopyOutput(this);
      zeroCopy = mine;
    }
    return mine;
  }

  /**
   * Sends memory within the kernel, which gets its pages instead of copies (vmsplice, through a
   * pipe), and unmaps it when the kernel has all of them.
   *
   * @param memory fresh memory, from {@link MappedMemory#anonymous}; it belongs to the connection
   *     from now on, and nobody may write there: that would show in what is sent
   * @param length how many bytes of it, from its beginning
   * @throws IllegalArgumentException when it is read-only, or shorter. The memory stays the
   *     caller's then
   * @throws IllegalStateException when this was closed; likewise
   */
  public void writeMapped(MappedMemory memory, long length) {
    MappedPart part = new MappedPart(this, memory, length);
    if (writing()) {
      outgoing.add(part);
    } else {
      part.close();
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
   * @throws IllegalStateException when this was closed
   */
  public void sendFile(Fd file, long offset, long count) {
    sendFile(file, offset, count, file::close);
  }

  /**
   * Sends a region of a file, within the kernel, that is only lent: many connections can send one
   * open file at once. Should the file turn out shorter, the connection is closed.
   *
   * @param file the file, which stays open until {@code done} has run
   * @param offset where in the file to begin
   * @param count how many bytes
   * @param done runs once, when the file is no longer used: sent, dropped or refused, also before
   *     this returns or throws
   * @throws IllegalStateException when this was closed
   */
  public void sendFile(Fd file, long offset, long count, Runnable done) {
    boolean taken = false;
    try {
      if (offset < 0 || count < 0) {
        throw new IllegalArgumentException("offset " + offset + ", count " + count);
      }
      taken = writing();
    } finally {
      if (!taken) {
        done.run();
      }
    }
    if (taken) {
      outgoing.add(new OutputQueue.FileRegion(this, file, offset, count, done));
    }
  }

  /**
   * Sends what comes in here out of another connection, within the kernel, by splice through a
   * pipe. What the handler left unread goes first; until all is moved the handler gets no data.
   *
   * @param target where to, behind what waits there; of the same loop, handlers of both in the loop
   * @param count how many bytes at most; {@link Long#MAX_VALUE} for all there are
   * @param done gets how many were moved: fewer when this one ended or the target was closed
   * @throws ErrnoException EMFILE, ENFILE: no pipe could be had, nothing has begun
   * @throws IllegalStateException when either was closed, or this is moving bytes already
   */
  public void transferTo(Connection target, long count, LongConsumer done) throws ErrnoException {
    if (!runsInLoop() || !target.runsInLoop() || !target.loop().equals(loop())) {
      throw new IllegalArgumentException("both must run in the loop: " + this + ", " + target);
    }
    if (count < 0) {
      throw new IllegalArgumentException("count " + count);
    }
    if (relay != null || state != State.OPEN || !target.writing()) {
      throw new IllegalStateException(relay != null ? "moving already" : "closed");
    }
    Relay moving = new Relay(this, target, Pipe.open(), count, done);
    relay = moving;
    target.outgoing.add(moving);
    settleLater();
  }

  /** The relay saw the end of the stream: the handler is told when all has gone on. */
  void endedInRelay() {
    incoming.end();
    endPending = true;
  }

  private boolean runsInLoop() {
    return context() instanceof LoopContext;
  }

  void relayEnded() {
    relay = null;
    settleLater();
  }

  private void settleRelay(Relay moving) {
    if (incoming.hasUnread()) {
      moving.fill();
    }
    if (relay != null && incoming.hasEnded()) {
      moving.sourceEnded();
    }
  }

  /** Sends what waits, as far as the socket takes it. */
  void flush() {
    outgoing.flush();
    settleLater();
  }

  /** False when it is not the caller who closed it: what is written then is dropped. */
  private boolean writing() {
    context().checkCurrent();
    if ((state != State.OPEN && dropsWrites) || outgoing.failure() != null) {
      return false;
    }
    if (state != State.OPEN || finWanted) {
      throw new IllegalStateException("write after close: " + this);
    }
    return true;
  }

  /** Anything changed: {@link #settle} once the running code has returned. */
  void settleLater() {
    if (!dispatching && !settling) {
      settling = true;
      Runnable task = settle;
      if (task == null) {
        task = this::settleNow;
        settle = task;
      }
      context().later(task);
    }
  }

  private void settleNow() {
    settling = false;
    try {
      settle();
      if (incoming.isToRedeliver()) {
        incoming.deliverUnread();
        settle();
      }
    } catch (IOException | RuntimeException | Error e) {
      EventLoop.fail(this, e);
    }
  }

  /** Brings state, watermarks and interest in line with what happened. */
  private void settle() throws IOException {
    IOException failure = outgoing.failure();
    if (failure != null) {
      broken(failure);
    }
    if (relay != null && state == State.OPEN) {
      settleRelay(relay);
    }
    if (endPending && relay == null) {
      endPending = false;
      onInputEnd();
    }
    if (state != State.CLOSED && outgoing.hasDrained()) {
      handler.onWritable(this);
      if (relay == null) {
        incoming.deliverUnread();
      }
    }
    if (outgoing.isEmpty() && outgoing.failure() == null) {
      finishOutput();
    }
    if (state != State.CLOSED) {
      outgoing.noteHigh();
      interest((readable() ? EPOLLIN : 0) | (outgoing.waitsForSocket() ? EPOLLOUT : 0));
    }
  }

  boolean readable() {
    if (incoming.hasEnded()) {
      return false;
    }
    if (state != State.OPEN) {
      return true;
    }
    if (incoming.isPaused()) {
      return false;
    }
    return relay == null ? !(outgoing.wasHigh() || outgoing.isHigh()) : relay.wantsMore();
  }

  // Flow control.

  /** Reads no more until {@link #resumeReading}; what the handler left unread is kept. */
  public void pauseReading() {
    context().checkCurrent();
    incoming.pause();
    settleLater();
  }

  /** Reads again, beginning with what was left unread. */
  public void resumeReading() {
    context().checkCurrent();
    if (incoming.resume()) {
      settleLater();
    }
  }

  /**
   * {@return whether what is written now would go out at once, or wait below the high watermark}
   */
  public boolean isWritable() {
    return state == State.OPEN && !outgoing.isHigh();
  }

  /**
   * {@return how many bytes wait to be sent, those of files included}
   *
   * @see #watermarks
   */
  public long pending() {
    return outgoing.pending();
  }

  /**
   * Sets how much may wait to be sent, files included.
   *
   * @param low bytes: reading goes on, and {@code onWritable} is called, at or below it
   * @param high bytes: nothing is read at or above it; more than {@code low}
   */
  public void watermarks(long low, long high) {
    context().checkCurrent();
    outgoing.watermarks(low, high);
    settleLater();
  }

  // Time limits.

  /**
   * Sets after what time without a byte in either direction {@code onIdle} is called.
   *
   * @param limit the time; zero turns it off
   */
  public void idleTimeout(Duration limit) {
    timeouts().idle(limit);
  }

  /**
   * Sets after what time without a byte from the peer, while any would be read, the connection
   * fails with a {@link java.net.SocketTimeoutException}.
   *
   * @param limit the time; zero turns it off
   */
  public void readTimeout(Duration limit) {
    timeouts().read(limit);
  }

  /**
   * Sets after what time in which the peer takes none of the bytes that wait the connection fails
   * with a {@link java.net.SocketTimeoutException}.
   *
   * @param limit the time; zero turns it off
   */
  public void writeTimeout(Duration limit) {
    timeouts().write(limit);
  }

  private Timeouts timeouts() {
    context().checkCurrent();
    Timeouts mine = timeouts;
    if (mine == null) {
      mine = new Timeouts(this);
      timeouts = mine;
    }
    return mine;
  }

  StreamSocket<?> stream() {
    return stream;
  }

  Incoming incoming() {
    return incoming;
  }

  Outgoing outgoing() {
    return outgoing;
  }

  ConnectionHandler handler() {
    return handler;
  }

  /**
   * How long ago the kernel sent something, while more waits here. It asks for more only when a
   * third of its buffer is free, which takes a slow reader minutes.
   */
  long nanosSinceSent() {
    if (outgoing.isEmpty() || !(stream instanceof TcpStream tcp)) {
      return Long.MAX_VALUE;
    }
    try {
      return TimeUnit.MILLISECONDS.toNanos(tcp.millisSinceSent());
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
      EventLoop.fail(this, e);
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
      incoming.dropUnread();
      endRelay();
      // A peer that reads nothing must not keep this open for ever.
      timeouts().idleUnlessSet(CLOSE_TIMEOUT);
      settleLater();
    }
  }

  /**
   * Sends what waits, then a FIN; what the peer sends is still received. The handler closes when it
   * has seen enough.
   *
   * @throws IllegalStateException when this was closed
   */
  public void shutdownOutput() {
    if (writing()) {
      finWanted = true;
      settleLater();
    }
  }

  private void endRelay() {
    if (relay != null) {
      relay.sourceEnded();
    }
  }

  /** All is sent: now comes what was to follow. */
  private void finishOutput() {
    if (state == State.CLOSING && incoming.hasEnded()) {
      finish(false);
    } else if ((state == State.CLOSING || finWanted) && !finSent && state != State.CLOSED) {
      sendFin();
    }
    if (state == State.CLOSING) {
      state = State.LINGERING;
      timeouts().linger(LINGER);
    }
  }

  private void sendFin() {
    finSent = true;
    try {
      stream.shutdownOutput();
    } catch (ErrnoException e) {
      broken(e);
    }
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
    endRelay();
    outgoing.clear();
    incoming.dropUnread();
    if (timeouts != null) {
      timeouts.cancel();
    }
    deregister(reset ? this::reset : this::closeStream);
    try {
      handler.onClose(this);
    } catch (RuntimeException | Error e) {
      loop().logFailure(this, e);
    }
  }

  private void reset() {
    if (zeroCopy != null) {
      new Departure(loop(), zeroCopy, stream, released).begin(true);
      return;
    }
    if (stream instanceof TcpStream tcp) {
      tcp.abort();
    } else {
      stream.close();
    }
    released.run();
  }

  private void closeStream() {
    if (zeroCopy != null) {
      new Departure(loop(), zeroCopy, stream, released).begin(false);
      return;
    }
    stream.close();
    released.run();
  }

  /** {@return whether it is neither closed nor closing} */
  public boolean isOpen() {
    return state == State.OPEN;
  }

  /** {@return the executor it belongs to; any thread may hand tasks to it} */
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
