package dev.sluice.event;

import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLET;
import static dev.sluice.sys.PollConstants.EPOLLEXCLUSIVE;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLONESHOT;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLLWAKEUP;
import static dev.sluice.sys.PollConstants.POLLNVAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fd.Fd;
import dev.sluice.sys.Files;
import dev.sluice.sys.OpenHow;
import dev.sluice.sys.PathBuf;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollTest extends PollerContract {
  @Override
  protected Poll open() {
    return Poll.open();
  }

  static Fd file(Path path) {
    OpenHow how = new OpenHow(O_RDONLY | O_CLOEXEC, 0, 0);
    return Fd.adopt(Files.openat2(AT_FDCWD, PathBuf.of(path.toString()), how));
  }

  @Test
  void whatOnlyEpollKnowsIsRefused() throws Exception {
    assertUnknown(EPOLLET);
    assertUnknown(EPOLLONESHOT);
    assertUnknown(EPOLLEXCLUSIVE);
    assertUnknown(EPOLLWAKEUP);
  }

  @Test
  void endsAreReportedUnasked() throws Exception {
    Pipe pipe = pipe();
    poller.add(pipe.in(), 0, 1);
    pipe.writeEnd().close();
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.events(0)).isEqualTo(EPOLLHUP);
    poller.remove(pipe.in());

    Pipe other = pipe();
    poller.add(other.out(), 0, 1);
    other.readEnd().close();
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.events(0)).isEqualTo(EPOLLERR);
  }

  @Test
  void filesAreAlwaysReady(@TempDir Path folder) throws Exception {
    try (Fd file = file(folder)) {
      poller.add(file.number(), EPOLLIN | EPOLLOUT, 1);

      assertThat(poller.await(-1)).isEqualTo(1);
      assertThat(poller.events(0)).isEqualTo(EPOLLIN | EPOLLOUT);
    }
  }

  @Test
  void aClosedDescriptorIsReportedUntilItIsRemoved() throws Exception {
    Pipe pipe = pipe();
    int number = pipe.out();
    poller.add(number, EPOLLOUT, 1);

    pipe.writeEnd().close();

    for (int i = 0; i < 2; i++) {
      assertThat(poller.await(-1)).isEqualTo(1);
      assertThat(poller.events(0)).isEqualTo(POLLNVAL);
      assertThat(poller.data(0)).isEqualTo(1);
    }
    poller.remove(number);
    assertThat(poller.await(0)).isZero();
  }

  @Test
  void highNumbersAreTaken() throws Exception {
    Pipe pipe = pipeFrom(3_000);
    pipe.write();
    poller.add(pipe.in(), EPOLLIN, 1);

    assertThat(poller.await(0)).isEqualTo(1);
  }
}
