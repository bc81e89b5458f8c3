package dev.sluice.reactor;

import org.junit.jupiter.api.Nested;

/** Threads take turns. */
class LeaderFollowersTest {
  @Nested
  class EpollOneshot extends ReactorContract {
    EpollOneshot() {
      super(ModelServer.Model.LEADER_FOLLOWERS, PollerKind.EPOLL, Trigger.ONESHOT);
    }
  }
}
