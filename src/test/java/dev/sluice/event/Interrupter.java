package dev.sluice.event;

import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import dev.sluice.support.Toolchain;
import dev.sluice.support.Tools;
import dev.sluice.sys.Ids;
import dev.sluice.sys.SignalPipe;
import dev.sluice.sys.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Sends SIGUSR1, caught meanwhile, to one thread: the system call that it sits in ends. */
final class Interrupter implements AutoCloseable {
  private final SignalPipe pipe;

  Interrupter() {
    Tools.require("perl perl-base");
    @Nullable SignalPipe[] made = new SignalPipe[1];
    assertThat(SignalPipe.open(made)).isZero();
    pipe = Objects.requireNonNull(made[0]);
    assertThat(Signals.sigaction(SIGUSR1, pipe)).isZero();
  }

  /** The kernel's number of this thread. */
  static long currentThread() throws IOException {
    Path self = Files.readSymbolicLink(Path.of("/proc/thread-self"));
    return Long.parseLong(self.getFileName().toString());
  }

  /** By tgkill, from another process. */
  void send(long thread) throws IOException, InterruptedException {
    String number = Toolchain.machine().equals("x86_64") ? "234" : "131";
    Run.output(
        "perl",
        "-e",
        "syscall($ARGV[0] + 0, $ARGV[1] + 0, $ARGV[2] + 0, $ARGV[3] + 0)",
        number,
        "" + Ids.getpid(),
        "" + thread,
        "" + SIGUSR1);
  }

  @Override
  public void close() {
    pipe.release();
  }
}
