package dev.sluice.io;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Grows pipes until the kernel lets none grow, and says what becomes of it. */
final class RefusedPipes {
  private static final int MOST = 4000;

  private RefusedPipes() {}

  /** Takes no arguments. */
  public static void main(String[] args) throws Exception {
    PipePool pool = new PipePool(Long.MAX_VALUE / 2);
    List<PooledPipe> pipes = new ArrayList<>();
    while (pool.statistics().refusals() == 0 && pipes.size() < MOST) {
      pipes.add(pool.take(true));
      pipes.getLast().grow();
    }
    PooledPipe refused = pipes.getLast();
    for (int i = 0; i < 500; i++) {
      refused.grow();
    }
    say(pool.statistics().refusals() == 1, "refused once");
    try (Pipe other = Pipe.open()) {
      other.writer().write(Arena.ofAuto().allocate(100), 0, 100);
      say(refused.fill(other.reader(), 100) == 100, "works as it is");
      refused.drain(other.writer(), 100);
    }
    for (int i = 0; i < 1000; i++) {
      refused.grow();
    }
    say(pool.statistics().refusals() == 2, "asked again");
    pipes.forEach(PooledPipe::release);
    pool.close();
    say(pool.statistics().open() == 0 && openPipes() == 0, "nothing is open");
  }

  private static void say(boolean holds, String what) {
    System.out.println(holds ? what : "not: " + what);
  }

  private static long openPipes() throws Exception {
    try (Stream<Path> fds = Files.list(Path.of("/proc/self/fd"))) {
      return fds.map(RefusedPipes::link)
          .filter(l -> l.startsWith("pipe:"))
          // Its own streams may be pipes.
          .filter(l -> !l.equals(link(Path.of("/proc/self/fd/1"))))
          .filter(l -> !l.equals(link(Path.of("/proc/self/fd/2"))))
          .count();
    }
  }

  private static String link(Path fd) {
    try {
      return Files.readSymbolicLink(fd).toString();
    } catch (IOException e) {
      return "";
    }
  }
}
