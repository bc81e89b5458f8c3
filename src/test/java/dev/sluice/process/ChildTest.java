package dev.sluice.process;

import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_WRONLY;
import static dev.sluice.sys.SignalConstants.SIGCHLD;
import static dev.sluice.sys.SignalConstants.SIGTERM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.Io;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Spawn}, {@link Child}, {@link Reaper}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChildTest {
  @TempDir private Path folder;

  @Test
  void anEndIsTold() throws Exception {
    assertThat(shell("exit 7").start().await()).isEqualTo(new Exit.Exited(7));
    assertThat(shell("kill -TERM $$").start().await()).isEqualTo(new Exit.Killed(SIGTERM, false));
  }

  @Test
  void anEndIsToldAgain() throws Exception {
    Child child = shell("exit 5").start();
    Exit exit = child.await();

    assertThat(child.await()).isEqualTo(exit);
    assertThat(child.poll()).isEqualTo(exit);
    assertThat(child).hasToString("Child(" + child.pid() + ")");
  }

  @Test
  void whoLooksDoesNotWait() throws Exception {
    Child child = shell("exec sleep 60").start();
    CompletableFuture<Exit> end = CompletableFuture.supplyAsync(() -> await(child));

    assertThat(child.poll()).isNull();
    assertThat(ProcessHandle.of(child.pid()).orElseThrow().destroyForcibly()).isTrue();
    assertThat(end.join()).isEqualTo(new Exit.Killed(9, false));
    assertThat(child.poll()).isEqualTo(new Exit.Killed(9, false));
  }

  @Test
  void aProgramThatIsMissingIsTold() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Spawn.program("no-such-program").start())
        .withMessageStartingWith("posix_spawn(no-such-program): ENOENT")
        .extracting(ErrnoException::errno)
        .isEqualTo(Errno.ENOENT);
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> shell("exit").folder(folder.resolve("none")).start());
  }

  @Test
  void descriptorsThatAreNamedAreAllThatAreThere() throws Exception {
    Path out = folder.resolve("out");
    int[] pipe = new int[2];
    assertThat(Io.pipe2(pipe, 0)).as("not close-on-exec").isZero();
    // The JDK opens its sockets without it.
    try (Fd first = Fd.adopt(pipe[0]);
        Fd second = Fd.adopt(pipe[1]);
        ServerSocket socket = new ServerSocket(0)) {
      assertThat(socket.isBound()).isTrue();
      Spawn spawn =
          shell("ls /proc/$$/fd; echo to >&7")
              .open(1, out, O_WRONLY | O_CREAT, 0600)
              .fd(7, second::number)
              .fd(first.number(), first.number());

      assertThat(spawn.start().await()).isEqualTo(new Exit.Exited(0));
      // The shell has its own script on none.
      assertThat(Files.readAllLines(out))
          .containsExactlyInAnyOrder("0", "1", "2", "7", "" + first.number());
    }
  }

  @Test
  void catGivesBackWhatItGets() throws Exception {
    int[] to = new int[2];
    int[] from = new int[2];
    assertThat(Io.pipe2(to, O_CLOEXEC)).isZero();
    assertThat(Io.pipe2(from, O_CLOEXEC)).isZero();
    Fd write = Fd.adopt(to[1]);
    try (Fd in = Fd.adopt(to[0]);
        Fd read = Fd.adopt(from[0]);
        Fd out = Fd.adopt(from[1]);
        java.lang.foreign.Arena arena = java.lang.foreign.Arena.ofConfined()) {
      Child cat = Spawn.program("cat").fd(0, in::number).fd(1, out::number).start();
      java.lang.foreign.MemorySegment text = arena.allocateFrom("through a cat");
      java.lang.foreign.MemorySegment back = arena.allocate(text.byteSize());

      assertThat(Io.write(write.number(), text)).isEqualTo(text.byteSize());
      write.close();
      assertThat(cat.await()).isEqualTo(new Exit.Exited(0));
      assertThat(Io.read(read.number(), back)).isEqualTo(text.byteSize());
      assertThat(back.getString(0)).isEqualTo("through a cat");
    } finally {
      write.close();
    }
  }

  @Test
  void environmentAndFolderAreThoseThatWereSaid() throws Exception {
    Path out = folder.resolve("out");
    Spawn spawn =
        shell("echo $MARK $HOME; pwd").open(1, out, O_WRONLY | O_CREAT, 0600).folder(folder);
    spawn.environment().put("MARK", "marked");
    spawn.environment().remove("HOME");

    assertThat(spawn.start().await()).isEqualTo(new Exit.Exited(0));
    assertThat(Files.readAllLines(out)).containsExactly("marked", folder.toRealPath().toString());
    spawn.environment().put("A", "a\0b");
    assertThatIllegalArgumentException().isThrownBy(spawn::start);
  }

  @Test
  void aSessionIsItsOwn() throws Exception {
    Tools.require("ps procps");
    Child child = Spawn.program("sleep", "60").session().resetIds().start();
    try {
      String ps = Run.output("ps", "-o", "sid=,pgid=", "-p", "" + child.pid());

      assertThat(ps.strip().split(" +", -1)).containsExactly("" + child.pid(), "" + child.pid());
      assertThat(ProcessGroups.session(child.pid())).isEqualTo(child.pid());
    } finally {
      end(child);
    }
  }

  @Test
  void aGroupIsItsOwnOrThatOfAnother() throws Exception {
    Child leader = Spawn.program("sleep", "60").group(0).start();
    try {
      Child second = Spawn.program("sleep", "60").group(leader.pid()).start();
      try {
        assertThat(ProcessGroups.of(leader.pid())).isEqualTo(leader.pid());
        assertThat(ProcessGroups.of(second.pid())).isEqualTo(leader.pid());
        assertThat(ProcessGroups.session(second.pid())).isEqualTo(ProcessGroups.session(0));
        assertThatExceptionOfType(ErrnoException.class)
            .isThrownBy(() -> ProcessGroups.move(second.pid(), 0))
            .extracting(ErrnoException::errno)
            .isEqualTo(Errno.EACCES);
      } finally {
        end(second);
      }
    } finally {
      end(leader);
    }
  }

  @Test
  void signalsAreBlockedAndIgnoredAsWasSaid() throws Exception {
    Child plain = Spawn.program("sleep", "60").start();
    Child blocked = Spawn.program("sleep", "60").blocked(SIGTERM, SIGCHLD).start();
    try {
      assertThat(mask(plain, "SigBlk")).isZero();
      assertThat(mask(blocked, "SigBlk")).isEqualTo(1L << (SIGTERM - 1) | 1L << (SIGCHLD - 1));
    } finally {
      end(plain);
      end(blocked);
    }
  }

  @Test
  void whatIsIgnoredGetsItsDefaultBack() throws Exception {
    Tools.require("env coreutils");
    // A JVM that was started with SIGHUP ignored hands that on.
    List<String> command = dev.sluice.support.Jvm.command(List.of("-Xrs"), IgnoringParent.class);
    java.util.ArrayList<String> all =
        new java.util.ArrayList<>(List.of("env", "--ignore-signal=HUP"));
    all.addAll(command);

    assertThat(Run.output(all.toArray(String[]::new)).lines()).containsExactly("1", "0");
  }

  /** Tells whether its children ignore SIGHUP. */
  static final class IgnoringParent {
    private IgnoringParent() {}

    /** Prints it of a child without and of one with its default. */
    public static void main(String[] args) throws Exception {
      Child plain = Spawn.program("sleep", "60").start();
      Child with = Spawn.program("sleep", "60").defaults(1).start();
      System.out.println(mask(plain, "SigIgn") & 1);
      System.out.println(mask(with, "SigIgn") & 1);
      end(plain);
      end(with);
    }
  }

  @Test
  void aVirtualThreadIsNotHeldUp() throws Exception {
    Child child = shell("exit 0").start();
    CompletableFuture<Void> attempt =
        CompletableFuture.runAsync(
            () -> assertThatIllegalStateException().isThrownBy(child::await),
            run -> Thread.ofVirtual().start(run));

    attempt.join();
    assertThat(child.await()).isEqualTo(new Exit.Exited(0));
  }

  @Test
  void aReaperTakesThoseThatNobodyWaitsFor() throws Exception {
    Reaper reaper = new Reaper(Duration.ZERO);
    Child abandoned = shell("exit 3").start();
    Child kept = shell("exit 4").start();
    abandoned.abandon();
    Map<Integer, Exit> taken = Map.of();
    while (!taken.containsKey(abandoned.pid())) {
      taken = reaper.reap();
      assertThat(taken).doesNotContainKey(kept.pid());
      Thread.sleep(10);
    }

    assertThat(taken).containsEntry(abandoned.pid(), new Exit.Exited(3));
    assertThat(kept.await()).isEqualTo(new Exit.Exited(4));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(abandoned::await)
        .extracting(ErrnoException::errno)
        .isEqualTo(Errno.ECHILD);
  }

  @Test
  void aReaperLeavesTheJdkItsChildren() throws Exception {
    Reaper reaper = new Reaper(Duration.ofSeconds(30));
    for (int i = 0; i < 20; i++) {
      Process process = new ProcessBuilder("sh", "-c", "exit 9").start();
      while (process.isAlive()) {
        assertThat(reaper.reap()).isEmpty();
      }
      assertThat(process.waitFor()).isEqualTo(9);
    }
  }

  private static Spawn shell(String script) {
    return Spawn.program("/bin/sh", "-c", script);
  }

  private static Exit await(Child child) {
    try {
      return child.await();
    } catch (ErrnoException e) {
      throw new AssertionError(e);
    }
  }

  private static void end(Child child) throws ErrnoException {
    ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroyForcibly);
    child.await();
  }

  private static long mask(Child child, String name) throws Exception {
    for (String line : Files.readAllLines(Path.of("/proc/" + child.pid() + "/status"))) {
      if (line.startsWith(name + ":")) {
        return Long.parseUnsignedLong(line.substring(name.length() + 1).strip(), 16);
      }
    }
    throw new AssertionError("no mask " + name);
  }
}
