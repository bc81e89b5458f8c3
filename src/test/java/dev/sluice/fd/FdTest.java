package dev.sluice.fd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.support.Run;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.EventDescriptors;
import dev.sluice.sys.FileConstants;
import dev.sluice.sys.Io;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FdTest {
  private static int open() {
    return EventDescriptors.eventfd(0, 0);
  }

  private static boolean isOpen(int number) {
    return Descriptors.fcntl(number, FileConstants.F_GETFD, 0) >= 0;
  }

  @Test
  void aDuplicateIsOwnedByItself() throws Exception {
    int[] ends = new int[2];
    assertThat(Io.pipe2(ends, FileConstants.O_CLOEXEC)).isZero();
    Fd writer = Fd.adopt(ends[1]);
    try (Fd reader = Fd.adopt(ends[0])) {
      Fd duplicate = writer.dup();
      assertThat(duplicate.fd()).isEqualTo(duplicate.number()).isNotEqualTo(writer.number());
      assertThat(Descriptors.fcntl(duplicate.fd(), FileConstants.F_GETFD, 0))
          .isEqualTo(FileConstants.FD_CLOEXEC);
      writer.close();
      try (Arena arena = Arena.ofConfined()) {
        assertThat(Io.write(duplicate.fd(), arena.allocate(1))).isEqualTo(1);
        assertThat(Io.read(reader.fd(), arena.allocate(2))).isEqualTo(1);
      }
      duplicate.close();
      assertThatIllegalStateException().isThrownBy(duplicate::dup);
    }
  }

  @Test
  void whatSomebodyElseClosedCannotBeDuplicated() {
    Fd none = Fd.adopt(1 << 30);

    assertThatThrownBy(none::dup)
        .hasMessage("fcntl(1073741824, F_DUPFD_CLOEXEC): EBADF (Bad file descriptor)");
    none.detach();
  }

  @Test
  void closesOnce() {
    Fd fd = Fd.adopt(open());
    int number = fd.number();

    fd.close();
    assertThat(isOpen(number)).isFalse();
    assertThat(fd.isOpen()).isFalse();

    int successor = open();
    assertThat(successor).isEqualTo(number);
    fd.close();
    assertThat(isOpen(successor)).isTrue();
    Descriptors.close(successor);
  }

  @Test
  void aDetachedDescriptorStaysOpen() {
    Fd fd = Fd.adopt(open());

    int number = fd.detach();
    fd.close();

    assertThat(isOpen(number)).isTrue();
    assertThatThrownBy(fd::detach).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(fd::number).isInstanceOf(IllegalStateException.class);
    Descriptors.close(number);
  }

  @Test
  void aResultOfAFailedCallIsNoDescriptor() {
    assertThatThrownBy(() -> Fd.adopt(Errno.WOULD_BLOCK))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void ofManyThreadsOneTakesIt() throws Exception {
    for (int round = 0; round < 200; round++) {
      Fd fd = Fd.adopt(open());
      AtomicInteger takers = new AtomicInteger();
      CountDownLatch go = new CountDownLatch(1);
      Thread[] threads = new Thread[4];
      for (int i = 0; i < threads.length; i++) {
        threads[i] =
            Thread.ofPlatform()
                .start(
                    () -> {
                      try {
                        go.await();
                        Descriptors.close(fd.detach());
                        takers.incrementAndGet();
                      } catch (IllegalStateException e) {
                        // Another one was first.
                      } catch (InterruptedException e) {
                        throw new AssertionError(e);
                      }
                    });
      }
      go.countDown();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(takers).hasValue(1);
    }
  }

  /** Leaks one descriptor and waits for the report. */
  static final class Leak {
    private Leak() {}

    public static void main(String[] args) throws InterruptedException {
      for (int i = 0; i < 50; i++) {
        Fd.adopt(open());
        Fd.adopt(open()).close();
        System.gc();
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
  }

  @Test
  void aLeakIsReportedWithTheStackThatMadeIt() throws Exception {
    Run run = run("-Dsluice.leaks=on");

    assertThat(run.exit()).isZero();
    assertThat(run.err()).contains("leaked").contains("FdTest$Leak.main");
    assertThat(run("-Dsluice.leaks=off").err()).doesNotContain("leaked");
  }

  private static Run run(String option) throws Exception {
    return Run.command(
        Duration.ofMinutes(1),
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            option,
            "-cp",
            System.getProperty("java.class.path"),
            Leak.class.getName()));
  }
}
