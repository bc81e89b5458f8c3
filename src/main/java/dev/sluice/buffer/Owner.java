package dev.sluice.buffer;

/** The thread that something belongs to. */
final class Owner {
  private volatile Thread thread;

  Owner(Thread thread) {
    this.thread = thread;
  }

  boolean isCurrent() {
    return Thread.currentThread().equals(thread);
  }

  void check() {
    if (!isCurrent()) {
      throw wrongThread();
    }
  }

  /** Apart, so that the check is small enough to be inlined. */
  private IllegalStateException wrongThread() {
    return new IllegalStateException(
        "called on " + Thread.currentThread() + ", belongs to " + thread);
  }

  void become(Thread newThread) {
    thread = newThread;
  }
}
