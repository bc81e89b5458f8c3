package dev.sluice.reactor;

import org.junit.jupiter.api.Nested;

/** A loop waits, a pool of threads runs the handlers. */
class WorkersTest {
  @Nested
  class EpollLevel extends ReactorContract {
    EpollLevel() {
      super(ModelServer.Model.WORKERS, PollerKind.EPOLL, Trigger.LEVEL);
    }
  }

  @Nested
  class EpollEdge extends ReactorContract {
    EpollEdge() {
      super(ModelServer.Model.WORKERS, PollerKind.EPOLL, Trigger.EDGE);
    }
  }

  @Nested
  class EpollOneshot extends ReactorContract {
    EpollOneshot() {
      super(ModelServer.Model.WORKERS, PollerKind.EPOLL, Trigger.ONESHOT);
    }
  }

  @Nested
  class PollLevel extends ReactorContract {
    PollLevel() {
      super(ModelServer.Model.WORKERS, PollerKind.POLL, Trigger.LEVEL);
    }
  }

  @Nested
  class SelectLevel extends ReactorContract {
    SelectLevel() {
      super(ModelServer.Model.WORKERS, PollerKind.SELECT, Trigger.LEVEL);
    }
  }
}
