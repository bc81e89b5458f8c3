package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.event.EventFd;
import dev.sluice.signal.SignalSource;
import dev.sluice.timer.Timer;
import dev.sluice.timer.Timers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for descriptors, timers, signals and tasks, and runs what is to be done
 * about them.
 *
 * <p>The loop belongs to the thread that opened it until {@link #run}, then to the one that runs
 * it. {@link #execute} and {@link #stop} may be called from any thread, everything else only there:
 * {@link #isCurrent} tells.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class EventLoop implements SerialExecutor, AutoCloseable {
  /** How long a stop lets running work finish. */
  public static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

  static final long NOT_REGISTERED = -1;

  private static final int EVENTS_PER_WAIT = 256;
  private static final int TASKS_PER_CHUNK = 256;
  private static final int MAX_WAIT_MILLIS = 60_000;

  private enum State {
    RUNNING,
    STOPPING,
    STOPPED
  }

  private final Epoll epoll;
  private final EventFd wakeUp;
  private final Queue<Runnable> tasks = new MpscUnboundedVarHandleArrayQueue<>(TASKS_PER_CHUNK);
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();
  // False only while the loop waits or is about to: then a task must be announced.
  private final AtomicBoolean awake = new AtomicBoolean(true);
  private final Slots slots = new Slots();
  private final Timers timers = new Timers();
  private final Input input = new Input();
  private final MemorySegment offsetCell = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private volatile Thread thread = Thread.currentThread();
  private State state = State.RUNNING;
  private @Nullable SignalSource signals;
  private int internalChannels;
  private long now = System.nanoTime();

  private EventLoop(Epoll epoll, EventFd wakeUp) {
    this.epoll = epoll;
    this.wakeUp = wakeUp;
  }

  /**
   * Makes a loop, which belongs to the calling thread until {@link #run}.
   *
   * @return the loop; it must be closed
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static EventLoop open() throws ErrnoException {
    Epoll epoll = Epoll.open(EVENTS_PER_WAIT);
    try {
      EventFd wakeUp = EventFd.open();
      EventLoop loop = new EventLoop(epoll, wakeUp);
      loop.addInternal(
          new InternalChannel(loop, wakeUp.fd()) {
            @Override
            protected void onReady(int events) throws IOException {
              // Tasks were submitted: waking up is all there is to do.
              wakeUp.drain();
            }
          });
      return loop;
    } catch (ErrnoException e) {
      epoll.close();
      throw e;
    }
  }

  /**
   * Runs until it is stopped and what ran has finished. The loop belongs to the calling thread from
   * now on.
   *
   * @throws IOException should epoll itself fail
   */
  public void run() throws IOException {
    thread = Thread.currentThread();
    while (state != State.STOPPED) {
      int ready = epoll.await(waitMillis());
      awake.set(true);
      now = System.nanoTime();
      for (int i = 0; i < ready; i++) {
        dispatch(epoll.data(i), epoll.events(i));
      }
      runTimers();
      runTasks();
      if (state == State.STOPPING && slots.size() == internalChannels) {
        state = State.STOPPED;
      }
    }
  }

  private int waitMillis() {
    if (!later.isEmpty()) {
      return 0;
    }
    long nanos = timers.untilNext(System.nanoTime());
    // Rounded up: rounding down would poll again and again until the time has come.
    long millis =
        nanos < 0 ? -1 : Math.min(TimeUnit.NANOSECONDS.toMillis(nanos + 999_999), MAX_WAIT_MILLIS);
    if (millis == 0) {
      return 0;
    }
    awake.set(false);
    // A task that came before the flag fell was not announced.
    if (!tasks.isEmpty()) {
      awake.set(true);
      return 0;
    }
    return (int) millis;
  }

  private void dispatch(long key, int events) {
    Channel channel = slots.get(key);
    if (channel == null) {
      return;
    }
    try {
      channel.onReady(events);
    } catch (Throwable t) {
      fail(channel, t);
    }
  }

  private void fail(Channel channel, Throwable failure) {
    try {
      channel.onFailure(failure);
    } catch (RuntimeException | Error e) {
      logFailure(channel, e);
    }
    rethrowIfFatal(failure);
  }

  /**
   * Out of memory or a broken JVM: nothing can be relied on. A deep recursion is over once it was
   * caught.
   */
  static void rethrowIfFatal(Throwable failure) {
    if (failure instanceof VirtualMachineError error && !(error instanceof StackOverflowError)) {
      throw error;
    }
  }

  private void runTimers() {
    try {
      timers.runDue(now);
    } catch (RuntimeException | Error e) {
      logFailure(timers, e);
      rethrowIfFatal(e);
    }
  }

  private void runTasks() {
    // At most those that were there: a task that submits itself must not starve the descriptors.
    for (int left = later.size(); left > 0; left--) {
      guarded(later.remove());
    }
    for (int left = tasks.size(); left > 0; left--) {
      Runnable task = tasks.poll();
      if (task == null) {
        return;
      }
      guarded(task);
    }
  }

  private void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      logFailure(task, e);
      rethrowIfFatal(e);
    }
  }

  /**
   * Runs a task in the loop, after what it does now. Any thread.
   *
   * @param task the task; one that throws is logged
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (!awake.get() && awake.compareAndSet(false, true)) {
      wakeUp.signal();
    }
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  /**
   * Runs a task once, at a time.
   *
   * @param delay from now; negative counts as 0
   * @param task what to do; one that throws is logged
   * @return the timer, for {@link #reschedule} and {@link #cancel}
   */
  public Timer schedule(Duration delay, Runnable task) {
    checkCurrent();
    return timers.schedule(System.nanoTime(), nanos(delay), task);
  }

  /**
   * Moves a timer to another time, also when it went off or was cancelled.
   *
   * @param timer a timer of this loop
   * @param delay from now; negative counts as 0
   */
  public void reschedule(Timer timer, Duration delay) {
    checkCurrent();
    timers.reschedule(timer, System.nanoTime(), nanos(delay));
  }

  /**
   * Cancels a timer; does nothing when it is not pending.
   *
   * @param timer a timer of this loop
   */
  public void cancel(Timer timer) {
    checkCurrent();
    timers.cancel(timer);
  }

  private static long nanos(Duration delay) {
    try {
      return delay.toNanos();
    } catch (ArithmeticException e) {
      return delay.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  /**
   * Stops gracefully when one of these signals comes, and at once when another one follows.
   *
   * @param signals {@code SIGINT}, {@code SIGTERM}, …
   * @return this
   * @throws IOException EBUSY when one is caught elsewhere
   */
  public EventLoop stopOn(int... signals) throws IOException {
    checkCurrent();
    if (this.signals != null) {
      throw new IllegalStateException("signals are caught already");
    }
    SignalSource source = SignalSource.open(signals);
    this.signals = source;
    addInternal(
        new InternalChannel(this, source.fd()) {
          @Override
          protected void onReady(int events) throws IOException {
            source.read(info -> beginStop(state == State.STOPPING));
          }

          @Override
          protected void onFailure(Throwable failure) {
            // What the signal was is unknown, but all of these stop; never again would be worse.
            logFailure(this, failure);
            beginStop(state == State.STOPPING);
          }
        });
    return this;
  }

  /**
   * Stops gracefully: nothing new is accepted, what runs may finish within {@link #STOP_DEADLINE}.
   * Any thread.
   */
  public void stop() {
    execute(() -> beginStop(false));
  }

  private void beginStop(boolean atOnce) {
    if (state == State.RUNNING) {
      state = State.STOPPING;
      timers.schedule(now, STOP_DEADLINE.toNanos(), () -> stopChannels(true));
    }
    stopChannels(atOnce);
  }

  private void stopChannels(boolean now) {
    for (Channel channel : slots.all()) {
      if (channel.isRegistered() && !(channel instanceof InternalChannel)) {
        try {
          channel.onStop(now);
        } catch (RuntimeException | Error e) {
          fail(channel, e);
        }
      }
    }
  }

  /** Closes everything that is still open, at once. The loop must not be running. */
  @Override
  public void close() {
    checkCurrent();
    stopChannels(true);
    state = State.STOPPED;
    if (signals != null) {
      signals.close();
    }
    wakeUp.close();
    epoll.close();
  }

  private void addInternal(InternalChannel channel) throws ErrnoException {
    channel.register(EPOLLIN);
    internalChannels++;
  }

  // For channels and connections.

  long add(Channel channel) throws ErrnoException {
    long key = slots.add(channel);
    try {
      epoll.add(channel.fd(), channel.interest(), key);
      return key;
    } catch (ErrnoException e) {
      slots.remove(key);
      throw e;
    }
  }

  void modify(Channel channel) throws ErrnoException {
    epoll.modify(channel.fd(), channel.interest(), channel.key());
  }

  void remove(Channel channel) {
    slots.remove(channel.key());
    try {
      epoll.remove(channel.fd());
    } catch (ErrnoException e) {
      logFailure(channel, e);
    }
  }

  /** Runs a task after the events in hand. */
  void later(Runnable task) {
    later.add(task);
  }

  /** The time at the beginning of this turn. */
  long now() {
    return now;
  }

  Timers timers() {
    return timers;
  }

  Input input() {
    return input;
  }

  /** Eight bytes for sendfile's offset. */
  MemorySegment offsetCell() {
    return offsetCell;
  }

  void checkCurrent() {
    if (!isCurrent()) {
      throw new IllegalStateException(
          "called on " + Thread.currentThread() + ", belongs to " + thread);
    }
  }

  void logFailure(Object where, Throwable failure) {
    try {
      // Fetched when needed: loading the logging of the JDK is a tenth of the start-up.
      System.getLogger(EventLoop.class.getName()).log(Level.WARNING, "failed: " + where, failure);
    } catch (RuntimeException | Error e) {
      // A logger opens files and loads classes: where descriptors have run out it fails with errors
      // of its own. What could not be logged must not end the loop.
      rethrowIfFatal(e);
    }
  }

  /** The loop's own: it lives as long as the loop, and a stop does not wait for it. */
  private abstract static class InternalChannel extends Channel {
    InternalChannel(EventLoop loop, int fd) {
      super(loop, fd);
    }
  }
}
