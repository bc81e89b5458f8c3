package dev.sluice.sys;

import static dev.sluice.sys.EventConstants.SFD_CLOEXEC;
import static dev.sluice.sys.EventConstants.SFD_NONBLOCK;
import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.SignalConstants.SIGTERM;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static dev.sluice.sys.SignalConstants.SIGWINCH;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bindings.x86_64.signalfd_siginfo;
import dev.sluice.errno.Errno;
import dev.sluice.support.Jvm;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@Bounded
@KeepsOpen("pipe:.*")
class SignalfdTest {
  private static final Duration LIMIT = Duration.ofSeconds(50);

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  /** Reads SIGUSR1, then SIGWINCH by the same descriptor; both are blocked in every thread. */
  static final class Reads {
    private Reads() {}

    public static void main(String[] args) throws Exception {
      int fd = EventDescriptors.signalfd4(-1, SigSet.of(SIGUSR1), SFD_CLOEXEC | SFD_NONBLOCK);
      Process first = Caught.send(SIGUSR1, 3);
      Caught.send(SIGWINCH, 1);
      report(fd, first.pid());
      report(fd, 0);
      boolean same = EventDescriptors.signalfd4(fd, SigSet.of(SIGWINCH), 0) == fd;
      System.out.println("the same descriptor " + same);
      report(fd, 0);
    }

    private static void report(int fd, long pid) {
      MemorySegment info = Arena.ofAuto().allocate(signalfd_siginfo.layout());
      long length = Io.read(fd, info);
      boolean sender = info.get(JAVA_INT, signalfd_siginfo.ssi_pid$offset()) == pid;
      System.out.println(
          length
              + " bytes, signal "
              + info.get(JAVA_INT, signalfd_siginfo.ssi_signo$offset())
              + (sender ? " of the sender" : ""));
    }
  }

  @Test
  void whatNoThreadLetsThroughIsRead() throws Exception {
    Tools.require("env coreutils");
    String backend = Backend.current().name().toLowerCase(Locale.ROOT);
    List<String> command = new ArrayList<>(List.of("env", "--block-signal=USR1,WINCH"));
    command.addAll(Jvm.command(List.of("-Dsluice.backend=" + backend), Reads.class));

    Run run = Run.command(LIMIT, command);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly(
            "128 bytes, signal " + SIGUSR1 + " of the sender",
            Errno.WOULD_BLOCK + " bytes, signal 0 of the sender",
            "the same descriptor true",
            "128 bytes, signal " + SIGWINCH);
  }

  @Test
  void signalfdSaysWhatIsWrong() {
    SigSet set = SigSet.of(SIGTERM);
    int fd = owned.add(EventDescriptors.signalfd4(-1, set, SFD_CLOEXEC | SFD_NONBLOCK));

    assertThat(Descriptors.fcntl(fd, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(Io.read(fd, arena.allocate(128))).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Io.read(fd, arena.allocate(127))).isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.signalfd4(-1, set, 1)).isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.signalfd4(owned.pipe(0).first(), set, 0))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.signalfd4(owned.closedOne(), set, 0))
        .isEqualTo(-Errno.EBADF.number());
  }
}
