package dev.sluice.event;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLLRDHUP;
import static dev.sluice.sys.PollConstants.POLLNVAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SelectTest extends PollerContract {
  @Override
  protected Select open() {
    return Select.open();
  }

  @Test
  void whatSelectDoesNotTellIsRefused() throws Exception {
    assertWhatOnlyEpollKnowsIsRefused();
    assertUnknown(EPOLLRDHUP);
    assertUnknown(EPOLLERR);
  }

  @Test
  void endsComeAsReadableAndErrorsAsWritable() throws Exception {
    Pipe pipe = pipe();
    poller.add(pipe.in(), EPOLLIN, 1);
    pipe.writeEnd().close();
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.events(0)).isEqualTo(EPOLLIN);
    poller.modify(pipe.in(), 0, 1);
    assertThat(poller.await(0)).isZero();

    Pipe other = pipe();
    poller.add(other.out(), EPOLLOUT, 1);
    other.readEnd().close();
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.events(0)).isEqualTo(EPOLLOUT);
  }

  @Test
  void filesAreAlwaysReady(@TempDir Path folder) throws Exception {
    assertFilesAreAlwaysReady(folder);
  }

  @Test
  void aClosedDescriptorIsReportedUntilItIsRemoved() throws Exception {
    Pipe pipe = pipe();
    int number = pipe.out();
    poller.add(pipe().out(), EPOLLOUT, 2);
    poller.add(number, EPOLLOUT, 1);

    pipe.writeEnd().close();

    for (int i = 0; i < 2; i++) {
      assertThat(poller.await(-1)).as("it hides the others").isEqualTo(1);
      assertThat(poller.events(0)).isEqualTo(POLLNVAL);
      assertThat(poller.data(0)).isEqualTo(1);
    }
    poller.remove(number);
    assertThat(poller.await(-1)).isEqualTo(1);
    assertThat(poller.data(0)).isEqualTo(2);
  }

  @Test
  void highNumbersAreRefused() throws Exception {
    Pipe pipe = pipeFrom(1_024);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> poller.add(pipe.in(), EPOLLIN, 1))
        .withMessageContaining("1023")
        .withMessageContaining("" + pipe.in());
    assertErrno(() -> poller.modify(pipe.in(), EPOLLIN, 1), Errno.ENOENT);
    assertErrno(() -> poller.remove(pipe.in()), Errno.ENOENT);
    Pipe last = pipeFrom(1_023);
    last.write();
    poller.add(last.in(), EPOLLIN, 1);
    assertThat(last.in()).isEqualTo(1_023);
    assertThat(poller.await(0)).isEqualTo(1);
  }
}
