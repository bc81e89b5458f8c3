package dev.sluice.sys;

import static dev.sluice.sys.SignalConstants.SIGURG;
import static dev.sluice.sys.SignalConstants.SIGWINCH;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Far more signals than anybody sends. */
@KeepsOpen("pipe:.*")
@Bounded
class SignalStormTest {
  private static final int MANY = 10_000;

  @Test
  void tenThousandSignalsWhileTwoThreadsAllocate() throws IOException, InterruptedException {
    SignalPipe pipe = Caught.open();
    AtomicBoolean done = new AtomicBoolean();
    List<CompletableFuture<Long>> allocating = new ArrayList<>();
    try {
      assertThat(Signals.sigaction(SIGWINCH, pipe)).isZero();
      for (int i = 0; i < 2; i++) {
        allocating.add(CompletableFuture.supplyAsync(() -> allocateUntil(done)));
      }
      CompletableFuture<List<Caught>> reading =
          CompletableFuture.supplyAsync(() -> readUntil(done, pipe));

      int sender = (int) Caught.send(SIGWINCH, MANY).pid();
      done.set(true);

      List<Caught> caught = new ArrayList<>(reading.join());
      caught.addAll(Caught.drain(pipe));
      assertThat(caught).hasSizeBetween(1, MANY);
      assertThat(caught).allMatch(one -> one.number() == SIGWINCH && one.pid() == sender);
    } finally {
      done.set(true);
      allocating.forEach(thread -> assertThat(thread.join()).isPositive());
      pipe.release();
    }
  }

  @Test
  void aFullPipeLosesSignalsAndHoldsNobodyUp() throws IOException, InterruptedException {
    SignalPipe pipe = Caught.open();
    int size = Descriptors.fcntl(pipe.fd(), FileConstants.F_GETPIPE_SZ, 0);
    try {
      // One page, of whatever size.
      int room = Descriptors.fcntl(pipe.fd(), FileConstants.F_SETPIPE_SZ, 0) / SignalPipe.RECORD;
      assertThat(room).isPositive();
      assertThat(Signals.sigaction(46, pipe)).isZero();
      assertThat(Signals.sigaction(SIGURG, pipe)).isZero();

      Caught.send(46, 10 * room);
      SignalPipeTest.awaitNoneIsPending(46);
      List<Caught> caught = new ArrayList<>(Caught.drain(pipe));
      Caught.send(SIGURG, 1);
      while (caught.stream().noneMatch(one -> one.number() == SIGURG)) {
        caught.addAll(Caught.await(pipe, 1));
      }

      // A handler that had not written yet finds room again: one per thread, at most.
      assertThat(caught.stream().filter(one -> one.number() == 46).count())
          .isBetween((long) room, (long) room + threads());
      assertThat(caught.stream().filter(one -> one.number() != 46))
          .extracting(Caught::number)
          .containsExactly(SIGURG);
    } finally {
      assertThat(Descriptors.fcntl(pipe.fd(), FileConstants.F_SETPIPE_SZ, size)).isPositive();
      pipe.release();
    }
  }

  private static int threads() {
    String[] names = new File("/proc/self/task").list();
    return names == null ? 0 : names.length;
  }

  /** In a JVM of its own: a signal that comes late must not meet the default action. */
  @Test
  void allSignalsToAllThreadsAtOnceWhateverTheyDo(@TempDir Path folder)
      throws IOException, InterruptedException {
    String sender = CSender.compile(folder);

    Run run =
        Run.command(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-XX:-CreateCoredumpOnCrash",
            "-XX:ErrorFile=" + folder.resolve("hs_err"),
            "-Dsluice.backend=" + System.getProperty("sluice.backend", "raw"),
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName(),
            sender);

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(Long.parseLong(run.out().strip())).as("signals that were read").isPositive();
  }

  /** Catches all that it may, and is busy in every way while each thread gets all of them. */
  static final class Victim {
    private static final int ROUNDS = 20;

    private Victim() {}

    public static void main(String[] args) throws IOException, InterruptedException {
      SignalPipe pipe = Caught.open();
      List<String> command =
          new ArrayList<>(List.of(args[0], "threads", Integer.toString(Ids.getpid()), "" + ROUNDS));
      for (int signum = 1; signum <= Signals.SIGRTMAX; signum++) {
        if (caught(signum, pipe)) {
          command.add(Integer.toString(signum));
        }
      }
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<List<Caught>> reading =
          CompletableFuture.supplyAsync(() -> readUntil(done, pipe));
      List<Runnable> work =
          List.of(
              () -> allocateUntil(done),
              () -> overflowUntil(done),
              () -> receiveUntil(done, true),
              () -> receiveUntil(done, false));
      List<CompletableFuture<?>> busy = new ArrayList<>();
      work.forEach(task -> busy.add(CompletableFuture.runAsync(task, Thread::startVirtualThread)));
      work.forEach(task -> busy.add(CompletableFuture.runAsync(task, task1 -> start(task1))));
      Run.output(command.toArray(String[]::new));
      done.set(true);
      busy.forEach(CompletableFuture::join);
      System.out.println(reading.join().size());
      // Not by returning: the actions stay as they are to the end.
      Runtime.getRuntime().halt(0);
    }

    private static void start(Runnable task) {
      new Thread(task).start();
    }

    private static boolean caught(int signum, SignalPipe pipe) {
      try {
        return Signals.sigaction(signum, pipe) == 0;
      } catch (IllegalArgumentException e) {
        return false;
      }
    }
  }

  private static long allocateUntil(AtomicBoolean done) {
    long bytes = 0;
    List<byte[]> some = new ArrayList<>();
    do {
      some.add(new byte[10_000]);
      bytes += 10_000;
      if (some.size() > 500) {
        some.clear();
      }
    } while (!done.get());
    return bytes;
  }

  private static List<Caught> readUntil(AtomicBoolean done, SignalPipe pipe) {
    List<Caught> all = new ArrayList<>();
    while (!done.get()) {
      all.addAll(Caught.drain(pipe));
    }
    all.addAll(Caught.drain(pipe));
    return all;
  }

  private static void overflowUntil(AtomicBoolean done) {
    do {
      try {
        assertThat(depth(0)).isNegative();
      } catch (StackOverflowError expected) {
        // The handler's frame must find room even there.
      }
    } while (!done.get());
  }

  private static int depth(int n) {
    return n < 0 ? n : depth(n + 1) + 1;
  }

  private static void receiveUntil(AtomicBoolean done, boolean heap) {
    try (Owned owned = new Owned();
        Arena arena = Arena.ofConfined()) {
      Owned.Pair ends = owned.tcp();
      MemorySegment room = heap ? MemorySegment.ofArray(new byte[100]) : arena.allocate(100);
      do {
        assertThat(Messages.send(ends.first(), room, NetConstants.MSG_DONTWAIT)).isPositive();
        long n = Messages.recv(ends.second(), room, NetConstants.MSG_DONTWAIT);
        assertThat(n == Errno.WOULD_BLOCK || n > 0).isTrue();
      } while (!done.get());
    }
  }
}
