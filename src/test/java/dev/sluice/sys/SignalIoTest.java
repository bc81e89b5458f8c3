package dev.sluice.sys;

import static dev.sluice.sys.AsyncConstants.F_GETOWN;
import static dev.sluice.sys.AsyncConstants.F_GETOWN_EX;
import static dev.sluice.sys.AsyncConstants.F_GETSIG;
import static dev.sluice.sys.AsyncConstants.F_OWNER_PGRP;
import static dev.sluice.sys.AsyncConstants.F_OWNER_PID;
import static dev.sluice.sys.AsyncConstants.F_OWNER_TID;
import static dev.sluice.sys.AsyncConstants.F_SETOWN;
import static dev.sluice.sys.AsyncConstants.F_SETOWN_EX;
import static dev.sluice.sys.AsyncConstants.F_SETSIG;
import static dev.sluice.sys.AsyncConstants.O_ASYNC;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.SignalConstants.POLL_IN;
import static dev.sluice.sys.SignalConstants.SIGIO;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import dev.sluice.support.Jvm;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors that send signals, and the rule by which they may. */
@Bounded
@KeepsOpen("pipe:.*")
class SignalIoTest {
  private static final int READY = 48;
  private static final int OTHER = 49;

  /** In siginfo_t, where a signal tells of a descriptor. */
  private static final long BAND = 16;

  private static final long FD = 24;

  @AutoClose private final Owned owned = new Owned();
  private final SignalPipe pipe = Caught.open();

  @AfterEach
  void release() {
    pipe.release();
  }

  private void caught(int... signals) {
    for (int signal : signals) {
      assertThat(Signals.sigaction(signal, pipe)).isZero();
    }
  }

  @Test
  void aDescriptorHasAnOwner() throws IOException {
    int fd = owned.pipe(0).first();

    assertThat(SignalIo.fcntl(fd, F_GETOWN, 0)).isZero();
    assertThat(SignalIo.fcntl(fd, F_SETOWN, Ids.getpid())).isZero();
    assertThat(SignalIo.fcntl(fd, F_GETOWN, 0)).isEqualTo(Ids.getpid());
    OwnerEx owner = new OwnerEx();
    assertThat(SignalIo.fcntl(fd, F_GETOWN_EX, owner)).isZero();
    assertThat(owner.type()).isEqualTo(F_OWNER_PID);
    assertThat(owner.pid()).isEqualTo(Ids.getpid());

    owner.set(F_OWNER_TID, MasksTest.thisThread());
    assertThat(SignalIo.fcntl(fd, F_SETOWN_EX, owner)).isZero();
    OwnerEx again = new OwnerEx();
    assertThat(SignalIo.fcntl(fd, F_GETOWN_EX, again)).isZero();
    assertThat(again.type()).isEqualTo(F_OWNER_TID);
    assertThat(again.pid()).isEqualTo(MasksTest.thisThread());
  }

  @Test
  void aGroupOwnsToo() throws IOException, InterruptedException {
    Tools.require("ps procps");
    int group = Integer.parseInt(Run.output("ps", "-o", "pgid=", "-p", "" + Ids.getpid()).strip());
    int fd = owned.pipe(0).first();

    assertThat(SignalIo.fcntl(fd, F_SETOWN, -group)).isZero();

    assertThat(SignalIo.fcntl(fd, F_GETOWN, 0)).isEqualTo(-group);
    OwnerEx owner = new OwnerEx();
    assertThat(SignalIo.fcntl(fd, F_GETOWN_EX, owner)).isZero();
    assertThat(owner.type()).isEqualTo(F_OWNER_PGRP);
    assertThat(owner.pid()).isEqualTo(group);
  }

  @Test
  void ownersThatAreNone() {
    int fd = owned.pipe(0).first();
    OwnerEx owner = new OwnerEx();

    assertThat(SignalIo.fcntl(fd, F_SETOWN, Integer.MAX_VALUE)).isEqualTo(-Errno.ESRCH.number());
    owner.set(F_OWNER_PID, Integer.MAX_VALUE);
    assertThat(SignalIo.fcntl(fd, F_SETOWN_EX, owner)).isEqualTo(-Errno.ESRCH.number());
    owner.set(77, Ids.getpid());
    assertThat(SignalIo.fcntl(fd, F_SETOWN_EX, owner)).isEqualTo(-Errno.EINVAL.number());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void numbersThatAreNoDescriptorsAreEbadf(int fd) {
    caught(READY, SIGIO);
    int error = -Errno.EBADF.number();

    assertThat(SignalIo.fcntl(fd, F_GETOWN, 0)).isEqualTo(error);
    assertThat(SignalIo.fcntl(fd, F_SETOWN, 0)).isEqualTo(error);
    assertThat(SignalIo.fcntl(fd, F_SETSIG, READY)).isEqualTo(error);
    assertThat(SignalIo.fcntl(fd, F_GETSIG, 0)).isEqualTo(error);
    assertThat(SignalIo.fcntl(fd, F_SETFL, O_ASYNC)).isEqualTo(error);
    assertThat(SignalIo.fcntl(fd, F_SETFL, 0)).isEqualTo(error);
    assertThat(SignalIo.fcntl(fd, F_GETOWN_EX, new OwnerEx())).isEqualTo(error);
    assertThat(SignalIo.fcntl(fd, F_SETOWN_EX, new OwnerEx())).isEqualTo(error);
  }

  @Test
  void aReadyDescriptorSendsItsSignal() {
    caught(READY, SIGIO);
    Owned.Pair ends = owned.pipe(O_NONBLOCK);
    assertThat(SignalIo.fcntl(ends.first(), F_SETOWN, Ids.getpid())).isZero();
    assertThat(SignalIo.fcntl(ends.first(), F_SETSIG, READY)).isZero();
    assertThat(SignalIo.fcntl(ends.first(), F_GETSIG, 0)).isEqualTo(READY);
    assertThat(SignalIo.fcntl(ends.first(), F_SETFL, O_NONBLOCK | O_ASYNC)).isZero();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment record = arena.allocate(SignalPipe.RECORD, 8);

      assertThat(Io.write(ends.second(), arena.allocate(3))).isEqualTo(3);

      assertThat(Caught.await(pipe, record)).isEqualTo(SignalPipe.RECORD);
      assertThat(Caught.of(record).number()).isEqualTo(READY);
      assertThat(Caught.of(record).code()).isEqualTo(POLL_IN);
      assertThat(record.get(JAVA_INT, FD)).isEqualTo(ends.first());
      assertThat(record.get(JAVA_INT, BAND) & PollConstants.EPOLLIN).isNotZero();

      assertThat(SignalIo.fcntl(ends.first(), F_SETFL, O_NONBLOCK)).isZero();
      assertThat(Io.write(ends.second(), arena.allocate(3))).isEqualTo(3);
      assertThat(Caught.drain(pipe)).isEmpty();
    }
  }

  @Test
  void nobodyMayBeSurprised() {
    int fd = owned.tcp().first();
    int flags = Descriptors.fcntl(fd, F_GETFL, 0);

    assertThatIllegalStateException()
        .isThrownBy(() -> SignalIo.fcntl(fd, F_SETFL, O_ASYNC))
        .withMessageContaining("signal " + SIGIO);
    assertThatIllegalStateException().isThrownBy(() -> SignalIo.fcntl(fd, F_SETSIG, READY));
    caught(READY);
    assertThat(SignalIo.fcntl(fd, F_SETSIG, READY)).isZero();
    assertThatIllegalStateException()
        .as("SIGIO comes when too many are queued")
        .isThrownBy(() -> SignalIo.fcntl(fd, F_SETFL, O_ASYNC | O_NONBLOCK))
        .withMessageContaining("signal " + SIGIO);
    assertThatIllegalStateException().isThrownBy(() -> SignalIo.fcntl(fd, F_SETSIG, OTHER));

    assertThat(Descriptors.fcntl(fd, F_GETFL, 0)).isEqualTo(flags);
    assertThat(SignalIo.fcntl(fd, F_GETSIG, 0)).isEqualTo(READY);
    caught(SIGIO);
    assertThat(SignalIo.fcntl(fd, F_SETFL, O_ASYNC)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9, 11, 12, 15, 17, 23, 31, 32, 33, 34, 62, 65, -1, Integer.MIN_VALUE})
  void onlyFreeRealTimeSignalsAndSigioAreSent(int signum) {
    int fd = owned.pipe(0).first();

    assertThatIllegalArgumentException().isThrownBy(() -> SignalIo.fcntl(fd, F_SETSIG, signum));

    assertThat(SignalIo.fcntl(fd, F_GETSIG, 0)).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 6, 7, 12, 13, 14, 17, 1024, 1031, -1, Integer.MAX_VALUE})
  void otherCommandsAreRefused(int command) {
    int fd = owned.pipe(0).first();

    assertThatIllegalArgumentException().isThrownBy(() -> SignalIo.fcntl(fd, command, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SignalIo.fcntl(fd, command, new OwnerEx()));
  }

  /** In a JVM of its own: it would die. */
  @Test
  void signalsThatComeAfterTheReleaseAreIgnored() throws IOException, InterruptedException {
    Run run = Run.command(Duration.ofMinutes(1), Jvm.command(SendingTest.backend(), LetGo.class));

    assertThat(run.exit()).as(run.toString()).isZero();
    assertThat(run.out().lines()).containsExactly("caught 1", "alive", "caught 1", "alive");
  }

  /** Lets go of the signals while a descriptor still sends them, twice. */
  static final class LetGo {
    private LetGo() {}

    public static void main(String[] args) throws IOException {
      for (int signum : new int[] {READY, SIGIO}) {
        SignalPipe pipe = Caught.open();
        assertThat(Signals.sigaction(READY, pipe)).isZero();
        assertThat(Signals.sigaction(SIGIO, pipe)).isZero();
        int[] ends = new int[2];
        assertThat(Io.pipe2(ends, O_NONBLOCK)).isZero();
        assertThat(SignalIo.fcntl(ends[0], F_SETOWN, Ids.getpid())).isZero();
        assertThat(SignalIo.fcntl(ends[0], F_SETSIG, signum)).isZero();
        assertThat(SignalIo.fcntl(ends[0], F_SETFL, O_ASYNC)).isZero();
        try (Arena arena = Arena.ofConfined()) {
          assertThat(Io.write(ends[1], arena.allocate(1))).isEqualTo(1);
          System.out.println("caught " + Caught.await(pipe, 1).size());

          pipe.release();

          assertThat(Io.write(ends[1], arena.allocate(1))).isEqualTo(1);
          assertThat(Signals.kill(Ids.getpid(), signum)).isZero();
          assertThat(Caught.isIn("SigIgn", signum)).isTrue();
          System.out.println("alive");
        }
      }
    }
  }

  /** The signal may come where every thread keeps it off: there a signalfd takes it. */
  @Test
  void aSignalThatAllThreadsKeepOffIsExpected() throws IOException, InterruptedException {
    Tools.require("env coreutils");
    List<String> command =
        new java.util.ArrayList<>(List.of("env", "--block-signal=IO", "--block-signal=" + READY));
    command.addAll(Jvm.command(SendingTest.backend(), Blocking.class));

    Run run = Run.command(Duration.ofMinutes(1), command);

    assertThat(run.out().lines())
        .as(run.err())
        .containsExactly("kept off: [29, 48]", "armed: 0", "waits: true");
  }

  /** Every thread of it keeps two signals off. */
  static final class Blocking {
    private Blocking() {}

    public static void main(String[] args) throws IOException {
      System.out.println("kept off: " + Signals.blockedByAll());
      int[] ends = new int[2];
      assertThat(Io.pipe2(ends, O_NONBLOCK)).isZero();
      assertThat(SignalIo.fcntl(ends[0], F_SETOWN, Ids.getpid())).isZero();
      assertThat(SignalIo.fcntl(ends[0], F_SETSIG, READY)).isZero();
      System.out.println("armed: " + SignalIo.fcntl(ends[0], F_SETFL, O_ASYNC));
      try (Arena arena = Arena.ofConfined()) {
        assertThat(Io.write(ends[1], arena.allocate(1))).isEqualTo(1);
      }
      System.out.println("waits: " + Caught.isIn("ShdPnd", READY));
    }
  }
}
