package dev.sluice.reactor;

import org.junit.jupiter.api.Nested;

/** One loop accepts, two have the connections. */
class HandOverTest {
  @Nested
  class EpollLevel extends ReactorContract {
    EpollLevel() {
      super(ModelServer.Model.HANDOVER, PollerKind.EPOLL, Trigger.LEVEL);
    }
  }

  @Nested
  class EpollEdge extends ReactorContract {
    EpollEdge() {
      super(ModelServer.Model.HANDOVER, PollerKind.EPOLL, Trigger.EDGE);
    }
  }

  @Nested
  class EpollOneshot extends ReactorContract {
    EpollOneshot() {
      super(ModelServer.Model.HANDOVER, PollerKind.EPOLL, Trigger.ONESHOT);
    }
  }

  @Nested
  class PollLevel extends ReactorContract {
    PollLevel() {
      super(ModelServer.Model.HANDOVER, PollerKind.POLL, Trigger.LEVEL);
    }
  }

  @Nested
  class SelectLevel extends ReactorContract {
    SelectLevel() {
      super(ModelServer.Model.HANDOVER, PollerKind.SELECT, Trigger.LEVEL);
    }
  }
}
