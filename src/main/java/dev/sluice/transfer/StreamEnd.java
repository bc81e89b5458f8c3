package dev.sluice.transfer;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpStream;
import dev.sluice.reactor.Channel;
import dev.sluice.reactor.EventLoop;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An end of a stream on a loop, whose bytes {@link Transfer}s move. It owns its socket.
 *
 * <p>All methods must be called in the loop. Nothing is read or written unless a transfer, or a
 * {@link Reader}, does it.
 */
public final class StreamEnd extends Channel {
  private static final int BROKEN = EPOLLERR | EPOLLHUP;
  private static final Duration LOOK_AGAIN = Duration.ofMillis(10);
  private static final int MOST_LOOKS = 200;

  /** Code that reads the socket itself, such as a header before a transfer. */
  @FunctionalInterface
  public interface Reader {
    /**
     * There is something to read, or the end, or an error.
     *
     * @param end where
     */
    void onReadable(StreamEnd end);
  }

  private final StreamSocket<?> stream;
  private final Runnable released;
  private @Nullable Flow in;
  private @Nullable Flow out;
  private @Nullable Reader reader;
  private @Nullable Runnable onClose;
  private @Nullable ErrnoException failure;
  private int wanted;
  private boolean broken;
  private boolean givenUp;
  private boolean used;
  private boolean finSent;
  private boolean duringStop;
  private int looks;
  private int unsentBefore = Integer.MAX_VALUE;

  private StreamEnd(EventLoop loop, StreamSocket<?> stream, Runnable released) {
    super(loop, stream.fd());
    this.stream = stream;
    this.released = released;
  }

  /**
   * Watches a socket.
   *
   * @param loop where
   * @param stream a connected socket; the caller gives it up, and it is closed also when this
   *     throws
   * @param released run once it is closed
   * @return the end
   * @throws ErrnoException ENOSPC, ENOMEM
   */
  public static StreamEnd open(EventLoop loop, StreamSocket<?> stream, Runnable released)
      throws ErrnoException {
    StreamEnd end = new StreamEnd(loop, stream, released);
    try {
      end.register(0);
      return end;
    } catch (ErrnoException | RuntimeException e) {
      stream.close();
      released.run();
      throw e;
    }
  }

  @Override
  protected void onReady(int events) {
    if ((events & BROKEN) != 0) {
      onBroken();
      return;
    }
    if ((events & EPOLLIN) != 0) {
      readable();
    }
    if ((events & EPOLLOUT) != 0 && out != null) {
      out.onWritable();
    }
  }

  private void readable() {
    if (reader != null) {
      reader.onReadable(this);
    } else if (in != null) {
      in.onReadable();
    }
  }

  /**
   * The poller would say so for ever, also while the bytes that came before find no room. So it is
   * asked no more: who reads goes on to the end by itself.
   */
  private void onBroken() {
    broken = true;
    // Asked for once, it is gone: what is read later would seem to end well.
    failed(error());
    deregister();
    Flow writes = out;
    readable();
    if (writes != null && stream.isOpen()) {
      writes.onSinkBroken(why());
    }
    // A local peer that has closed may have sent something before anybody reads here.
    if (in == null && reader == null && (used || failure != null)) {
      close();
    }
  }

  /**
   * Reading will end with this; the kernel tells it once, also who writes. EPIPE it is for who
   * writes to one that has ended his stream well before.
   */
  void failed(@Nullable ErrnoException why) {
    if (failure == null && why != null && !why.errno().equals(Errno.EPIPE)) {
      failure = why;
    }
  }

  private ErrnoException why() {
    return failure == null ? new ErrnoException("connection", Errno.EPIPE) : failure;
  }

  /**
   * It takes no more, so it is as good as closed: what it has sent so far is read, and no more
   * waited for. Local ones may end each direction by itself.
   */
  void giveUp() {
    if (stream instanceof TcpStream && stream.isOpen() && !broken) {
      broken = true;
      givenUp = true;
      deregister();
      readable();
    }
  }

  /** What a read means that found nothing, and had room. */
  long nothing() throws ErrnoException {
    if (givenUp && stream.available() == 0) {
      throw why();
    }
    return Errno.WOULD_BLOCK;
  }

  private @Nullable ErrnoException error() {
    try {
      Errno error = stream.takeError();
      return error == null ? null : new ErrnoException("connection", error);
    } catch (ErrnoException e) {
      return e;
    }
  }

  /** The end of what can be read, which is none where the connection broke. */
  long ended() throws ErrnoException {
    if (failure != null) {
      throw failure;
    }
    return 0;
  }

  @Override
  protected void onFailure(Throwable failure) {
    super.onFailure(failure);
    abort();
  }

  /** Transfers go on until they end; an end without any is closed, unless it is to stay. */
  @Override
  protected void onStop(boolean now) {
    if (now) {
      abort();
    } else if (in == null && out == null && looks == 0 && !duringStop) {
      close();
    }
  }

  /**
   * Sets who reads the socket until a transfer does.
   *
   * @param code the reader, called as long as there is something to read; null for none
   */
  public void reader(@Nullable Reader code) {
    checkCurrent();
    reader = code;
    used = true;
    wants(EPOLLIN, code != null);
  }

  /**
   * Sets what is run once, when the socket was closed, by whomever.
   *
   * @param code what; null for nothing
   */
  public void onClose(@Nullable Runnable code) {
    onClose = code;
  }

  /**
   * Sets whether it stays open while its loop stops gracefully and no transfer uses it: one is to
   * follow.
   *
   * @param yes whether it stays, until the loop has to stop at once
   */
  public void duringStop(boolean yes) {
    duringStop = yes;
  }

  /** {@return the socket, lent} */
  public StreamSocket<?> stream() {
    return stream;
  }

  /** {@return whether the socket has not been closed} */
  public boolean isOpen() {
    return stream.isOpen();
  }

  void in(@Nullable Flow flow) {
    checkCurrent();
    if (flow != null && (in != null || reader != null)) {
      throw new IllegalStateException("read by another: " + this);
    }
    in = flow;
    used = true;
    wantsInput(false);
  }

  void out(@Nullable Flow flow) {
    checkCurrent();
    if (flow != null && out != null) {
      throw new IllegalStateException("written by another: " + this);
    }
    out = flow;
    used = true;
    wantsOutput(false);
  }

  void wantsInput(boolean yes) {
    wants(EPOLLIN, yes);
  }

  void wantsOutput(boolean yes) {
    wants(EPOLLOUT, yes);
  }

  private void checkCurrent() {
    if (!loop().isCurrent()) {
      throw new IllegalStateException("not in the loop of " + this);
    }
  }

  private void wants(int event, boolean yes) {
    int before = wanted;
    wanted = yes ? wanted | event : wanted & ~event;
    if (wanted != before && !broken) {
      try {
        interest(wanted);
      } catch (ErrnoException e) {
        // The kernel is short of memory, and this would wait for ever.
        loop().execute(() -> onFailure(e));
      }
    }
  }

  /** No event will come any more: read to the end without. */
  boolean isBroken() {
    return broken;
  }

  /**
   * Sends a FIN: the peer sees the end of the stream. Does nothing the second time.
   *
   * @throws ErrnoException ENOTCONN: the connection is gone
   */
  public void shutdownOutput() throws ErrnoException {
    if (!finSent && stream.isOpen()) {
      finSent = true;
      stream.shutdownOutput();
    }
  }

  /** Closes the socket: with a FIN, or with an RST while received bytes were not read. */
  public void close() {
    if (stream.isOpen()) {
      deregister();
      stream.close();
      closed();
    }
  }

  /** Closes the socket with an RST: the peer sees an error. What was not sent yet is lost. */
  public void abort() {
    if (!stream.isOpen()) {
      return;
    }
    deregister();
    if (stream instanceof TcpStream tcp) {
      tcp.abort();
    } else {
      stream.close();
    }
    closed();
  }

  /**
   * Closes the socket with an RST once the peer has acknowledged all that was sent, or nothing for
   * two seconds: it gets what there was, and sees that it is not all.
   */
  void abortAfterWrites() {
    if (stream.isOpen() && looks == 0) {
      look();
    }
  }

  private void look() {
    if (!stream.isOpen()) {
      return;
    }
    int unsent = broken ? 0 : unsent();
    looks = unsent < unsentBefore ? 1 : looks + 1;
    unsentBefore = unsent;
    if (unsent == 0 || looks > MOST_LOOKS) {
      abort();
    } else {
      loop().schedule(LOOK_AGAIN, this::look);
    }
  }

  private int unsent() {
    try {
      return stream.unsent();
    } catch (ErrnoException e) {
      return 0;
    }
  }

  private void closed() {
    Runnable code = onClose;
    onClose = null;
    try {
      released.run();
    } finally {
      if (code != null) {
        code.run();
      }
      tellFlows();
    }
  }

  /** Nobody else would tell them. */
  private void tellFlows() {
    if (in != null) {
      in.onSourceClosed();
    }
    if (out != null) {
      out.onSinkClosed();
    }
  }

  @Override
  public String toString() {
    return "StreamEnd[" + stream + "]";
  }
}
