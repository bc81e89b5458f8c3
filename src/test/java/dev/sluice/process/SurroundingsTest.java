package dev.sluice.process;

import static dev.sluice.sys.ProcessConstants.RLIMIT_CORE;
import static dev.sluice.sys.ProcessConstants.RLIMIT_NOFILE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.FileConstants;
import dev.sluice.sys.Ids;
import dev.sluice.sys.OpenHow;
import dev.sluice.sys.PathBuf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link Limits}, {@link Affinity}, {@link Folders}, {@link ProcessGroups}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SurroundingsTest {
  @TempDir private Path folder;

  @Test
  void aLimitIsThatOfProc() throws Exception {
    Limit limit = Limits.get(RLIMIT_NOFILE);

    assertThat(Files.readString(Path.of("/proc/self/limits")))
        .containsPattern(
            "Max open files +"
                + Long.toUnsignedString(limit.soft())
                + " +"
                + Long.toUnsignedString(limit.hard()));
    assertThat(new Limit(0, Limit.UNLIMITED)).hasToString("0 of unlimited");
    assertThat(Limit.fixed(-2)).hasToString("18446744073709551614 of 18446744073709551614");
  }

  @Test
  void aLimitOfAChildIsSet() throws Exception {
    Child child = Spawn.program("sleep", "60").start();
    try {
      Limit old = Limits.set(child.pid(), RLIMIT_CORE, Limit.fixed(0));

      assertThat(old.soft()).isLessThanOrEqualTo(old.hard() < 0 ? Long.MAX_VALUE : old.hard());
      assertThat(Limits.get(child.pid(), RLIMIT_CORE)).isEqualTo(Limit.fixed(0));
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> Limits.set(child.pid(), RLIMIT_CORE, new Limit(1, 0)))
          .extracting(ErrnoException::errno)
          .isEqualTo(Errno.EINVAL);
    } finally {
      ProcessHandle.of(child.pid()).ifPresent(ProcessHandle::destroyForcibly);
      child.await();
    }
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Limits.get(Integer.MAX_VALUE, RLIMIT_CORE))
        .withMessageContaining("ESRCH");
  }

  @Test
  void whatChangesTheProcessChangesAllOfIt() throws Exception {
    Path inside = Files.createDirectory(folder.resolve("inside"));
    Tools.require("taskset util-linux");

    List<String> said =
        Run.output(Jvm.command(List.of(), Changed.class, inside.toString()).toArray(String[]::new))
            .lines()
            .toList();

    assertThat(said)
        .containsExactly(
            "EMFILE",
            "inside",
            "folder " + folder.toRealPath(),
            "rw-r-----",
            "EPERM",
            "session",
            "processors 0");
  }

  /** Changes its JVM in every way, and prints what came of it. */
  static final class Changed {
    private Changed() {}

    /** Takes a folder. */
    public static void main(String[] args) throws Exception {
      Path inside = Path.of(args[0]);
      // Loaded and linked now: without descriptors that would fail too.
      open("none");
      Limit old = Limits.set(RLIMIT_NOFILE, Limits.get(RLIMIT_NOFILE).withSoft(0));
      int result = open("/");
      Limits.set(RLIMIT_NOFILE, old);
      System.out.println(Errno.ofResult(result).name());
      Folders.changeTo(inside);
      System.out.println(workingFolder().getFileName());
      int above = open("..");
      Folders.changeTo(() -> above);
      System.out.println("folder " + workingFolder());
      Folders.umask(0137);
      System.out.println(
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(Files.createFile(inside.resolve("new")))));
      ProcessGroups.beginSession();
      try {
        ProcessGroups.beginSession();
      } catch (ErrnoException e) {
        System.out.println(e.errno().name());
      }
      int pid = Ids.getpid();
      System.out.println(
          ProcessGroups.of(0) == pid && ProcessGroups.session(pid) == pid ? "session" : "none");
      BitSet first = new BitSet();
      first.set(Affinity.get().nextSetBit(0));
      Affinity.setAll(first);
      long others =
          Run.output("taskset", "-acp", "" + pid)
              .lines()
              .filter(line -> !line.endsWith(": " + first.nextSetBit(0)))
              .count();
      System.out.println("processors " + others);
    }

    private static int open(String path) {
      return dev.sluice.sys.Files.openat2(
          FileConstants.AT_FDCWD, PathBuf.of(path), new OpenHow(FileConstants.O_RDONLY, 0, 0));
    }

    private static Path workingFolder() throws Exception {
      return Files.readSymbolicLink(Path.of("/proc/self/cwd"));
    }
  }

  @Test
  void aThreadRunsWhereItMay() throws Exception {
    CompletableFuture<BitSet> seen = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                BitSet last = new BitSet();
                last.set(Affinity.get().length() - 1);
                Affinity.set(last);
                assertThat(Affinity.get(Ids.gettid())).isEqualTo(last);
                seen.complete(Affinity.get());
              } catch (Throwable t) {
                seen.completeExceptionally(t);
              }
            });
    BitSet here = Affinity.get();
    thread.start();

    assertThat(seen.join().cardinality()).isEqualTo(1);
    assertThat(Affinity.get()).isEqualTo(here);
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Affinity.set(new BitSet()))
        .withMessageContaining("EINVAL");
  }

  @Test
  void aVirtualThreadHasNoProcessors() {
    CompletableFuture.runAsync(
            () -> {
              assertThatIllegalStateException().isThrownBy(Affinity::get);
              assertThatIllegalStateException().isThrownBy(() -> Affinity.set(new BitSet()));
            },
            run -> Thread.ofVirtual().start(run))
        .join();
  }

  @Test
  void whatCannotBeEnteredIsTold() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Folders.changeTo(folder.resolve("none")))
        .withMessageStartingWith("chdir(" + folder.resolve("none") + "): ENOENT");
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Folders.changeTo(() -> -1))
        .withMessageStartingWith("fchdir(-1): EBADF");
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Folders.changeRoot(folder.resolve("none")));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> ProcessGroups.session(Integer.MAX_VALUE))
        .withMessageContaining("ESRCH");
    assertThatIllegalArgumentException().isThrownBy(() -> Folders.umask(01000));
  }
}
