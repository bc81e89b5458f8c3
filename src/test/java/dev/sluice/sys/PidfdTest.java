package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.PollConstants.POLLIN;
import static dev.sluice.sys.SignalConstants.SIGTERM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Tools;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@Bounded
class PidfdTest {
  private static final int ENDED_BY_SIGNAL = 128;

  @AutoClose private final Owned owned = new Owned();

  @SuppressWarnings("NullAway.Init") // Made anew for each test.
  private Process child;

  private int pid;

  @BeforeEach
  void startAChild() throws Exception {
    Tools.require("sleep coreutils");
    child = new ProcessBuilder("sleep", "100").start();
    pid = (int) child.pid();
  }

  @AfterEach
  void endTheChild() throws Exception {
    child.destroyForcibly().waitFor();
  }

  @Test
  void itIsReadableWhenTheProcessEnded() throws Exception {
    int pidfd = owned.add(EventDescriptors.pidfd_open(pid, 0));
    PollFds fds = PollFds.allocate(1);
    fds.set(0, pidfd, POLLIN);
    assertThat(Polls.poll(fds, 1, 0)).isZero();

    Blocked waiting = Blocked.start(Numbers.PPOLL, () -> Polls.poll(fds, 1, -1));
    assertThat(EventDescriptors.pidfd_send_signal(pidfd, SIGTERM, 0)).isZero();

    assertThat(waiting.result()).isEqualTo(1);
    // Since Linux 6.9 also POLLHUP, once it was waited for.
    assertThat(fds.revents(0) & POLLIN).isEqualTo(POLLIN);
    assertThat(child.waitFor()).isEqualTo(ENDED_BY_SIGNAL + SIGTERM);
  }

  @Test
  void signalZeroOnlyAsks() throws Exception {
    int pidfd = owned.add(EventDescriptors.pidfd_open(pid, 0));

    assertThat(EventDescriptors.pidfd_send_signal(pidfd, 0, 0)).isZero();
    child.destroyForcibly().waitFor();

    assertThat(EventDescriptors.pidfd_send_signal(pidfd, 0, 0)).isEqualTo(-Errno.ESRCH.number());
    assertThat(EventDescriptors.pidfd_send_signal(pidfd, SIGTERM, 0))
        .isEqualTo(-Errno.ESRCH.number());
  }

  @Test
  void flagsAreKept() {
    int plain = owned.add(EventDescriptors.pidfd_open(pid, 0));
    int nonblocking = owned.add(EventDescriptors.pidfd_open(pid, EventConstants.PIDFD_NONBLOCK));

    assertThat(Descriptors.fcntl(plain, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(Descriptors.fcntl(plain, F_GETFL, 0) & O_NONBLOCK).isZero();
    assertThat(Descriptors.fcntl(nonblocking, F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
  }

  @Test
  void theySayWhatIsWrong() {
    int pidfd = owned.add(EventDescriptors.pidfd_open(pid, 0));

    assertThat(EventDescriptors.pidfd_open(0, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.pidfd_open(-1, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.pidfd_open(pid, 1 << 30)).isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.pidfd_open(Integer.MAX_VALUE, 0)).isEqualTo(-Errno.ESRCH.number());
    assertThat(EventDescriptors.pidfd_send_signal(pidfd, 65, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.pidfd_send_signal(pidfd, 0, 1 << 30))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.pidfd_send_signal(owned.pipe(0).first(), 0, 0))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(EventDescriptors.pidfd_send_signal(owned.closedOne(), 0, 0))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(child.isAlive()).isTrue();
  }
}
