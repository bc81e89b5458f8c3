package dev.sluice.benchmarks.harness;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Every process that was started, so that none outlives the run. */
final class Children implements AutoCloseable {
  private static final int GRACE_SECONDS = 5;

  private final Set<Process> started = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /** Starts one. */
  synchronized Process start(ProcessBuilder builder) throws IOException {
    if (closed) {
      throw new IOException("interrupted");
    }
    builder.command(Cores.apart(builder.command()));
    Process process = builder.start();
    started.add(process);
    return process;
  }

  /** Ends one, and what it started itself: asked first, then by force. */
  void end(Process process) {
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    end(all);
    started.remove(process);
  }

  private static void end(List<ProcessHandle> all) {
    all.forEach(ProcessHandle::destroy);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GRACE_SECONDS);
    while (all.stream().anyMatch(ProcessHandle::isAlive) && System.nanoTime() < deadline) {
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        break;
      }
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }

  /** Ends all, and lets none be started any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    List<ProcessHandle> all = new ArrayList<>();
    for (Process process : started) {
      process.descendants().forEach(all::add);
      all.add(process.toHandle());
    }
    Collections.reverse(all);
    end(all);
  }
}
