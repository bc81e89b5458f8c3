package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.sys.EpollEvents;
import dev.sluice.sys.PollConstants;
import dev.sluice.sys.Polls;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Runs the code of one connection on the threads of an executor, one piece after another, in the
 * order in which it came: events, tasks, timers.
 */
final class Strand implements Context, Runnable {
  /** Then the thread goes to somebody else. */
  private static final int TASKS_PER_TURN = 64;

  private final EventLoop loop;
  private final Executor executor;
  private final Queue<Runnable> mailbox = new ConcurrentLinkedQueue<>();
  // How many are in the mailbox, due later or running; whoever raises it from 0 has to see that
  // they run.
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicInteger events = new AtomicInteger();
  private final ArrayDeque<Runnable> later = new ArrayDeque<>(2);
  private volatile @Nullable Thread runner;
  // In this turn; the runner's own.
  private int ran;
  private @Nullable Scratch scratch;
  private @Nullable Runnable dispatch;

  Strand(EventLoop loop, Executor executor) {
    this.loop = loop;
    this.executor = executor;
  }

  @Override
  public void execute(Runnable task) {
    mailbox.add(task);
    if (waiting.getAndIncrement() == 0) {
      submit();
    }
  }

  private void submit() {
    try {
      executor.execute(this);
    } catch (RejectedExecutionException e) {
      // The pool is full or shut down: then the loop does the work, and gets slower by that.
      loop.execute(this);
    }
  }

  /** What the executor runs. */
  @Override
  public void run() {
    Scratch mine = Scratch.take();
    scratch = mine;
    runner = Thread.currentThread();
    ran = 0;
    try {
      runSome();
    } finally {
      // Before the count falls to 0: from then on another thread may run this.
      runner = null;
      scratch = null;
      mine.putBack();
      if (waiting.addAndGet(-ran) > 0) {
        submit();
      }
    }
  }

  private void runSome() {
    int before = -1;
    while (ran < TASKS_PER_TURN && ran > before) {
      before = ran;
      // Those that were there: one that comes again must not hold up the mailbox, nor keep the
      // thread.
      for (int left = later.size(); left > 0; left--) {
        guarded(later.remove());
      }
      Runnable task = mailbox.poll();
      if (task != null) {
        guarded(task);
      }
    }
  }

  private void guarded(Runnable task) {
    ran++;
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      loop.logFailure(task, e);
      EventLoop.rethrowIfFatal(e);
    }
  }

  @Override
  public boolean isCurrent() {
    return Thread.currentThread().equals(runner);
  }

  @Override
  public void later(Runnable task) {
    later.add(task);
    // It runs, so that this is not the first.
    waiting.incrementAndGet();
  }

  @Override
  public void dispatch(Channel channel, int happened) {
    if (!loop.isEpoll()) {
      // What poll and select would report again at once, epoll disarms by itself.
      loop.channels().disarm(channel);
    }
    if (events.getAndAccumulate(happened, (a, b) -> a | b) == 0) {
      Runnable task = dispatch;
      if (task == null) {
        task = () -> channel.dispatch(events.getAndSet(0));
        dispatch = task;
      }
      execute(task);
    }
  }

  @Override
  public void modify(Channel channel) throws ErrnoException {
    if (loop.channels().poller() instanceof Epoll epoll) {
      EpollEvents change = scratch().change();
      change.set(0, channel.mask(), channel.key());
      int result = Polls.epoll_ctl(epoll.fd(), PollConstants.EPOLL_CTL_MOD, channel.fd(), change);
      if (result < 0) {
        throw new ErrnoException("epoll_ctl", result, "MOD", channel.fd());
      }
    } else {
      int mask = channel.mask();
      long key = channel.key();
      loop.execute(() -> loop.channels().arm(channel, mask, key));
    }
  }

  @Override
  public void remove(Channel channel, long key, Runnable then) {
    // The loop may end with its last channel, and with it what the code that runs still uses.
    later(() -> removeInLoop(channel, key, then));
  }

  private void removeInLoop(Channel channel, long key, Runnable then) {
    try {
      loop.execute(() -> loop.channels().remove(channel, key, then));
    } catch (RejectedExecutionException e) {
      // The loop did not wait for this. It watches no more, so what is to be closed can be.
      then.run();
    }
  }

  @Override
  public Scratch scratch() {
    Scratch mine = scratch;
    if (mine == null) {
      throw new IllegalStateException("nothing runs");
    }
    return mine;
  }

  @Override
  public void countReceived(long bytes) {
    loop.counters().receivedElsewhere.add(bytes);
  }

  @Override
  public void countSent(long bytes) {
    loop.counters().sentElsewhere.add(bytes);
  }

  @Override
  public long now() {
    return System.nanoTime();
  }

  @Override
  public String toString() {
    return "Strand[" + runner + ", " + loop + "]";
  }
}
