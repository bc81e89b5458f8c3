package dev.sluice.reactor;

import org.junit.jupiter.api.Nested;

/** Leases that go out without a copy, by all that a loop can wait by. */
class ZeroCopyTest {
  @Nested
  class EpollLevel extends ZeroCopyContract {
    EpollLevel() {
      super(PollerKind.EPOLL, Trigger.LEVEL);
    }
  }

  @Nested
  class EpollEdge extends ZeroCopyContract {
    EpollEdge() {
      super(PollerKind.EPOLL, Trigger.EDGE);
    }
  }

  @Nested
  class EpollOneshot extends ZeroCopyContract {
    EpollOneshot() {
      super(PollerKind.EPOLL, Trigger.ONESHOT);
    }
  }

  @Nested
  class PollLevel extends ZeroCopyContract {
    PollLevel() {
      super(PollerKind.POLL, Trigger.LEVEL);
    }
  }

  @Nested
  class SelectLevel extends ZeroCopyContract {
    SelectLevel() {
      super(PollerKind.SELECT, Trigger.LEVEL);
    }
  }
}
