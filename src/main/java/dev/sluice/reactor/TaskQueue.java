package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.EventFd;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/** Tasks from any thread to one, which an eventfd wakes when, and only when, it sleeps. */
final class TaskQueue implements AutoCloseable {
  private static final int TASKS_PER_CHUNK = 256;

  private final Queue<Runnable> tasks = new MpscUnboundedVarHandleArrayQueue<>(TASKS_PER_CHUNK);
  // False only while the loop waits or is about to: then a task must be announced.
  private final AtomicBoolean awake = new AtomicBoolean(true);
  private final EventFd wakeUp;

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

  /** Any thread. */
  void add(Runnable task) {
    tasks.add(task);
    wake();
  }

  /** Any thread. */
  void wake() {
    if (!awake.get() && awake.compareAndSet(false, true)) {
      wakeUp.signal();
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
    for (int left = tasks.size(); left > 0; left--) {
      @Nullable Runnable task = tasks.poll();
      if (task == null) {
        break;
      }
      ran++;
      runner.accept(task);
    }
    return ran;
  }

  @Override
  public void close() {
    wakeUp.close();
  }
}
