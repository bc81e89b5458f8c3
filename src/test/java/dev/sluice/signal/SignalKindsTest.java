package dev.sluice.signal;

import static dev.sluice.sys.SignalConstants.SIGCHLD;
import static dev.sluice.sys.SignalConstants.SIGIO;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.support.Jvm;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.FileConstants;
import dev.sluice.sys.Ids;
import dev.sluice.sys.Io;
import dev.sluice.sys.PollConstants;
import dev.sluice.sys.SignalConstants;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Both sources tell the same of every kind of signal; each in a JVM of its own. */
@Timeout(120)
@KeepsOpen("pipe:.*")
class SignalKindsTest {
  private static final int QUEUED = 48;
  private static final int READY = 49;
  private static final List<String> TOLD =
      List.of(
          "SIGUSR1 by kill: true, value 0, status 0, band 0, fd -1",
          "SIGRTMIN+14 queued: true, value 1311768467463790320, status 0, band 0, fd -1",
          "SIGRTMIN+14 queued: true, value -3, status 0, band 0, fd -1",
          "SIGCHLD of the child: true, value 0, status 7, band 0, fd -1",
          "SIGRTMIN+15 ready: true, value 0, status 0, band 1, fd true",
          "none is left");

  private static List<String> backend() {
    return List.of("-Dsluice.backend=" + System.getProperty("sluice.backend", "raw"));
  }

  private static Run run(List<String> wrapper, List<String> options, Class<?> main, String... args)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(backend());
    all.addAll(options);
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(Jvm.command(all, main, args));
    return Run.command(Duration.ofMinutes(1), command);
  }

  @Test
  void theHandlerTellsAll() throws Exception {
    Run run = run(List.of(), List.of(), Teller.class, "handler");

    assertThat(run.out().lines().toList()).as(run.err()).isEqualTo(TOLD);
  }

  @Test
  void theSignalFdTellsAll() throws Exception {
    Tools.require("env coreutils");
    List<String> wrapper =
        List.of("env", "--block-signal=USR1,CHLD,IO", "--block-signal=" + QUEUED + "," + READY);

    Run run = run(wrapper, List.of(), Teller.class, "signalfd");

    assertThat(run.out().lines().toList()).as(run.err()).isEqualTo(TOLD);
  }

  /** Sends itself one of each kind. */
  static final class Teller {
    private Teller() {}

    public static void main(String[] args) throws Exception {
      int[] signals = {SIGUSR1, SIGCHLD, SIGIO, QUEUED, READY};
      try (SignalSource source =
          args[0].equals("handler")
              ? SignalSource.open(signals)
              : SignalSource.bySignalFd(signals)) {
        tellOfSenders(source);
        tellOfChild(source);
        tellOfDescriptor(source);
        System.out.println(source.read(info -> {}) == 0 ? "none is left" : "one is left");
      }
    }

    private static void tellOfSenders(SignalSource source) throws Exception {
      int me = Ids.getpid();
      int uid = (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
      Signal.of(SIGUSR1).kill(me);
      SignalInfo sent = next(source);
      boolean byKill = sent.code() == SignalConstants.SI_USER && sent.pid() == me;
      print(sent, "by kill: " + (byKill && sent.uid() == uid), "" + sent.fd());
      for (long value : new long[] {0x1234_5678_9abc_def0L, -3}) {
        Signal.of(QUEUED).sigqueue(me, value);
        SignalInfo queued = next(source);
        boolean bySigqueue = queued.code() == SignalConstants.SI_QUEUE && queued.pid() == me;
        print(queued, "queued: " + (bySigqueue && queued.uid() == uid), "" + queued.fd());
      }
    }

    private static void tellOfChild(SignalSource source) throws Exception {
      Process child = new ProcessBuilder("sh", "-c", "exit 7").start();
      SignalInfo ended = next(source);
      boolean ofChild = ended.code() == SignalConstants.CLD_EXITED && ended.pid() == child.pid();
      print(ended, "of the child: " + ofChild, "" + ended.fd());
    }

    private static void tellOfDescriptor(SignalSource source) throws Exception {
      int[] ends = new int[2];
      Io.pipe2(ends, FileConstants.O_CLOEXEC | FileConstants.O_NONBLOCK);
      try (SignalDriven driven = SignalDriven.start(ends[0], READY);
          Arena arena = Arena.ofConfined()) {
        Io.write(ends[1], arena.allocate(1));
        SignalInfo ready = next(source);
        boolean in = (ready.band() & PollConstants.EPOLLIN) != 0;
        SignalInfo bare =
            new SignalInfo(ready.number(), 0, 0, 0, ready.value(), ready.status(), in ? 1 : 0, 0);
        boolean toldOfInput = ready.code() == SignalConstants.POLL_IN && ready.pid() == 0;
        print(bare, "ready: " + toldOfInput, "" + (ready.fd() == driven.fd()));
      }
    }

    private static SignalInfo next(SignalSource source) throws IOException {
      List<SignalInfo> infos = new ArrayList<>();
      while (source.read(infos::add) == 0) {
        Thread.onSpinWait();
      }
      if (infos.size() > 1) {
        throw new IllegalStateException("too many: " + infos);
      }
      return infos.get(0);
    }

    private static void print(SignalInfo info, String what, String fd) {
      System.out.printf(
          "%s %s, value %d, status %d, band %d, fd %s%n",
          info.signal(), what, info.value(), info.status(), info.band(), fd);
    }
  }

  @Test
  void aSignalFdNeedsThreadsThatKeepItsSignalsOff() {
    assertThatIllegalStateException()
        .isThrownBy(() -> SignalSource.bySignalFd(SIGUSR1))
        .withMessageContaining("[SIGUSR1]")
        .withMessageContaining("env --block-signal");
  }

  /** HotSpot lets TERM through in its threads, unless told not to care about signals. */
  @Test
  void terminationNeedsAJvmThatLeavesSignalsAlone() throws Exception {
    Tools.require("env coreutils");
    List<String> wrapper = List.of("env", "--block-signal=TERM");

    Run usual = run(wrapper, List.of(), Terminated.class);
    Run reduced = run(wrapper, List.of("-Xrs"), Terminated.class);

    assertThat(usual.out()).as(usual.toString()).startsWith("refused").contains("-Xrs");
    assertThat(reduced.out().strip()).as(reduced.toString()).isEqualTo("SIGTERM");
    assertThat(reduced.exit()).isZero();
  }

  /** Sends itself the signal that ends others. */
  static final class Terminated {
    private Terminated() {}

    public static void main(String[] args) throws IOException {
      try (SignalSource source = SignalSource.bySignalFd(SignalConstants.SIGTERM)) {
        Signal.of(SignalConstants.SIGTERM).kill(Ids.getpid());
        System.out.println(Teller.next(source).signal());
      } catch (IllegalStateException e) {
        System.out.println("refused: " + e.getMessage());
      }
    }
  }
}
