package dev.sluice.reactor;

import org.junit.jupiter.api.Nested;

/** A loop waits, virtual threads run the handlers. */
class VirtualThreadsTest {
  @Nested
  class EpollLevel extends ReactorContract {
    EpollLevel() {
      super(ModelServer.Model.VIRTUAL, PollerKind.EPOLL, Trigger.LEVEL);
    }
  }

  @Nested
  class EpollEdge extends ReactorContract {
    EpollEdge() {
      super(ModelServer.Model.VIRTUAL, PollerKind.EPOLL, Trigger.EDGE);
    }
  }

  @Nested
  class EpollOneshot extends ReactorContract {
    EpollOneshot() {
      super(ModelServer.Model.VIRTUAL, PollerKind.EPOLL, Trigger.ONESHOT);
    }
  }

  @Nested
  class PollLevel extends ReactorContract {
    PollLevel() {
      super(ModelServer.Model.VIRTUAL, PollerKind.POLL, Trigger.LEVEL);
    }
  }

  @Nested
  class SelectLevel extends ReactorContract {
    SelectLevel() {
      super(ModelServer.Model.VIRTUAL, PollerKind.SELECT, Trigger.LEVEL);
    }
  }
}
