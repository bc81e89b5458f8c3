package dev.sluice.buffer;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * Reports a lease that became unreachable before its release, and gives its block back. Must not
 * refer to the lease, or that would stay reachable.
 */
final class LeakTracker implements Runnable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final BufferPool home;
  private final Block block;
  private final Throwable madeHere = new Throwable("made here");
  private Cleaner.@Nullable Cleanable cleanable;
  private volatile boolean done;

  private LeakTracker(BufferPool home, Block block) {
    this.home = home;
    this.block = block;
  }

  static LeakTracker of(Lease lease, BufferPool home, Block block) {
    LeakTracker tracker = new LeakTracker(home, block);
    tracker.cleanable = CLEANER.register(lease, tracker);
    return tracker;
  }

  /** It was released in time. */
  void stop() {
    done = true;
    if (cleanable != null) {
      cleanable.clean();
    }
  }

  @Override
  public void run() {
    if (done) {
      return;
    }
    try {
      System.getLogger(Lease.class.getName())
          .log(Level.WARNING, "lease of " + block.capacity() + " bytes leaked", madeHere);
    } finally {
      home.takeBack(block);
    }
  }
}
