package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.buffer.BufferPool;
import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Poller;
import dev.sluice.io.PipePool;
import dev.sluice.process.Affinity;
import dev.sluice.signal.SignalSource;
import dev.sluice.timer.Timer;
import dev.sluice.timer.Timers;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread that waits for descriptors, timers, signals and tasks, and runs what is to be done
 * about them.
 *
 * <p>The loop belongs to the thread that opened it until {@link #run}, then to the one that runs
 * it. {@link #execute}, {@link #stop} and {@link #statistics} may be called from any thread,
 * everything else only there: {@link #isCurrent} tells.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class EventLoop implements SerialExecutor, AutoCloseable {
  /** How long a stop lets running work finish, unless the options say otherwise. */
  public static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

  /** For a stop that takes as long as what runs: longer than anything does. */
  public static final Duration NO_DEADLINE = Duration.ofNanos(Long.MAX_VALUE);

  static final long NOT_REGISTERED = -1;

  /** How long work on other threads may take to notice that the time is up. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private enum State {
    RUNNING,
    STOPPING,
    STOPPED
  }

  private final LoopOptions options;
  private final Timers timers = Timers.wheel();
  private final TaskQueue tasks;
  private final LoopStatistics.Counters counters = new LoopStatistics.Counters();
  private final LoopContext channels;
  private final Waiting waiting;
  private final BufferPool buffers = new BufferPool();
  private final PipePool pipes = new PipePool();
  private final Consumer<Runnable> guard = this::guarded;
  private volatile @Nullable Thread thread = Thread.currentThread();
  private State state = State.RUNNING;
  private boolean stopsAtOnce;
  private volatile Duration quiet = Duration.ZERO;
  private Duration deadline = NO_DEADLINE;
  private @Nullable SignalSource signals;
  private int internalChannels;
  private long now = System.nanoTime();

  private EventLoop(LoopOptions options, Poller poller, TaskQueue tasks) {
    this.options = options;
    this.tasks = tasks;
    this.channels = new LoopContext(this, poller, counters);
    this.waiting = new Waiting(this, poller, timers, tasks);
  }

  /**
   * Makes a loop that waits by epoll, which belongs to the calling thread until {@link #run}.
   *
   * @return the loop; it must be closed
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static EventLoop open() throws ErrnoException {
    return open(LoopOptions.DEFAULT);
  }

  /**
   * Makes a loop, which belongs to the calling thread until {@link #run}.
   *
   * @param options how it waits
   * @return the loop; it must be closed
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static EventLoop open(LoopOptions options) throws ErrnoException {
    Poller poller = options.poller().open();
    try {
      TaskQueue tasks = TaskQueue.open();
      try {
        EventLoop loop = new EventLoop(options, poller, tasks);
        loop.addInternal(new WakeUps(loop));
        return loop;
      } catch (ErrnoException | RuntimeException e) {
        tasks.close();
        throw e;
      }
    } catch (ErrnoException | RuntimeException e) {
      poller.close();
      throw e;
    }
  }

  /**
   * Runs until it is stopped and what ran has finished. The loop belongs to the calling thread from
   * now on.
   *
   * @throws IOException should the poller itself fail, or the processors not be had
   */
  public void run() throws IOException {
    owner(Thread.currentThread());
    pin();
    while (turn()) {
      // Until it is stopped.
    }
  }

  /** Keeps the calling thread on the processors of the options. */
  void pin() throws ErrnoException {
    if (!options.cpus().isEmpty()) {
      Affinity.set(options.cpus());
    }
  }

  /** The loop belongs to the calling thread from now on, to null to nobody. */
  void owner(@Nullable Thread owner) {
    thread = owner;
    if (owner != null) {
      buffers.moveToCurrentThread();
    }
  }

  /** Waits once and does what is to be done: false when the loop has stopped. */
  boolean turn() throws IOException {
    if (state == State.STOPPED) {
      return false;
    }
    long before = System.nanoTime();
    counters.busyNanos.add(before - now);
    int ready = waiting.await(before, channels.hasLater());
    now = System.nanoTime();
    channels.dispatch(ready);
    int expired = runTimers();
    int ran = channels.runLater(guard) + tasks.run(guard);
    count(ready, expired, ran);
    if (state == State.STOPPING
        && channels.size() == internalChannels
        && !channels.hasDepartures()) {
      state = State.STOPPED;
    }
    return state != State.STOPPED;
  }

  private void count(int ready, int expired, int ran) {
    counters.wakeUps.add(1);
    counters.events.add(ready);
    counters.timers.add(expired);
    counters.tasks.add(ran);
    if (ready + expired + ran == 0) {
      counters.emptyWakeUps.add(1);
    }
  }

  // Dispatching.

  static void fail(Channel channel, Throwable failure) {
    try {
      channel.onFailure(failure);
    } catch (RuntimeException | Error e) {
      channel.loop().logFailure(channel, e);
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

  private int runTimers() {
    try {
      return SlowHandlers.WANTED ? runTimersWatched() : timers.runDue(now);
    } catch (RuntimeException | Error e) {
      logFailure(timers, e);
      rethrowIfFatal(e);
      return 1;
    }
  }

  private int runTimersWatched() {
    int[] ran = new int[1];
    SlowHandlers.watch("timers", () -> ran[0] = timers.runDue(now));
    return ran[0];
  }

  private void guarded(Runnable task) {
    try {
      if (SlowHandlers.WANTED) {
        SlowHandlers.watch(task, task);
      } else {
        task.run();
      }
    } catch (RuntimeException | Error e) {
      logFailure(task, e);
      rethrowIfFatal(e);
    }
  }

  /**
   * Runs a task in the loop, after what it does now. Any thread.
   *
   * @param task the task; one that throws is logged
   * @throws RejectedExecutionException when the loop was closed. Without it the task runs, those
   *     that are waiting when the loop is closed included
   */
  @Override
  public void execute(Runnable task) {
    tasks.add(task);
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

  static long nanos(Duration delay) {
    try {
      return delay.toNanos();
    } catch (ArithmeticException e) {
      return delay.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  /** {@return the loop's buffers: leases of them belong to whoever owns the loop} */
  public BufferPool buffers() {
    return buffers;
  }

  /** {@return the loop's pipes: for its thread only} */
  public PipePool pipes() {
    return pipes;
  }

  /**
   * {@return memory to work with, for the code that runs in the loop right now: whatever runs next
   * writes over it}
   */
  public MemorySegment scratch() {
    checkCurrent();
    return channels.scratch().gathered();
  }

  /** {@return what it has done so far; any thread} */
  public LoopStatistics statistics() {
    return counters.snapshot();
  }

  // Stopping.

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
    addInternal(new StopSignals(this, source));
    return this;
  }

  /**
   * Stops gracefully: nothing new is accepted, what runs may finish within the {@link
   * LoopOptions#stopDeadline}. Any thread.
   */
  public void stop() {
    stop(Duration.ZERO, options.stopDeadline());
  }

  /**
   * Stops gracefully where another process goes on: nothing new is accepted, and peers that rely on
   * their connections are given time to notice. A later stop may shorten both times. Any thread.
   *
   * @param quiet what {@link ConnectionHandler#onStop} is told
   * @param deadline how long what runs may take to finish; {@link #NO_DEADLINE} for as long as it
   *     takes
   */
  public void stop(Duration quiet, Duration deadline) {
    try {
      execute(() -> beginStop(quiet, deadline));
    } catch (RejectedExecutionException e) {
      // It has ended already.
    }
  }

  /** As another loop does that is stopping. Any thread. */
  void stopLike(EventLoop other) {
    stop(other.quiet, other.deadline);
  }

  /** Stops, closing what is open instead of waiting for it. Any thread. */
  void stopNow() {
    execute(
        () -> {
          state = State.STOPPING;
          stopAtOnce();
        });
  }

  private void beginStop(Duration quiet, Duration deadline) {
    if (state == State.STOPPED) {
      return;
    }
    state = State.STOPPING;
    this.quiet = quiet;
    this.deadline = deadline;
    timers.schedule(now, nanos(deadline), this::stopAtOnce);
    stopChannels(false);
  }

  private void stopAtOnce() {
    stopChannels(true);
    channels.departures().forEach(Departure::reset);
    timers.schedule(System.nanoTime(), GRACE.toNanos(), () -> state = State.STOPPED);
  }

  private void stopChannels(boolean now) {
    stopsAtOnce |= now;
    channels.guests().forEach(guard);
    for (Channel channel : channels.all()) {
      if (channel instanceof InternalChannel) {
        continue;
      }
      if (channel.context() == channels) {
        stop(channel, now);
      } else {
        channel.context().execute(() -> stop(channel, now));
      }
    }
  }

  private static void stop(Channel channel, boolean now) {
    if (channel.isRegistered()) {
      try {
        channel.onStop(now);
      } catch (RuntimeException | Error e) {
        fail(channel, e);
      }
    }
  }

  /**
   * Closes everything that is still open, at once. The loop must not be running. Handlers that run
   * on other threads have {@code 2} seconds to return; what belongs to one that does not stays
   * open.
   */
  @Override
  public void close() {
    checkCurrent();
    if (state != State.STOPPED || channels.size() > internalChannels) {
      stopChannels(true);
      awaitOthers();
    }
    state = State.STOPPED;
    // What came too late for a turn finds the loop stopped, and closes what it brings.
    tasks.end().forEach(guard);
    if (channels.size() > internalChannels) {
      stopChannels(true);
    }
    channels.departures().forEach(Departure::endNow);
    channels.runLater(guard);
    boolean abandoned = channels.size() > internalChannels;
    buffers.close();
    pipes.close();
    if (signals != null) {
      signals.close();
    }
    // Somebody's late call would meet whoever has got the number next.
    if (!abandoned) {
      tasks.close();
      channels.poller().close();
    }
  }

  private void awaitOthers() {
    long start = System.nanoTime();
    while (channels.size() > internalChannels && System.nanoTime() - start < GRACE.toNanos()) {
      if (channels.runLater(guard) + tasks.run(guard) == 0) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
    }
  }

  // For channels and connections.

  private void addInternal(InternalChannel channel) throws ErrnoException {
    channel.register(EPOLLIN);
    internalChannels++;
  }

  /** How long connections of a loop that stops may wait for a last request. Any thread. */
  Duration quiet() {
    return quiet;
  }

  /** Whether it takes on anything new. Only in the loop. */
  boolean isRunning() {
    return state == State.RUNNING;
  }

  /** Whether it stops, and what runs may still finish. */
  boolean isDraining() {
    return state == State.STOPPING && !stopsAtOnce;
  }

  boolean isEpoll() {
    return channels.isEpoll();
  }

  LoopContext channels() {
    return channels;
  }

  LoopOptions options() {
    return options;
  }

  LoopStatistics.Counters counters() {
    return counters;
  }

  Timers timers() {
    return timers;
  }

  /** The time at the beginning of this turn. */
  long now() {
    return now;
  }

  void checkCurrent() {
    channels.checkCurrent();
  }

  @Override
  public String toString() {
    return "EventLoop[" + thread + "]";
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

  /** Tasks were submitted: waking up is all there is to do. */
  private static final class WakeUps extends InternalChannel {
    WakeUps(EventLoop loop) {
      super(loop, loop.tasks.fd());
    }

    @Override
    protected void onReady(int events) throws IOException {
      loop().tasks.drainWakeUps();
    }
  }

  /** The first signal stops gracefully, the next one at once. */
  private static final class StopSignals extends InternalChannel {
    private final SignalSource source;
    private boolean came;

    StopSignals(EventLoop loop, SignalSource source) {
      super(loop, source.fd());
      this.source = source;
    }

    @Override
    protected void onReady(int events) throws IOException {
      source.read(info -> stop());
    }

    @Override
    protected void onFailure(Throwable failure) {
      // What the signal was is unknown, but all of these stop; never again would be worse.
      loop().logFailure(this, failure);
      stop();
    }

    private void stop() {
      EventLoop loop = loop();
      if (came) {
        loop.state = State.STOPPING;
        loop.stopAtOnce();
      } else {
        came = true;
        loop.beginStop(Duration.ZERO, loop.options.stopDeadline());
      }
    }
  }
}
