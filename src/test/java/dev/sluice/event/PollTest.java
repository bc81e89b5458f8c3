package dev.sluice.event;

import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.POLLNVAL;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PollTest extends PollerContract {
  @Override
  protected Poll open() {
    return Poll.open();
  }

  @Test
  void whatOnlyEpollKnowsIsRefused() throws Exception {
    assertWhatOnlyEpollKnowsIsRefused();
  }

  @Test
  void endsAreReportedUnasked() throws Exception {
    assertEndsAreReportedUnasked();
  }

  @Test
  void filesAreAlwaysReady(@TempDir Path folder) throws Exception {
    assertFilesAreAlwaysReady(folder);
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
    assertHighNumbersAreTaken();
  }
}
