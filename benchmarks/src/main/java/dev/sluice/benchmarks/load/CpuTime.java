package dev.sluice.benchmarks.load;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The CPU time of processes, user and system, to the nanosecond as the scheduler counts it. */
final class CpuTime {
  private static final long REST_NANOS = 2_000_000;

  private CpuTime() {}

  /** {@return the sum over all threads that live, in ns, once they have come to rest} */
  static long ofIdle(List<Long> processes) throws IOException {
    LockSupport.parkNanos(REST_NANOS);
    return of(processes);
  }

  private static long of(List<Long> processes) throws IOException {
    long sum = 0;
    for (long process : processes) {
      Path threads = Path.of("/proc", Long.toString(process), "task");
      try (DirectoryStream<Path> each = Files.newDirectoryStream(threads)) {
        for (Path thread : each) {
          sum += nanos(thread.resolve("schedstat"));
        }
      } catch (NoSuchFileException e) {
        throw new IOException("the server is gone: process " + process, e);
      }
    }
    return sum;
  }

  private static long nanos(Path schedstat) throws IOException {
    try {
      String line = Files.readString(schedstat);
      return Long.parseLong(line.substring(0, line.indexOf(' ')));
    } catch (NoSuchFileException e) {
      // A thread that ended while this was looking.
      return 0;
    }
  }
}
