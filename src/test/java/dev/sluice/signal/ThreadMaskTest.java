package dev.sluice.signal;

import static dev.sluice.sys.SignalConstants.SIGSEGV;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static dev.sluice.sys.SignalConstants.SIGUSR2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.support.KeepsOpen;
import dev.sluice.sys.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@KeepsOpen("pipe:.*")
class ThreadMaskTest {
  private static final Signal USR1 = Signal.of(SIGUSR1);
  private static final Signal QUEUED = Signal.of(50);

  @Test
  void theMaskIsThatOfTheBlock() throws Exception {
    Set<Signal> before = ThreadMask.current();
    assertThat(before).doesNotContain(USR1, QUEUED);
    ThreadMask outer = ThreadMask.block(USR1.number(), QUEUED.number());
    try {
      assertThat(ThreadMask.current()).contains(USR1, QUEUED).containsAll(before);
      ThreadMask inner = ThreadMask.unblock(USR1.number());
      assertThat(ThreadMask.current()).contains(QUEUED).doesNotContain(USR1);
      inner.close();
      assertThat(ThreadMask.current()).contains(USR1, QUEUED);
    } finally {
      outer.close();
    }
    assertThat(ThreadMask.current()).isEqualTo(before);
    try (ThreadMask third = ThreadMask.block(USR1.number())) {
      assertThat(third).isNotNull();
      outer.close();
      assertThat(ThreadMask.current()).as("closed once only").contains(USR1);
    }
  }

  @Test
  void whatIsKeptOffIsPending() throws Exception {
    int thread =
        Integer.parseInt(
            Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString());
    List<SignalInfo> infos = new ArrayList<>();
    try (SignalSource source = SignalSource.open(QUEUED.number())) {
      try (ThreadMask mask = ThreadMask.block(QUEUED.number())) {
        assertThat(mask).isNotNull();
        QUEUED.tgkill(Ids.getpid(), thread);
        assertThat(Signal.pending()).contains(QUEUED);
        assertThat(source.read(infos::add)).isZero();
      }
      assertThat(Signal.pending()).doesNotContain(QUEUED);
      assertThat(source.read(infos::add)).isEqualTo(1);
    }
  }

  @Test
  void whatTheJvmLivesOnIsRefused() throws Exception {
    Set<Signal> before = ThreadMask.current();

    assertThatIllegalArgumentException().isThrownBy(() -> ThreadMask.block(SIGSEGV));
    assertThatIllegalArgumentException().isThrownBy(() -> ThreadMask.block(SIGUSR1, SIGUSR2));

    assertThat(ThreadMask.current()).isEqualTo(before);
  }

  @Test
  void itBelongsToItsThread() throws Exception {
    ThreadMask mask = ThreadMask.block(SIGUSR1);
    try {
      CompletableFuture<Void> closing =
          CompletableFuture.runAsync(
              () -> {
                try {
                  mask.close();
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(closing::join)
          .withCauseInstanceOf(WrongThreadException.class);
      assertThat(ThreadMask.current()).contains(USR1);
    } finally {
      mask.close();
    }
  }

  @Test
  void aVirtualThreadHasNone() throws Exception {
    List<Throwable> thrown = new ArrayList<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                ThreadMask.block(SIGUSR1).close();
              } catch (Exception e) {
                thrown.add(e);
              }
            })
        .join();

    assertThat(thrown).hasSize(1).allMatch(IllegalStateException.class::isInstance);
  }
}
