package dev.sluice.reactor;

import org.junit.jupiter.api.Nested;

/** One loop does it all. */
class SingleLoopTest {
  @Nested
  class EpollLevel extends ReactorContract {
    EpollLevel() {
      super(ModelServer.Model.SINGLE, PollerKind.EPOLL, Trigger.LEVEL);
    }

    @Override
    int crowds() {
      return 6;
    }
  }

  @Nested
  class EpollEdge extends ReactorContract {
    EpollEdge() {
      super(ModelServer.Model.SINGLE, PollerKind.EPOLL, Trigger.EDGE);
    }
  }

  @Nested
  class EpollOneshot extends ReactorContract {
    EpollOneshot() {
      super(ModelServer.Model.SINGLE, PollerKind.EPOLL, Trigger.ONESHOT);
    }
  }

  @Nested
  class PollLevel extends ReactorContract {
    PollLevel() {
      super(ModelServer.Model.SINGLE, PollerKind.POLL, Trigger.LEVEL);
    }
  }

  @Nested
  class SelectLevel extends ReactorContract {
    SelectLevel() {
      super(ModelServer.Model.SINGLE, PollerKind.SELECT, Trigger.LEVEL);
    }
  }
}
