package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import java.io.IOException;

/**
 * A descriptor and what is done when it is ready. It belongs to one loop, and all its methods run
 * there.
 *
 * <p>The channel borrows its descriptor: whoever owns that closes it, after {@link #deregister}.
 */
public abstract class Channel {
  private final EventLoop loop;
  private final int fd;
  private int interest;
  private long key = EventLoop.NOT_REGISTERED;

  /**
   * Prepares a channel; {@link #register} begins to watch.
   *
   * @param loop the loop
   * @param fd a descriptor that epoll can watch, lent
   */
  protected Channel(EventLoop loop, int fd) {
    this.loop = loop;
    this.fd = fd;
  }

  /**
   * Events happened.
   *
   * @param events {@code EPOLLIN}, …; always with {@code EPOLLERR} and {@code EPOLLHUP} where they
   *     apply
   * @throws IOException handed to {@link #onFailure}
   */
  protected abstract void onReady(int events) throws IOException;

  /**
   * {@link #onReady} threw. Unless overridden, the failure is logged and the channel watched no
   * longer.
   *
   * @param failure what it threw
   */
  protected void onFailure(Throwable failure) {
    loop.logFailure(this, failure);
    deregister();
  }

  /**
   * The loop is to stop: finish what runs and deregister. Unless overridden, the channel is
   * deregistered.
   *
   * @param now the time is up: deregister at once
   */
  protected void onStop(boolean now) {
    deregister();
  }

  /**
   * Begins to watch.
   *
   * @param events {@code EPOLLIN}, …, level-triggered
   * @throws ErrnoException EPERM (a regular file), ENOSPC
   */
  protected final void register(int events) throws ErrnoException {
    loop.checkCurrent();
    if (isRegistered()) {
      throw new IllegalStateException("registered already");
    }
    interest = events;
    key = loop.add(this);
  }

  /**
   * Changes what is watched; asks the kernel only when it differs.
   *
   * @param events {@code EPOLLIN}, …; 0 leaves only errors
   * @throws ErrnoException should the kernel refuse
   */
  protected final void interest(int events) throws ErrnoException {
    if (events != interest && isRegistered()) {
      interest = events;
      loop.modify(this);
    }
  }

  /**
   * Watches no longer; events of the batch in hand are dropped. Does nothing when not registered.
   */
  protected final void deregister() {
    loop.checkCurrent();
    if (isRegistered()) {
      loop.remove(this);
      key = EventLoop.NOT_REGISTERED;
    }
  }

  /** {@return whether the loop watches it} */
  public final boolean isRegistered() {
    return key != EventLoop.NOT_REGISTERED;
  }

  /** {@return its loop} */
  public final EventLoop loop() {
    return loop;
  }

  final int fd() {
    return fd;
  }

  final int interest() {
    return interest;
  }

  final long key() {
    return key;
  }
}
