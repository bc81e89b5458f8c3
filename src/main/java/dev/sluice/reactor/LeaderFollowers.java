package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Threads that take turns: the leader waits for events, hands the lead to a follower and handles an
 * event itself, without passing it to another thread.
 *
 * <p>Connections are armed for one event at a time (EPOLLONESHOT), so that no two threads have the
 * same. Acceptors, timers and tasks of the loop run in whichever thread leads.
 */
public final class LeaderFollowers implements AutoCloseable {
  private final EventLoop loop;
  private final Dispatching dispatching = Dispatching.on(this::enqueue);
  private final ReentrantLock lead = new ReentrantLock();
  // Under the lead: strands that have something to do.
  private final Queue<Runnable> ready = new ArrayDeque<>();
  private boolean stopped;
  private volatile boolean closing;

  private LeaderFollowers(EventLoop loop) {
    this.loop = loop;
  }

  /**
   * Makes the handle set; its loop belongs to the calling thread until {@link #run}.
   *
   * @param options how the leader waits: by epoll
   * @return the set; it must be closed
   * @throws ErrnoException EMFILE, ENFILE
   * @throws IllegalArgumentException for other pollers, which cannot be changed while one waits
   */
  public static LeaderFollowers open(LoopOptions options) throws ErrnoException {
    if (options.poller() != PollerKind.EPOLL) {
      throw new IllegalArgumentException(
          "leader/followers needs EPOLL: " + options.poller() + " is one thread's own");
    }
    return new LeaderFollowers(EventLoop.open(options.trigger(Trigger.ONESHOT)));
  }

  /** {@return the loop that the threads share; servers listen on it with {@link #dispatching}} */
  public EventLoop loop() {
    return loop;
  }

  /** {@return what makes the threads of this set run the handlers of connections} */
  public Dispatching dispatching() {
    return dispatching;
  }

  /**
   * Runs until the loop is stopped and what ran has finished.
   *
   * @param threads how many take turns, the calling one among them
   * @throws IOException should the poller itself fail
   */
  public void run(int threads) throws IOException {
    if (threads < 1) {
      throw new IllegalArgumentException(threads + " threads");
    }
    List<Follower> all = Stream.generate(Follower::new).limit(threads).toList();
    List<Thread> others = new ArrayList<>();
    for (Follower one : all.subList(1, threads)) {
      others.add(Thread.ofPlatform().name("follower").start(one));
    }
    all.getFirst().run();
    others.forEach(LeaderFollowers::join);
    for (Follower one : all) {
      if (one.failure != null) {
        throw one.failure;
      }
    }
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** One of the threads. */
  private final class Follower implements Runnable {
    private @Nullable IOException failure;

    @Override
    public void run() {
      try {
        loop.pin();
      } catch (ErrnoException e) {
        failure = e;
        return;
      }
      follow();
    }

    private void follow() {
      while (true) {
        Runnable work;
        lead.lock();
        try {
          work = ready.poll();
          if (work == null && !stopped) {
            stopped = !turn();
            work = ready.poll();
          }
          if (work == null && stopped) {
            return;
          }
        } finally {
          lead.unlock();
        }
        if (work != null) {
          work.run();
        }
      }
    }

    private boolean turn() {
      try {
        loop.owner(Thread.currentThread());
        return loop.turn();
      } catch (IOException e) {
        failure = e;
        return false;
      } finally {
        loop.owner(null);
      }
    }
  }

  private void enqueue(Runnable strand) {
    if (!loop.isCurrent()) {
      loop.execute(() -> enqueue(strand));
    } else if (closing) {
      // No thread looks into the queue any more.
      loop.execute(strand);
    } else {
      ready.add(strand);
    }
  }

  /** Closes everything that is still open, at once. No thread may be running. */
  @Override
  public void close() {
    closing = true;
    loop.owner(Thread.currentThread());
    ready.forEach(loop::execute);
    ready.clear();
    loop.close();
  }

  @Override
  public String toString() {
    return "LeaderFollowers[" + loop + "]";
  }
}
