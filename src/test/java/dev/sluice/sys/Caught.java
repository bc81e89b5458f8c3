package dev.sluice.sys;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bindings.x86_64.siginfo_t;
import dev.sluice.errno.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One record of a signal pipe, and what tests of signals need beside it. */
record Caught(int number, int code, int pid, int uid, int value) {
  // Both ABIs agree on these; the union behind them is generated in parts.
  private static final long PID = 16;
  private static final long UID = 20;
  private static final long VALUE = 24;

  private static final int PATIENCE_MILLIS = 30_000;
  private static final int AT_ONCE = 64;

  /** Takes what is there, without waiting. */
  static List<Caught> drain(SignalPipe pipe) {
    List<Caught> all = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment room = arena.allocate((long) AT_ONCE * SignalPipe.RECORD, 8);
      for (long n = Io.read(pipe.fd(), room);
          n != Errno.WOULD_BLOCK;
          n = Io.read(pipe.fd(), room)) {
        assertThat(n).isPositive();
        assertThat(n % SignalPipe.RECORD).as("records are whole").isZero();
        for (long at = 0; at < n; at += SignalPipe.RECORD) {
          all.add(of(room.asSlice(at, SignalPipe.RECORD)));
        }
      }
    }
    return all;
  }

  /** Waits for at least so many records. */
  static List<Caught> await(SignalPipe pipe, int count) {
    List<Caught> all = new ArrayList<>(drain(pipe));
    int epoll = Polls.epoll_create1(0);
    try {
      EpollEvents events = EpollEvents.allocate(1);
      events.set(0, EPOLLIN, 0);
      assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, pipe.fd(), events)).isZero();
      while (all.size() < count) {
        assertThat(Polls.epoll_wait(epoll, events, 1, PATIENCE_MILLIS))
            .as("more than %s records", all.size())
            .isEqualTo(1);
        all.addAll(drain(pipe));
      }
    } finally {
      assertThat(Descriptors.close(epoll)).isZero();
    }
    return all;
  }

  static Caught of(MemorySegment info) {
    return new Caught(
        info.get(JAVA_INT, siginfo_t.si_signo$offset()),
        info.get(JAVA_INT, siginfo_t.si_code$offset()),
        info.get(JAVA_INT, PID),
        info.get(JAVA_INT, UID),
        info.get(JAVA_INT, VALUE));
  }

  /** Waits for a record and gives it as it is: how many bytes came. */
  static long await(SignalPipe pipe, MemorySegment record) {
    long n = Io.read(pipe.fd(), record);
    while (n == Errno.WOULD_BLOCK) {
      Thread.onSpinWait();
      n = Io.read(pipe.fd(), record);
    }
    return n;
  }

  /** A new pipe, which the caller releases. */
  static SignalPipe open() {
    @Nullable SignalPipe[] result = new SignalPipe[1];
    assertThat(SignalPipe.open(result)).isZero();
    SignalPipe pipe = result[0];
    if (pipe == null) {
      throw new AssertionError("open made no pipe");
    }
    return pipe;
  }

  /** Sends a signal to this process from a shell: the process that sent it, ended by now. */
  static Process send(int signum, int times) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder(
                "sh",
                "-c",
                "i=0; while [ $i -lt $3 ]; do kill -$1 $2 || exit 1; i=$((i+1)); done",
                "sh",
                Integer.toString(signum),
                Integer.toString(Ids.getpid()),
                Integer.toString(times))
            .redirectInput(new java.io.File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(shell.waitFor()).as("the exit status of the shell").isZero();
    return shell;
  }

  /** Is a signal in one of the masks of {@code /proc/self/status}: SigCgt, ShdPnd, … */
  static boolean isIn(String mask, int signum) throws IOException {
    for (String line : java.nio.file.Files.readAllLines(Path.of("/proc/self/status"))) {
      if (line.startsWith(mask + ":")) {
        long bits = Long.parseUnsignedLong(line.substring(mask.length() + 1).strip(), 16);
        return (bits >>> (signum - 1) & 1) != 0;
      }
    }
    throw new AssertionError("there is no mask " + mask);
  }
}
