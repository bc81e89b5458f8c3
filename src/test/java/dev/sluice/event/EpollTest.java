package dev.sluice.event;

import static dev.sluice.sys.PollConstants.EPOLLET;
import static dev.sluice.sys.PollConstants.EPOLLEXCLUSIVE;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLONESHOT;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Polls;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EpollTest extends PollerContract {
  @Override
  protected Epoll open() throws Exception {
    return Epoll.open(256);
  }

  @Test
  void edgesComeOnce() throws Exception {
    Pipe pipe = pipe();
    poller.add(pipe.in(), EPOLLIN | EPOLLET, 1);

    pipe.write();
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.await(0)).isZero();
    pipe.write();
    assertThat(poller.await(0)).isEqualTo(1);
  }

  @Test
  void oneshotComesOnceUntilItIsModified() throws Exception {
    int fd = pipe().out();
    poller.add(fd, EPOLLOUT | EPOLLONESHOT, 1);

    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.await(0)).isZero();
    poller.modify(fd, EPOLLOUT | EPOLLONESHOT, 2);
    assertThat(poller.await(0)).isEqualTo(1);
  }

  @Test
  void exclusiveIsForAddingOnly() throws Exception {
    int fd = pipe().out();
    poller.add(fd, EPOLLOUT | EPOLLEXCLUSIVE, 1);

    assertThat(poller.await(0)).isEqualTo(1);
    assertErrno(() -> poller.modify(fd, EPOLLOUT, 1), Errno.EINVAL);
    assertErrno(() -> poller.add(pipe().out(), EPOLLEXCLUSIVE | EPOLLONESHOT, 1), Errno.EINVAL);
  }

  @Test
  void endsAreReportedUnasked() throws Exception {
    assertEndsAreReportedUnasked();
  }

  @Test
  void filesAreRefused(@TempDir Path folder) throws Exception {
    try (Fd file = file(folder)) {
      assertErrno(() -> poller.add(file.number(), EPOLLIN, 1), Errno.EPERM);
    }
  }

  @Test
  void aClosedDescriptorVanishes() throws Exception {
    Pipe pipe = pipe();
    int number = pipe.out();
    poller.add(number, EPOLLOUT, 1);

    pipe.writeEnd().close();

    assertThat(poller.await(0)).isZero();
    assertErrno(() -> poller.remove(number), Errno.EBADF);
    assertErrno(() -> poller.add(number, EPOLLIN, 1), Errno.EBADF);
  }

  @Test
  void highNumbersAreTaken() throws Exception {
    assertHighNumbersAreTaken();
  }

  @Test
  void anEpollIsWatchedByAnother() throws Exception {
    Epoll inner = Epoll.open(1);
    try (inner;
        Epoll adopted = new Epoll(Fd.adopt(Polls.epoll_create1(0)), 1)) {
      adopted.add(inner.fd(), EPOLLIN, 5);
      assertThat(adopted.await(0)).isZero();
      inner.add(pipe().out(), EPOLLOUT, 1);
      assertThat(adopted.await(0)).isEqualTo(1);
    }
  }
}
