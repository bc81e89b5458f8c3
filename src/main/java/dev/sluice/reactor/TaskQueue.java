package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.EventFd;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** Tasks from any thread to one, which an eventfd wakes when, and only when, it sleeps. */
final class TaskQueue implements AutoCloseable {
  private static final int TASKS_PER_CHUNK = 256;

  private final Queue<Runnable> tasks = new MpscUnboundedVarHandleArrayQueue<>(TASKS_PER_CHUNK);
  // False only while the loop waits or is about to: then a task must be announced.
  private final AtomicBoolean awake = new AtomicBoolean(true);
  // How many threads may be about to write to the eventfd.
  private final AtomicInteger announcing = new AtomicInteger();
  // Tasks that came too late, each to be taken back by the thread that brought it, and how often.
  private final IdentityHashMap<Runnable, Integer> late = new IdentityHashMap<>();
  private final EventFd wakeUp;
  private volatile boolean ended;

  private TaskQueue(EventFd wakeUp) {
    this.wakeUp = wakeUp;
  }

  static TaskQueue open() throws ErrnoException {
    return new TaskQueue(EventFd.open());
  }

  /** Readable when a task came while the loop slept. */
  int fd() {
    return wakeUp.fd();
  }

  /**
   * Any thread.
   *
   * @throws RejectedExecutionException when nobody will run it any more
   */
  void add(Runnable task) {
    if (!ended) {
      tasks.add(task);
      // It may have ended in between, and have seen the task or not.
      if (!ended || !takeBack(task)) {
        wake();
        return;
      }
    }
    throw new RejectedExecutionException("the loop has ended");
  }

  private synchronized boolean takeBack(Runnable task) {
    drainTo(each -> late.merge(each, 1, Integer::sum));
    Integer count = late.remove(task);
    if (count != null && count > 1) {
      late.put(task, count - 1);
    }
    return count != null;
  }

  private void drainTo(Consumer<Runnable> target) {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      target.accept(task);
    }
  }

  /** Takes no more tasks. The loop's thread has to run those that it gets. */
  synchronized List<Runnable> end() {
    ended = true;
    List<Runnable> left = new ArrayList<>();
    drainTo(left::add);
    return left;
  }

  private void wake() {
    if (!awake.get()) {
      announcing.incrementAndGet();
      if (awake.compareAndSet(false, true)) {
        wakeUp.signal();
      }
      announcing.decrementAndGet();
    }
  }

  /** Before a wait: false when there is something to do instead. */
  boolean maySleep() {
    awake.set(false);
    // A task that came before the flag fell was not announced.
    if (!tasks.isEmpty()) {
      awake.set(true);
      return false;
    }
    return true;
  }

  void awoke() {
    awake.set(true);
  }

  void drainWakeUps() throws ErrnoException {
    wakeUp.drain();
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** At most those that were there: a task that submits itself must not starve the descriptors. */
  int run(Consumer<Runnable> runner) {
    int ran = 0;
    // What comes after the end is for those who brought it.
    for (int left = ended ? 0 : tasks.size(); left > 0; left--) {
      @Nullable Runnable task = tasks.poll();
      if (task == null) {
        break;
      }
      ran++;
      runner.accept(task);
    }
    return ran;
  }

  /** After {@link #end}. */
  @Override
  public void close() {
    // From now on nobody begins to write; whoever has begun must not meet the number's next owner.
    awake.set(true);
    while (announcing.get() > 0) {
      Thread.onSpinWait();
    }
    wakeUp.close();
  }
}
