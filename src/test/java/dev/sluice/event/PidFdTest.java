package dev.sluice.event;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.SignalConstants.SIGKILL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.support.Tools;
import dev.sluice.sys.EventDescriptors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PidFdTest {
  private static final int ENDED_BY_SIGNAL = 128;

  @SuppressWarnings("NullAway.Init") // Made anew for each test.
  private Process child;

  @BeforeEach
  void startAChild() throws Exception {
    Tools.require("sleep coreutils");
    child = new ProcessBuilder("sleep", "100").start();
  }

  @AfterEach
  void endTheChild() throws Exception {
    child.destroyForcibly().waitFor();
  }

  @Test
  void theEndOfAProcessIsAnEvent() throws Exception {
    try (PidFd process = PidFd.open(child.pid());
        Epoll epoll = Epoll.open(1)) {
      epoll.add(process.fd(), EPOLLIN, child.pid());
      assertThat(epoll.await(0)).isZero();
      assertThat(process.hasEnded()).isFalse();

      process.send(SIGKILL);

      assertThat(epoll.await(-1)).isEqualTo(1);
      assertThat(epoll.data(0)).isEqualTo(child.pid());
      assertThat(process.hasEnded()).isTrue();
      assertThat(child.waitFor()).isEqualTo(ENDED_BY_SIGNAL + SIGKILL);
      assertThatThrownBy(() -> process.send(0)).hasMessage("pidfd_send_signal(0): " + Errno.ESRCH);
      assertThat(process.hasEnded()).isTrue();
    }
    long pid = child.pid();
    assertThatThrownBy(() -> PidFd.open(pid)).hasMessage("pidfd_open(" + pid + "): " + Errno.ESRCH);
  }

  @Test
  void closingLetsTheProcessLive() throws Exception {
    int number = EventDescriptors.pidfd_open((int) child.pid(), 0);
    PidFd process = new PidFd(Fd.adopt(number));
    process.send(0);
    process.close();

    assertThat(child.isAlive()).isTrue();
  }

  @Test
  void whatIsWrongIsAnErrno() throws Exception {
    assertThatThrownBy(() -> PidFd.open(0)).hasMessage("pidfd_open(0): " + Errno.EINVAL);
    assertThatThrownBy(() -> PidFd.open(1L << 32)).hasMessageContaining("ESRCH");
    try (PidFd process = PidFd.open(child.pid())) {
      assertThatThrownBy(() -> process.send(65))
          .hasMessage("pidfd_send_signal(65): " + Errno.EINVAL);
    }
  }
}
