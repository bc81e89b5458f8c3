package dev.sluice.sys;

import static dev.sluice.sys.SignalConstants.SIGBUS;
import static dev.sluice.sys.SignalConstants.SIGFPE;
import static dev.sluice.sys.SignalConstants.SIGILL;
import static dev.sluice.sys.SignalConstants.SIGKILL;
import static dev.sluice.sys.SignalConstants.SIGQUIT;
import static dev.sluice.sys.SignalConstants.SIGSEGV;
import static dev.sluice.sys.SignalConstants.SIGSTOP;
import static dev.sluice.sys.SignalConstants.SIGTERM;
import static dev.sluice.sys.SignalConstants.SIGTRAP;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static dev.sluice.sys.SignalConstants.SIGUSR2;
import static dev.sluice.sys.SignalConstants.SIGXFSZ;
import static dev.sluice.sys.SignalConstants.SIG_BLOCK;
import static dev.sluice.sys.SignalConstants.SIG_SETMASK;
import static dev.sluice.sys.SignalConstants.SIG_UNBLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import dev.sluice.support.Jvm;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which signals a thread keeps off, and which wait for it. */
@Bounded
@KeepsOpen("pipe:.*")
class MasksTest {
  private final SigSet before = new SigSet();

  @BeforeEach
  void remember() {
    assertThat(Signals.pthread_sigmask(SIG_BLOCK, null, before)).isZero();
  }

  @AfterEach
  void restore() {
    assertThat(Signals.pthread_sigmask(SIG_SETMASK, before, null)).isZero();
    assertThat(mask()).hasToString(before.toString());
  }

  private static SigSet mask() {
    SigSet now = new SigSet();
    assertThat(Signals.pthread_sigmask(SIG_BLOCK, null, now)).isZero();
    return now;
  }

  /** The kernel's number of the calling thread. */
  static int thisThread() throws IOException {
    Path link = java.nio.file.Files.readSymbolicLink(Path.of("/proc/thread-self"));
    return Integer.parseInt(link.getFileName().toString());
  }

  @Test
  void signalsAreKeptOffAndLetThrough() {
    SigSet old = new SigSet();

    assertThat(Signals.pthread_sigmask(SIG_BLOCK, SigSet.of(SIGUSR1, 50), old)).isZero();

    assertThat(old).hasToString(before.toString());
    assertThat(mask().contains(SIGUSR1)).isTrue();
    assertThat(mask().contains(50)).isTrue();
    assertThat(Signals.pthread_sigmask(SIG_UNBLOCK, SigSet.of(50), null)).isZero();
    assertThat(mask().contains(SIGUSR1)).isTrue();
    assertThat(mask().contains(50)).isFalse();
    assertThat(Signals.pthread_sigmask(SIG_SETMASK, SigSet.of(SIGTERM, SIGQUIT), null)).isZero();
    assertThat(mask()).hasToString(SigSet.of(SIGTERM, SIGQUIT).toString());
  }

  @Test
  void oneSetMayBeBothTheNewAndTheOld() {
    SigSet set = SigSet.of(51);

    assertThat(Signals.pthread_sigmask(SIG_BLOCK, set, set)).isZero();

    assertThat(set).hasToString(before.toString());
    assertThat(mask().contains(51)).isTrue();
  }

  @Test
  void whatIsKeptOffWaits() throws IOException {
    SignalPipe pipe = Caught.open();
    try {
      assertThat(Signals.sigaction(52, pipe)).isZero();
      assertThat(Signals.pthread_sigmask(SIG_BLOCK, SigSet.of(52), null)).isZero();
      assertThat(Signals.tgkill(Ids.getpid(), thisThread(), 52)).isZero();
      assertThat(Signals.tgkill(Ids.getpid(), thisThread(), 52)).isZero();

      SigSet pending = new SigSet();
      assertThat(Signals.sigpending(pending)).isZero();
      assertThat(pending.contains(52)).isTrue();
      assertThat(Caught.drain(pipe)).isEmpty();

      assertThat(Signals.pthread_sigmask(SIG_UNBLOCK, SigSet.of(52), null)).isZero();
      assertThat(Signals.sigpending(pending)).isZero();
      assertThat(pending.contains(52)).isFalse();
      assertThat(Caught.drain(pipe)).hasSize(2);
    } finally {
      pipe.release();
    }
  }

  @Test
  void onlyTheCallingThreadChanges() throws InterruptedException {
    List<SigSet> others = new ArrayList<>();
    Thread other = new Thread(() -> others.add(mask()));
    // Its mask is that of the thread that starts it.
    other.start();
    other.join();

    assertThat(Signals.pthread_sigmask(SIG_BLOCK, SigSet.of(53), null)).isZero();
    Thread inheriting = new Thread(() -> others.add(mask()));
    inheriting.start();
    inheriting.join();

    assertThat(others.get(0).contains(53)).isFalse();
    assertThat(others.get(1).contains(53)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("reserved")
  void whatTheJvmLivesOnIsNotKeptOff(int signum) {
    for (int how : new int[] {SIG_BLOCK, SIG_SETMASK}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Signals.pthread_sigmask(how, SigSet.of(SIGUSR1, signum), null))
          .withMessageContaining(Integer.toString(signum));
    }
    assertThat(mask()).hasToString(before.toString());
    assertThat(Signals.pthread_sigmask(SIG_UNBLOCK, SigSet.of(signum), null)).isZero();
  }

  private static IntStream reserved() {
    return IntStream.of(SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGXFSZ, SIGUSR2, 32, 33, 34, 62);
  }

  @Test
  void whatCannotBeKeptOffStaysOut() {
    assertThat(Signals.pthread_sigmask(SIG_BLOCK, SigSet.of(SIGKILL, SIGSTOP), null)).isZero();

    assertThat(mask()).hasToString(before.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3, 77, Integer.MIN_VALUE})
  void thereAreThreeWaysToChangeAMask(int how) {
    assertThat(Signals.pthread_sigmask(how, SigSet.of(SIGUSR1), null))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Signals.pthread_sigmask(how, null, null)).isZero();
  }

  /** A mask that came from outside goes back as it was, whatever is in it. */
  @Test
  void aMaskThatWasInheritedCanBeSetAgain() throws IOException, InterruptedException {
    Tools.require("env coreutils");
    List<String> command = new ArrayList<>(List.of("env", "--block-signal=34"));
    command.addAll(Jvm.command(SendingTest.backend(), Inheriting.class));

    Run run = Run.command(Duration.ofMinutes(1), command);

    assertThat(run.out().lines())
        .as(run.err())
        .containsExactly("34 is kept off: true", "set again: 0", "33 refused");
  }

  /** A JVM that was started with a signal blocked that it would not block itself. */
  static final class Inheriting {
    private Inheriting() {}

    public static void main(String[] args) {
      SigSet set = mask();
      System.out.println("34 is kept off: " + set.contains(34));
      System.out.println("set again: " + Signals.pthread_sigmask(SIG_SETMASK, set, null));
      set.add(33);
      try {
        System.out.println("33: " + Signals.pthread_sigmask(SIG_SETMASK, set, null));
      } catch (IllegalArgumentException e) {
        System.out.println("33 refused");
      }
    }
  }
}
