package dev.sluice.sys;

import static dev.sluice.sys.SignalConstants.SIGALRM;
import static dev.sluice.sys.SignalConstants.SIGBUS;
import static dev.sluice.sys.SignalConstants.SIGCONT;
import static dev.sluice.sys.SignalConstants.SIGFPE;
import static dev.sluice.sys.SignalConstants.SIGHUP;
import static dev.sluice.sys.SignalConstants.SIGILL;
import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGIO;
import static dev.sluice.sys.SignalConstants.SIGKILL;
import static dev.sluice.sys.SignalConstants.SIGPIPE;
import static dev.sluice.sys.SignalConstants.SIGPROF;
import static dev.sluice.sys.SignalConstants.SIGPWR;
import static dev.sluice.sys.SignalConstants.SIGQUIT;
import static dev.sluice.sys.SignalConstants.SIGSEGV;
import static dev.sluice.sys.SignalConstants.SIGSTOP;
import static dev.sluice.sys.SignalConstants.SIGSYS;
import static dev.sluice.sys.SignalConstants.SIGTERM;
import static dev.sluice.sys.SignalConstants.SIGTRAP;
import static dev.sluice.sys.SignalConstants.SIGTSTP;
import static dev.sluice.sys.SignalConstants.SIGURG;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static dev.sluice.sys.SignalConstants.SIGUSR2;
import static dev.sluice.sys.SignalConstants.SIGWINCH;
import static dev.sluice.sys.SignalConstants.SIGXFSZ;
import static dev.sluice.sys.SignalConstants.SI_QUEUE;
import static dev.sluice.sys.SignalConstants.SI_USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Catching signals and letting go of them; what a pipe is after its release, see SignalPipeTest.
 */
@KeepsOpen("pipe:.*")
@Bounded
class SignalsTest {
  private final SignalPipe pipe = Caught.open();

  @AfterEach
  void release() {
    pipe.release();
  }

  @ParameterizedTest
  @MethodSource("ordinary")
  void aCaughtSignalTellsWhichAndWhoFrom(int signum) throws IOException, InterruptedException {
    int uid = (int) java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    assertThat(Signals.sigaction(signum, pipe)).isZero();

    int sender = (int) Caught.send(signum, 1).pid();

    List<Caught> caught = Caught.await(pipe, 1);
    assertThat(caught).hasSize(1);
    assertThat(caught.getFirst().number()).isEqualTo(signum);
    assertThat(caught.getFirst().code()).isEqualTo(SI_USER);
    assertThat(caught.getFirst().pid()).isEqualTo(sender);
    assertThat(caught.getFirst().uid()).isEqualTo(uid);
  }

  private static IntStream ordinary() {
    return IntStream.of(
        SIGHUP,
        SIGINT,
        SIGQUIT,
        SIGUSR1,
        SIGPIPE,
        SIGALRM,
        SIGTERM,
        SIGCONT,
        SIGTSTP,
        SIGURG,
        SIGPROF,
        SIGWINCH,
        SIGIO,
        SIGPWR,
        SIGSYS,
        35,
        50,
        61,
        63,
        Signals.SIGRTMAX);
  }

  @Test
  void aQueuedSignalBringsItsValue(@TempDir Path folder) throws IOException, InterruptedException {
    String sender = CSender.compile(folder);
    assertThat(Signals.sigaction(40, pipe)).isZero();

    Run.output(sender, "queue", Integer.toString(Ids.getpid()), "40", "-123456789");

    Caught caught = Caught.await(pipe, 1).getFirst();
    assertThat(caught.code()).isEqualTo(SI_QUEUE);
    assertThat(caught.value()).isEqualTo(-123_456_789);
  }

  @Test
  void realTimeSignalsComeAsOftenAsTheyWereSent() throws IOException, InterruptedException {
    assertThat(Signals.sigaction(41, pipe)).isZero();

    Caught.send(41, 300);

    assertThat(Caught.await(pipe, 300)).hasSize(300).allMatch(caught -> caught.number() == 41);
  }

  @Test
  void onePipeCatchesManySignals() throws IOException, InterruptedException {
    for (int signum : new int[] {SIGUSR1, SIGWINCH, 42}) {
      assertThat(Signals.sigaction(signum, pipe)).isZero();
    }

    Caught.send(42, 1);
    Caught.send(SIGUSR1, 1);
    Caught.send(SIGWINCH, 1);

    assertThat(Caught.await(pipe, 3))
        .extracting(Caught::number)
        .containsExactly(42, SIGUSR1, SIGWINCH);
  }

  @Test
  void restoringGivesThePreviousActionBack() throws IOException {
    assertThat(Caught.isIn("SigCgt", SIGUSR1)).isFalse();
    assertThat(Signals.sigaction(SIGUSR1, pipe)).isZero();
    assertThat(Signals.sigaction(SIGWINCH, pipe)).isZero();
    assertThat(Caught.isIn("SigCgt", SIGUSR1)).isTrue();

    assertThat(Signals.restore(SIGUSR1, pipe)).isZero();

    assertThat(Caught.isIn("SigCgt", SIGUSR1)).isFalse();
    assertThat(Caught.isIn("SigCgt", SIGWINCH)).as("the other one stays").isTrue();
    assertThat(Signals.restore(SIGUSR1, pipe)).isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void releasingGivesAllPreviousActionsBack() throws IOException {
    for (int signum : new int[] {SIGUSR1, SIGWINCH, 43}) {
      assertThat(Signals.sigaction(signum, pipe)).isZero();
    }

    pipe.release();

    for (int signum : new int[] {SIGUSR1, SIGWINCH, 43}) {
      assertThat(Caught.isIn("SigCgt", signum)).isFalse();
    }
  }

  /**
   * The JVM ignores SIGPIPE by a handler of its own: without it the signal would end the process.
   */
  @Test
  void theJvmsOwnHandlerComesBackToo() throws IOException, InterruptedException {
    assertThat(Caught.isIn("SigCgt", SIGPIPE)).isTrue();
    assertThat(Signals.sigaction(SIGPIPE, pipe)).isZero();
    Caught.send(SIGPIPE, 1);
    assertThat(Caught.await(pipe, 1)).hasSize(1);

    assertThat(Signals.restore(SIGPIPE, pipe)).isZero();

    assertThat(Caught.isIn("SigCgt", SIGPIPE)).isTrue();
    Caught.send(SIGPIPE, 1);
    assertThat(Caught.drain(pipe)).isEmpty();
  }

  @Test
  void aSecondPipeIsTooLate() throws IOException, InterruptedException {
    SignalPipe second = Caught.open();
    try {
      assertThat(Signals.sigaction(SIGUSR1, pipe)).isZero();

      assertThat(Signals.sigaction(SIGUSR1, second)).isEqualTo(-Errno.EBUSY.number());
      assertThat(Signals.restore(SIGUSR1, second)).isEqualTo(-Errno.EINVAL.number());
      Caught.send(SIGUSR1, 1);
      assertThat(Caught.await(pipe, 1)).hasSize(1);
      assertThat(Caught.drain(second)).isEmpty();

      assertThat(Signals.restore(SIGUSR1, pipe)).isZero();
      assertThat(Signals.sigaction(SIGUSR1, second)).isZero();
      Caught.send(SIGUSR1, 1);
      assertThat(Caught.await(second, 1)).hasSize(1);
      assertThat(Caught.drain(pipe)).isEmpty();
    } finally {
      second.release();
    }
  }

  @ParameterizedTest
  @MethodSource("reserved")
  void whatTheJvmLivesOnIsRefused(int signum) throws IOException {
    boolean caught = Caught.isIn("SigCgt", signum);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Signals.sigaction(signum, pipe))
        .withMessageContaining(Integer.toString(signum));

    assertThat(Caught.isIn("SigCgt", signum)).isEqualTo(caught);
    assertThat(Signals.restore(signum, pipe)).isEqualTo(-Errno.EINVAL.number());
  }

  private static IntStream reserved() {
    return IntStream.of(SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGXFSZ, SIGUSR2, 32, 33, 34, 62);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65, 128, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void whatIsNoSignalIsRefused(int signum) {
    assertThatIllegalArgumentException().isThrownBy(() -> Signals.sigaction(signum, pipe));
    assertThat(Signals.restore(signum, pipe)).isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void whatCannotBeCaughtIsAnErrnoAndStaysFree() {
    for (int signum : new int[] {SIGKILL, SIGSTOP}) {
      assertThat(Signals.sigaction(signum, pipe)).isEqualTo(-Errno.EINVAL.number());
      assertThat(Signals.sigaction(signum, pipe)).isEqualTo(-Errno.EINVAL.number());
      assertThat(Signals.restore(signum, pipe)).isEqualTo(-Errno.EINVAL.number());
    }
  }

  @Test
  void aReleasedPipeCatchesNothing() {
    pipe.release();

    assertThatIllegalStateException().isThrownBy(() -> Signals.sigaction(SIGUSR1, pipe));
    assertThat(Signals.restore(SIGUSR1, pipe)).isEqualTo(-Errno.EINVAL.number());
  }

  /**
   * HotSpot takes another signal for suspending threads if told so by the environment, unless the
   * number is unfit: then it stays with SIGUSR2.
   */
  @ParameterizedTest
  @ValueSource(strings = {"", "5", "0", "64000", "nonsense"})
  void theSignalThatSuspendsThreadsIsRefusedWhateverTheEnvironmentSays(String chosen)
      throws IOException, InterruptedException {
    assertThat(probe(chosen).lines()).contains("SIGUSR2 refused");
  }

  @Test
  void theSignalThatTheEnvironmentChoosesIsRefused() throws IOException, InterruptedException {
    assertThat(probe("44").lines()).contains("44 refused");
  }

  private static String probe(String chosen) throws IOException, InterruptedException {
    Tools.require("env coreutils");
    return Run.output(
        "env",
        "_JAVA_SR_SIGNUM=" + chosen,
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xshare:auto",
        "--enable-native-access=ALL-UNNAMED",
        "-Dsluice.backend=" + System.getProperty("sluice.backend", "raw"),
        "-cp",
        System.getProperty("java.class.path"),
        Probe.class.getName());
  }

  /** What a JVM with another environment refuses. */
  static final class Probe {
    private Probe() {}

    public static void main(String[] args) {
      SignalPipe pipe = Caught.open();
      report("SIGUSR2", SIGUSR2, pipe);
      report("44", 44, pipe);
      pipe.release();
    }

    private static void report(String name, int signum, SignalPipe pipe) {
      try {
        System.out.println(name + " caught: " + Signals.sigaction(signum, pipe));
      } catch (IllegalArgumentException e) {
        System.out.println(name + " refused");
      }
    }
  }
}
