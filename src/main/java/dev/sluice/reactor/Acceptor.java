package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.net.Listener;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.FileConstants;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Accepts connections, and survives that descriptors run out. */
final class Acceptor extends Channel {
  /** Then others get their turn; the listener stays readable. */
  private static final int ACCEPTS_PER_TURN = 64;

  private static final Duration BACK_OFF = Duration.ofMillis(100);

  private final Listener<?, ? extends StreamSocket<?>> listener;
  private final Consumer<StreamSocket<?>> accepted;
  // Given up when descriptors run out, so that the connection in front can be accepted and closed.
  private @Nullable Fd reserve;
  // Made beforehand: where descriptors have run out, no class may be loadable.
  private final Runnable resume = this::resume;

  Acceptor(
      EventLoop loop,
      Listener<?, ? extends StreamSocket<?>> listener,
      Consumer<StreamSocket<?>> accepted) {
    super(loop, listener.fd());
    this.listener = listener;
    this.accepted = accepted;
  }

  void open() throws ErrnoException {
    register(EPOLLIN, loop().options().trigger());
    // Only now: where the loop refuses, nobody would close it.
    reserve = reserve();
  }

  @Override
  protected void onReady(int events) throws IOException {
    for (int i = 0; i < ACCEPTS_PER_TURN && isRegistered(); i++) {
      try {
        StreamSocket<?> stream = listener.accept();
        if (stream == null) {
          exhausted(EPOLLIN);
          return;
        }
        loop().counters().accepted.add(1);
        accepted.accept(stream);
      } catch (ErrnoException e) {
        backOff(e);
        return;
      }
    }
  }

  /**
   * Out of descriptors or memory: a listener that stays readable would spin. One connection is
   * taken and closed, so that its peer knows, and the listener rests for a while.
   */
  private void backOff(ErrnoException why) throws ErrnoException {
    rest();
    if (why.errno().equals(Errno.EMFILE) || why.errno().equals(Errno.ENFILE)) {
      if (reserve != null) {
        reserve.close();
      }
      StreamSocket<?> victim = null;
      try {
        victim = listener.accept();
      } catch (ErrnoException e) {
        // Another thread of the process took the descriptor; the peer has to wait.
      }
      if (victim != null) {
        victim.close();
      }
      // While a descriptor is free: the first use of a logger opens files.
      loop().logFailure(this, why);
      reserve = reserve();
    } else {
      loop().logFailure(this, why);
    }
  }

  private void rest() throws ErrnoException {
    interest(0);
    loop().schedule(BACK_OFF, resume);
  }

  private void resume() {
    if (!isRegistered()) {
      return;
    }
    try {
      if (reserve == null) {
        reserve = reserve();
      }
      interest(EPOLLIN);
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

  void close() {
    deregister();
    listener.close();
    if (reserve != null) {
      reserve.close();
    }
  }

  @Override
  public String toString() {
    return "Acceptor[" + listener + "]";
  }
}
