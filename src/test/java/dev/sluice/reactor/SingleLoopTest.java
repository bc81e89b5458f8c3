package dev.sluice.reactor;

import org.junit.jupiter.api.Nested;

/** One loop does it all. */
class SingleLoopTest {
  @Nested
  class EpollLevel extends SingleLoopContract {
    EpollLevel() {
      super(PollerKind.EPOLL, Trigger.LEVEL);
    }

    @Override
    int crowds() {
      return 6;
    }
  }

  @Nested
  class EpollEdge extends SingleLoopContract {
    EpollEdge() {
      super(PollerKind.EPOLL, Trigger.EDGE);
    }
  }

  @Nested
  class EpollOneshot extends SingleLoopContract {
    EpollOneshot() {
      super(PollerKind.EPOLL, Trigger.ONESHOT);
    }
  }

  @Nested
  class PollLevel extends SingleLoopContract {
    PollLevel() {
      super(PollerKind.POLL, Trigger.LEVEL);
    }
  }

  @Nested
  class SelectLevel extends SingleLoopContract {
    SelectLevel() {
      super(PollerKind.SELECT, Trigger.LEVEL);
    }
  }
}
