package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLET;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLONESHOT;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLLRDHUP;

import dev.sluice.errno.ErrnoException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor and what is done when it is ready. It belongs to one loop, and all its methods run
 * there, unless they say otherwise.
 *
 * <p>The channel borrows its descriptor: whoever owns that closes it, after {@link #deregister}.
 */
public abstract class Channel {
  private static final int EDGES = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;

  private final EventLoop loop;
  private final Context context;
  private final int fd;
  private Trigger trigger = Trigger.LEVEL;
  private int interest;
  // What was reported once and not used up since: edge-triggered only.
  private int ready;
  private boolean dispatching;
  // The loop's own, where the code runs elsewhere.
  private boolean armed = true;
  private boolean dispatchesLater;
  private @Nullable Runnable dispatchAgain;
  private long key = EventLoop.NOT_REGISTERED;

  /**
   * Prepares a channel; {@link #register} begins to watch.
   *
   * @param loop the loop
   * @param fd a descriptor that the loop's poller can watch, lent
   */
  protected Channel(EventLoop loop, int fd) {
    this(loop, loop.channels(), fd);
  }

  Channel(EventLoop loop, Context context, int fd) {
    this.loop = loop;
    this.context = context;
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
   * Begins to watch, level-triggered.
   *
   * @param events {@code EPOLLIN}, …
   * @throws ErrnoException EPERM (a regular file), ENOSPC
   */
  protected final void register(int events) throws ErrnoException {
    register(events, Trigger.LEVEL);
  }

  /**
   * Begins to watch.
   *
   * <p>Edge-triggered, what was reported counts as ready until {@link #exhausted} is called: the
   * channel gets its turn again and again until then.
   *
   * @param events {@code EPOLLIN}, …
   * @param how when to report; other than {@link Trigger#LEVEL} in a loop that waits by epoll
   * @throws ErrnoException EPERM (a regular file), ENOSPC
   */
  protected final void register(int events, Trigger how) throws ErrnoException {
    loop.checkCurrent();
    if (isRegistered()) {
      throw new IllegalStateException("registered already");
    }
    if (how != Trigger.LEVEL && !loop.isEpoll()) {
      throw new IllegalArgumentException(how + " needs epoll");
    }
    // On other threads a level would be reported again and again until they have dealt with it.
    boolean elsewhere = context != loop.channels();
    trigger = elsewhere && how == Trigger.LEVEL ? Trigger.ONESHOT : how;
    interest = events;
    ready = 0;
    key = loop.channels().add(this);
  }

  /**
   * Changes what is watched; asks the kernel only when it differs.
   *
   * @param events {@code EPOLLIN}, …; 0 leaves only errors
   * @throws ErrnoException should the kernel refuse
   */
  protected final void interest(int events) throws ErrnoException {
    if (events == interest || !isRegistered()) {
      return;
    }
    int before = interest;
    interest = events;
    if (trigger == Trigger.EDGE) {
      dispatchLater();
    } else if (trigger == Trigger.LEVEL || !dispatching) {
      try {
        context.modify(this);
      } catch (ErrnoException e) {
        // Or the next attempt would seem to be none.
        interest = before;
        throw e;
      }
    }
  }

  /**
   * A call would have had to wait: the next edge tells when it need not. Does nothing for other
   * triggers.
   *
   * @param events {@code EPOLLIN} after reading, {@code EPOLLOUT} after writing
   */
  protected final void exhausted(int events) {
    ready &= ~events;
  }

  final boolean isEdgeTriggered() {
    return trigger == Trigger.EDGE;
  }

  /** Work was left though no call had to wait: there will be no edge for it. */
  final void notExhausted(int events) {
    ready |= events;
  }

  /** The end of the stream or an error waits behind the bytes: reading must go on to see it. */
  final boolean endIsNear() {
    return (ready & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
  }

  /**
   * Watches no longer; events of the batch in hand are dropped. Does nothing when not registered.
   */
  protected final void deregister() {
    deregister(() -> {});
  }

  /** As above, and does something, such as closing, once nobody watches any more. */
  final void deregister(Runnable then) {
    context.checkCurrent();
    if (isRegistered()) {
      long was = key;
      key = EventLoop.NOT_REGISTERED;
      context.remove(this, was, then);
    } else {
      then.run();
    }
  }

  /** The context runs this for events that came. */
  final void dispatch(int events) {
    int usable = events;
    if (trigger == Trigger.EDGE) {
      ready |= events;
      usable = ready & (interest | EPOLLERR | EPOLLHUP);
    }
    if (usable == 0 || !isRegistered()) {
      return;
    }
    dispatching = true;
    try {
      onReady(usable);
    } catch (Throwable t) {
      EventLoop.fail(this, t);
    } finally {
      dispatching = false;
    }
    try {
      afterDispatch();
    } catch (ErrnoException | RuntimeException e) {
      EventLoop.fail(this, e);
    }
  }

  private void afterDispatch() throws ErrnoException {
    if (!isRegistered()) {
      return;
    }
    if (trigger == Trigger.ONESHOT) {
      context.modify(this);
    } else if (trigger == Trigger.EDGE) {
      // Told once; whoever reads sees them again in what it reads.
      ready &= ~(EPOLLERR | EPOLLHUP);
      dispatchLater();
    }
  }

  /** Others get their turn before what is left of this one. */
  private void dispatchLater() {
    if (!dispatching && !dispatchesLater && (ready & interest) != 0) {
      dispatchesLater = true;
      Runnable again = dispatchAgain;
      if (again == null) {
        again = this::dispatchAgain;
        dispatchAgain = again;
      }
      context.later(again);
    }
  }

  private void dispatchAgain() {
    dispatchesLater = false;
    dispatch(0);
  }

  /** {@return whether the loop watches it} */
  public final boolean isRegistered() {
    return key != EventLoop.NOT_REGISTERED;
  }

  /** {@return its loop} */
  public final EventLoop loop() {
    return loop;
  }

  final Context context() {
    return context;
  }

  final int fd() {
    return fd;
  }

  /** What the poller is to be told. */
  final int mask() {
    return switch (trigger) {
      case LEVEL -> interest;
      case EDGE -> EDGES;
      case ONESHOT -> loop.isEpoll() ? interest | EPOLLONESHOT : interest;
    };
  }

  /** Whether the poller watches it right now; a strand's is left out while the strand has it. */
  final boolean isArmed() {
    return armed;
  }

  final void armed(boolean yes) {
    armed = yes;
  }

  final int interest() {
    return interest;
  }

  final long key() {
    return key;
  }
}
