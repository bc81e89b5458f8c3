package dev.sluice.sys;

import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static dev.sluice.sys.SignalConstants.SI_QUEUE;
import static dev.sluice.sys.SignalConstants.SI_TKILL;
import static dev.sluice.sys.SignalConstants.SI_USER;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Jvm;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sending signals: to this process, which catches them, and to those that are none. */
@Bounded
@KeepsOpen("pipe:.*")
class SendingTest {
  private static final int NOBODY = Integer.MAX_VALUE;
  private static final int QUEUED = 47;

  private final SignalPipe pipe = Caught.open();

  @AfterEach
  void release() {
    pipe.release();
  }

  @Test
  void killSaysWhoSentIt() throws IOException {
    assertThat(Signals.sigaction(SIGUSR1, pipe)).isZero();

    assertThat(Signals.kill(Ids.getpid(), SIGUSR1)).isZero();

    Caught caught = Caught.await(pipe, 1).getFirst();
    assertThat(caught.number()).isEqualTo(SIGUSR1);
    assertThat(caught.code()).isEqualTo(SI_USER);
    assertThat(caught.pid()).isEqualTo(Ids.getpid());
    assertThat(caught.uid()).isEqualTo(uid());
  }

  @Test
  void tgkillReachesAThread() throws IOException {
    assertThat(Signals.sigaction(QUEUED, pipe)).isZero();

    assertThat(Signals.tgkill(Ids.getpid(), MasksTest.thisThread(), QUEUED)).isZero();

    // Its own signal is handled before the call returns.
    assertThat(Caught.drain(pipe)).extracting(Caught::code).containsExactly(SI_TKILL);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 7, Integer.MIN_VALUE, 0x1234_5678_9abc_def0L, Long.MIN_VALUE})
  void sigqueueBringsAllBitsOfItsValue(long value) throws IOException {
    assertThat(Signals.sigaction(QUEUED, pipe)).isZero();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment record = arena.allocate(SignalPipe.RECORD, 8);

      assertThat(Signals.sigqueue(Ids.getpid(), QUEUED, value)).isZero();

      assertThat(Caught.await(pipe, record)).isEqualTo(SignalPipe.RECORD);
      assertThat(record.get(JAVA_LONG, SigInfo.VALUE)).isEqualTo(value);
      Caught caught = Caught.of(record);
      assertThat(caught).isEqualTo(new Caught(QUEUED, SI_QUEUE, Ids.getpid(), uid(), (int) value));
    }
  }

  @Test
  void zeroAsksOnly() {
    assertThat(Signals.kill(Ids.getpid(), 0)).isZero();
    assertThat(Signals.sigqueue(Ids.getpid(), 0, 1)).isZero();
    assertThat(Signals.tgkill(Ids.getpid(), Ids.getpid(), 0)).isZero();
  }

  @Test
  void nobodyHasThatNumber() {
    int error = -Errno.ESRCH.number();

    assertThat(Signals.kill(NOBODY, 0)).isEqualTo(error);
    assertThat(Signals.kill(NOBODY, SIGUSR1)).isEqualTo(error);
    assertThat(Signals.kill(-NOBODY, SIGUSR1)).isEqualTo(error);
    assertThat(Signals.tgkill(NOBODY, NOBODY, SIGUSR1)).isEqualTo(error);
    assertThat(Signals.tgkill(Ids.getpid(), NOBODY, SIGUSR1)).isEqualTo(error);
    assertThat(Signals.sigqueue(NOBODY, SIGUSR1, 0)).isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void whatIsNoSignalIsAnErrno(int signum) {
    int error = -Errno.EINVAL.number();

    assertThat(Signals.kill(Ids.getpid(), signum)).isEqualTo(error);
    assertThat(Signals.tgkill(Ids.getpid(), Ids.getpid(), signum)).isEqualTo(error);
    assertThat(Signals.sigqueue(Ids.getpid(), signum, 0)).isEqualTo(error);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
  void threadsHavePositiveNumbers(int number) {
    int error = -Errno.EINVAL.number();

    assertThat(Signals.tgkill(number, 1, SIGUSR1)).isEqualTo(error);
    assertThat(Signals.tgkill(Ids.getpid(), number, SIGUSR1)).isEqualTo(error);
  }

  /** Root may signal everybody: it has to give that up, and the other has to be another's. */
  @Test
  void anothersProcessIsForbidden() throws IOException, InterruptedException {
    boolean root = uid() == 0;
    List<String> sender = new ArrayList<>();
    List<String> sleep = new ArrayList<>(List.of("sleep", "60"));
    if (root) {
      Tools.require("setpriv util-linux");
      sender.addAll(List.of("setpriv", "--inh-caps=-kill", "--bounding-set=-kill"));
      sleep.addAll(0, List.of("setpriv", "--reuid=65534", "--clear-groups"));
    }
    Process other = new ProcessBuilder(sleep).start();
    try {
      awaitSleep(other.pid());
      String target = root ? Long.toString(other.pid()) : "1";
      sender.addAll(Jvm.command(backend(), Sender.class, target));

      Run run = Run.command(Duration.ofMinutes(1), sender);

      String forbidden = Integer.toString(-Errno.EPERM.number());
      assertThat(run.out().lines()).as(run.err()).containsExactly(forbidden, forbidden, forbidden);
      assertThat(other.isAlive()).isTrue();
    } finally {
      other.destroyForcibly().waitFor();
    }
  }

  /** By then it has become somebody else. */
  private static void awaitSleep(long pid) throws IOException, InterruptedException {
    Path name = Path.of("/proc/" + pid + "/comm");
    while (!java.nio.file.Files.readString(name).strip().equals("sleep")) {
      Thread.sleep(1);
    }
  }

  static List<String> backend() {
    return List.of("-Dsluice.backend=" + System.getProperty("sluice.backend", "raw"));
  }

  private static int uid() throws IOException {
    return (int) java.nio.file.Files.getAttribute(Path.of("/proc/self"), "unix:uid");
  }

  /** A JVM that may not signal others. */
  static final class Sender {
    private Sender() {}

    public static void main(String[] args) {
      int pid = Integer.parseInt(args[0]);
      System.out.println(Signals.kill(pid, 0));
      System.out.println(Signals.tgkill(pid, pid, SIGUSR1));
      System.out.println(Signals.sigqueue(pid, SIGUSR1, 5));
    }
  }
}
