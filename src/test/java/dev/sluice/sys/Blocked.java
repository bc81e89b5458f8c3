package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

/** A thread that sits in a system call. */
final class Blocked {
  private final CompletableFuture<Long> result;

  private Blocked(CompletableFuture<Long> result) {
    this.result = result;
  }

  /**
   * Starts a call, and returns once the kernel has it.
   *
   * @param number the kernel's number of the call
   */
  static Blocked start(int number, LongSupplier call) throws InterruptedException {
    AtomicReference<Path> thread = new AtomicReference<>(Path.of(""));
    CompletableFuture<Long> result =
        CompletableFuture.supplyAsync(
            () -> {
              thread.set(self());
              return call.getAsLong();
            },
            run -> new Thread(run).start());
    for (int i = 0; i < 30_000; i++) {
      assertThat(result).as("the call does not return by itself").isNotDone();
      if (syscall(thread.get()).startsWith(number + " ")) {
        return new Blocked(result);
      }
      Thread.sleep(1);
    }
    throw new AssertionError("the thread does not reach call " + number);
  }

  boolean isDone() {
    return result.isDone();
  }

  long result() {
    return result.join();
  }

  private static Path self() {
    try {
      return Path.of("/proc")
          .resolve(java.nio.file.Files.readSymbolicLink(Path.of("/proc/thread-self")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What the kernel says of a thread: the number of its call and the arguments, or "running". */
  private static String syscall(Path thread) {
    if (thread.toString().isEmpty()) {
      return "";
    }
    try {
      return java.nio.file.Files.readString(thread.resolve("syscall"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
