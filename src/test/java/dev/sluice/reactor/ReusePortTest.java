package dev.sluice.reactor;

import org.junit.jupiter.api.Nested;

/** Two loops listen on one address. */
class ReusePortTest {
  @Nested
  class EpollLevel extends ReactorContract {
    EpollLevel() {
      super(ModelServer.Model.REUSEPORT, PollerKind.EPOLL, Trigger.LEVEL);
    }
  }

  @Nested
  class EpollEdge extends ReactorContract {
    EpollEdge() {
      super(ModelServer.Model.REUSEPORT, PollerKind.EPOLL, Trigger.EDGE);
    }
  }

  @Nested
  class EpollOneshot extends ReactorContract {
    EpollOneshot() {
      super(ModelServer.Model.REUSEPORT, PollerKind.EPOLL, Trigger.ONESHOT);
    }
  }

  @Nested
  class PollLevel extends ReactorContract {
    PollLevel() {
      super(ModelServer.Model.REUSEPORT, PollerKind.POLL, Trigger.LEVEL);
    }
  }

  @Nested
  class SelectLevel extends ReactorContract {
    SelectLevel() {
      super(ModelServer.Model.REUSEPORT, PollerKind.SELECT, Trigger.LEVEL);
    }
  }
}
