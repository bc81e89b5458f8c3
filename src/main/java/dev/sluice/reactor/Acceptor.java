package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.net.Listener;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.FileConstants;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Accepts connections as long as there is room for them, and survives that descriptors or memory
 * run out.
 */
final class Acceptor extends Channel {
  /** Then others get their turn; the listener stays readable. */
  private static final int ACCEPTS_PER_TURN = 64;

  private static final Duration BACK_OFF = Duration.ofMillis(100);

  private final Listener<?, ? extends StreamSocket<?>> listener;
  private final Admission admission;
  private final BiConsumer<StreamSocket<?>, Runnable> accepted;
  private final Runnable closing;
  private final SockAddrBuf peer = SockAddrBuf.allocate();
  // Given up when descriptors run out, so that the connection in front can be accepted and closed.
  private @Nullable Fd reserve;
  private boolean full;
  private boolean resting;
  private boolean failing;
  // Made beforehand: where descriptors have run out, no class may be loadable.
  private final Runnable resume = this::resume;
  private final Runnable room = this::goOn;

  /**
   * Prepares an acceptor.
   *
   * @param listener belongs to the acceptor from now on
   * @param accepted gets each connection, and what to run when that is closed
   * @param closing runs before the listener is closed
   */
  Acceptor(
      EventLoop loop,
      Listener<?, ? extends StreamSocket<?>> listener,
      Admission admission,
      BiConsumer<StreamSocket<?>, Runnable> accepted,
      Runnable closing) {
    super(loop, listener.fd());
    this.listener = listener;
    this.admission = admission;
    this.accepted = accepted;
    this.closing = closing;
  }

  void open() throws ErrnoException {
    register(EPOLLIN, loop().options().trigger());
    // Only now: where the loop refuses, nobody would close it.
    reserve = reserve();
  }

  @Override
  protected void onReady(int events) throws IOException {
    for (int i = 0; i < ACCEPTS_PER_TURN && isRegistered(); i++) {
      if (!admission.enter(this)) {
        full = true;
        settle();
        return;
      }
      if (!acceptOne()) {
        return;
      }
    }
  }

  /** Whether there may be more. */
  private boolean acceptOne() throws ErrnoException {
    StreamSocket<?> stream;
    try {
      stream = admission.needsAddress() ? listener.accept(peer) : listener.accept();
    } catch (ErrnoException e) {
      admission.leave();
      backOff(e);
      return false;
    }
    failing = false;
    if (stream == null) {
      admission.leave();
      exhausted(EPOLLIN);
      return false;
    }
    Runnable released = admission.admit(peer);
    if (released == null) {
      refuse(stream);
    } else {
      loop().counters().accepted.add(1);
      accepted.accept(stream, released);
    }
    return true;
  }

  private void refuse(StreamSocket<?> stream) {
    stream.close();
    loop().counters().refused.add(1);
  }

  /**
   * Out of descriptors or memory: a listener that stays readable would spin. One connection is
   * taken and closed, so that its peer knows, and the listener rests for a while.
   */
  private void backOff(ErrnoException why) throws ErrnoException {
    rest();
    boolean out = why.errno().equals(Errno.EMFILE) || why.errno().equals(Errno.ENFILE);
    if (out) {
      if (reserve != null) {
        reserve.close();
      }
      refuseNext();
    }
    // While a descriptor is free: the first use of a logger opens files. Once, not ten times a
    // second.
    if (!failing) {
      failing = true;
      loop().logFailure(this, why);
    }
    if (out) {
      reserve = reserve();
    }
  }

  private void refuseNext() {
    try {
      StreamSocket<?> victim = listener.accept();
      if (victim != null) {
        refuse(victim);
      }
    } catch (ErrnoException e) {
      // Another thread of the process took the descriptor; the peer has to wait.
    }
  }

  private void rest() throws ErrnoException {
    resting = true;
    loop().schedule(BACK_OFF, resume);
    settle();
  }

  private void resume() {
    if (!isRegistered()) {
      return;
    }
    if (reserve == null) {
      reserve = reserve();
    }
    resting = false;
    trySettle();
  }

  /** What the admission runs in the loop once there may be room again. */
  Runnable room() {
    return room;
  }

  private void goOn() {
    full = false;
    trySettle();
  }

  private void settle() throws ErrnoException {
    interest(full || resting ? 0 : EPOLLIN);
  }

  private void trySettle() {
    try {
      settle();
    } catch (ErrnoException e) {
      loop().schedule(BACK_OFF, resume);
    }
  }

  private @Nullable Fd reserve() {
    int copy = Descriptors.fcntl(listener.fd(), FileConstants.F_DUPFD_CLOEXEC, 0);
    return copy < 0 ? null : Fd.adopt(copy);
  }

  @Override
  protected void onFailure(Throwable failure) {
    // A failed connection must not end the listener, nor a failing one take all of the time.
    try {
      rest();
    } catch (ErrnoException e) {
      failure.addSuppressed(e);
    }
    loop().logFailure(this, failure);
  }

  @Override
  protected void onStop(boolean now) {
    close();
  }

  /** In the loop. */
  void close() {
    deregister();
    release();
    if (reserve != null) {
      reserve.close();
    }
  }

  /**
   * Closes the listener, where no loop watches it; any thread. What is to be done about its file
   * comes first: as long as the socket is open, no other file can have the inode.
   */
  void release() {
    if (listener.isOpen()) {
      closing.run();
      listener.close();
    }
  }

  @Override
  public String toString() {
    return "Acceptor[" + listener + "]";
  }
}
