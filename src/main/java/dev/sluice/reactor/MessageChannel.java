package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.DatagramEndpoint;
import dev.sluice.net.SockAddr;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A datagram socket on a loop: what arrives goes to its handler, one datagram at a time, received
 * several at a time. Every method must be called in the loop, and {@link IllegalStateException}
 * tells who did not.
 *
 * <p>What the socket does not take waits with the channel, and goes in order. So many datagrams and
 * bytes wait at most, 1024 and 1 MiB unless {@link #queueLimits} says otherwise; the next ones are
 * dropped, and counted by {@link #dropped}. Who needs an answer to each asks again, as UDP has it.
 *
 * <p>Failures never surface in a method of this class: the handler's {@code onError} is called once
 * the running handler method has returned, of several failures in a row with the first; and the
 * channel goes on.
 *
 * @param <A> the addresses of its family
 */
public abstract sealed class MessageChannel<A extends SockAddr> extends Channel
    permits UdpChannel, UnixDatagramChannel {
  private static final int DATAGRAMS = 16;
  // No datagram of UDP is longer.
  private static final int BYTES_EACH = 64 * 1024;

  /** Then others get their turn; the socket stays readable. */
  private static final int BATCHES_PER_TURN = 4;

  private static final int MOST_QUEUED = 1024;
  private static final long MOST_BYTES_QUEUED = 1 << 20;
  private static final Duration BACK_OFF = Duration.ofMillis(100);
  private static final long FIRST_RETRY_MILLIS = 1;
  private static final long LAST_RETRY_MILLIS = 64;

  private enum State {
    OPEN,
    /** All that waits is sent, then it closes. Nothing is received. */
    CLOSING,
    CLOSED
  }

  private final DatagramEndpoint<A> socket;
  private final DatagramEvents<A> events;
  private final DatagramQueue<A> queue;
  private final DatagramOutput<A> output;
  private State state = State.OPEN;
  // Made by the thread that receives: the loop may change threads before it runs.
  private @Nullable DatagramRoom<A> room;
  private int datagrams = DATAGRAMS;
  private int bytesEach = BYTES_EACH;
  private boolean inputRests;
  private boolean outputRests;
  private long retryMillis = FIRST_RETRY_MILLIS;

  MessageChannel(
      EventLoop loop,
      DatagramEndpoint<A> socket,
      DatagramHandler<A> handler,
      boolean queuePerReceiver) {
    super(loop, socket.fd());
    this.socket = socket;
    this.events = new DatagramEvents<>(this, handler);
    this.queue = new DatagramQueue<>(queuePerReceiver, MOST_QUEUED, MOST_BYTES_QUEUED);
    this.output = new DatagramOutput<>(socket, queue, events::errorLater);
  }

  /** Tells what the kernel keeps of failures besides the pending error. */
  abstract void tellQueuedErrors() throws ErrnoException;

  void open() throws ErrnoException {
    register(EPOLLIN);
  }

  // Receiving.

  @Override
  protected void onReady(int events) throws IOException {
    if ((events & EPOLLERR) != 0) {
      tellErrors();
    }
    if (isReading() && (events & (EPOLLIN | EPOLLERR | EPOLLHUP)) != 0) {
      receive();
    }
    if (isRegistered() && (events & EPOLLOUT) != 0) {
      flush();
    }
  }

  private boolean isReading() {
    return state == State.OPEN && !inputRests;
  }

  private void tellErrors() throws ErrnoException {
    tellQueuedErrors();
    Errno error = isRegistered() ? socket.takeError() : null;
    if (error != null) {
      tell(new ErrnoException("datagram", error));
    }
  }

  private void receive() throws ErrnoException {
    DatagramRoom<A> mine = room;
    if (mine == null) {
      mine = new DatagramRoom<>(datagrams, bytesEach);
      room = mine;
    }
    for (int i = 0; i < BATCHES_PER_TURN && isReading(); i++) {
      int came;
      try {
        came = mine.receive(socket);
      } catch (ErrnoException e) {
        receiveFailed(e);
        return;
      }
      for (int j = 0; j < came && state == State.OPEN; j++) {
        events.datagram(mine.show(j));
      }
      if (mine.wasDrained(came)) {
        return;
      }
    }
  }

  private void receiveFailed(ErrnoException why) throws ErrnoException {
    tell(why);
    if (why.errno().isResourceLimit() && isRegistered()) {
      // What waits stays readable: a loop that tries again at once would spin.
      inputRests = true;
      watch();
      loop().schedule(BACK_OFF, this::receiveAgain);
    }
  }

  private void receiveAgain() {
    inputRests = false;
    watchOrTell();
  }

  // Sending.

  /**
   * Sends the bytes of a datagram back to who sent it, straight from the channel's memory where the
   * socket takes them.
   *
   * @param datagram what the handler was given, by this channel or another one of its kind
   * @return false when it was dropped, or failed
   */
  public final boolean reply(Datagram<A> datagram) {
    return reply(datagram, datagram.segment(), 0, datagram.length());
  }

  /**
   * Sends other bytes to who sent a datagram. Where that one has no name they go to the socket's
   * peer, and without one fail.
   *
   * @param datagram what the handler was given
   * @param bytes where they are; they are copied where they have to wait
   * @param offset where in the segment they begin
   * @param length how many they are
   * @return false when they were dropped, or failed
   */
  public final boolean reply(Datagram<A> datagram, MemorySegment bytes, long offset, long length) {
    if (mayNotSend(bytes, offset, length)) {
      return false;
    }
    return watching(output.reply(datagram, bytes, offset, length));
  }

  /**
   * Sends a datagram.
   *
   * @param to where to; null for the socket's peer
   * @param bytes its bytes; they are copied where they have to wait
   * @return false when it was dropped, or failed
   */
  public final boolean send(@Nullable A to, byte[] bytes) {
    return send(to, MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  /**
   * Sends a datagram; allocates nothing where the socket takes it.
   *
   * @param to where to; null for the socket's peer
   * @param bytes where its bytes are; they are copied where they have to wait
   * @param offset where in the segment they begin
   * @param length how many they are
   * @return false when it was dropped, or failed
   */
  public final boolean send(@Nullable A to, MemorySegment bytes, long offset, long length) {
    if (mayNotSend(bytes, offset, length)) {
      return false;
    }
    return watching(output.send(to, bytes, offset, length));
  }

  private boolean mayNotSend(MemorySegment bytes, long offset, long length) {
    loop().checkCurrent();
    Objects.checkFromIndexSize(offset, length, bytes.byteSize());
    if (state == State.CLOSED) {
      throw new IllegalStateException("closed: " + this);
    }
    return state == State.CLOSING && !output.drop();
  }

  /** What waits now goes when there is room. */
  private boolean watching(boolean accepted) {
    if (!queue.isEmpty()) {
      watchOrTell();
    }
    return accepted;
  }

  private void flush() throws ErrnoException {
    if (queue.isEmpty()) {
      watch();
      return;
    }
    boolean progress = output.flush();
    if (queue.isEmpty()) {
      retryMillis = FIRST_RETRY_MILLIS;
      emptied();
    } else if (progress) {
      retryMillis = FIRST_RETRY_MILLIS;
    } else {
      // Writable, and yet nothing goes: a local receiver is full, which no event tells of.
      outputRests = true;
      loop().schedule(Duration.ofMillis(retryMillis), this::flushAgain);
      retryMillis = Math.min(2 * retryMillis, LAST_RETRY_MILLIS);
    }
    watch();
  }

  private void emptied() {
    if (state == State.CLOSING) {
      finish();
      return;
    }
    events.writable();
  }

  private void flushAgain() {
    outputRests = false;
    if (isRegistered()) {
      try {
        flush();
      } catch (ErrnoException e) {
        events.errorLater(e);
      }
    }
  }

  private void watch() throws ErrnoException {
    interest((isReading() ? EPOLLIN : 0) | (queue.isEmpty() || outputRests ? 0 : EPOLLOUT));
  }

  private void watchOrTell() {
    try {
      watch();
    } catch (ErrnoException e) {
      events.errorLater(e);
    }
  }

  // Failures.

  final void tell(IOException why) {
    events.error(why);
  }

  /** Not the handler: that is dealt with where it is called. */
  @Override
  protected void onFailure(Throwable thrown) {
    loop().logFailure(this, thrown);
    finish();
  }

  // Closing.

  @Override
  protected void onStop(boolean now) {
    if (now) {
      finish();
    } else {
      closeAfterWrites();
    }
  }

  /** Receives no more, sends what waits, and closes. */
  public final void closeAfterWrites() {
    loop().checkCurrent();
    if (state == State.OPEN) {
      state = State.CLOSING;
      if (queue.isEmpty()) {
        finish();
      } else {
        watchOrTell();
      }
    }
  }

  /** Closes at once; what waits to be sent is dropped. Does nothing when closed. */
  public final void close() {
    loop().checkCurrent();
    finish();
  }

  private void finish() {
    if (state == State.CLOSED) {
      return;
    }
    state = State.CLOSED;
    deregister();
    queue.clear();
    room = null;
    socket.close();
    events.close();
  }

  // Settings and state.

  /**
   * Sets the memory to receive in, from the next turn on; 16 datagrams of 64 KiB, so that none of
   * UDP is cut, unless this is called.
   *
   * @param count how many datagrams are received at a time, 1 to 1024
   * @param bytes how long each of them can be before it is cut, at least 1
   */
  public final void receiveRoom(int count, int bytes) {
    loop().checkCurrent();
    if (count < 1 || count > 1024 || bytes < 1) {
      throw new IllegalArgumentException(count + " datagrams of " + bytes + " bytes");
    }
    datagrams = count;
    bytesEach = bytes;
    room = null;
  }

  /**
   * Sets how much may wait to be sent; what waits already stays.
   *
   * @param count how many datagrams, 0 to drop at once
   * @param bytes how many bytes they may have together
   */
  public final void queueLimits(int count, long bytes) {
    loop().checkCurrent();
    if (count < 0 || bytes < 0) {
      throw new IllegalArgumentException(count + " datagrams, " + bytes + " bytes");
    }
    queue.limit(count, bytes);
  }

  /** {@return how many datagrams wait to be sent} */
  public final int waiting() {
    return queue.datagrams();
  }

  /** {@return how many datagrams were dropped because too much waited, or it was closing} */
  public final long dropped() {
    return output.dropped();
  }

  /** {@return whether it is neither closed nor closing} */
  public final boolean isOpen() {
    return state == State.OPEN;
  }

  /** {@return the socket, for its options and addresses; the channel closes it} */
  public DatagramEndpoint<A> socket() {
    return socket;
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + socket + ", " + state + "]";
  }
}
