package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.event.Poll;
import dev.sluice.event.Poller;
import dev.sluice.event.Select;

/** What a loop waits by. */
public enum PollerKind {
  /** The cost of a wait depends on what is ready. */
  EPOLL,
  /** The cost of a wait depends on how many descriptors there are. */
  POLL,
  /** As poll, for descriptors below 1024. */
  SELECT;

  private static final int EVENTS_PER_WAIT = 256;

  Poller open() throws ErrnoException {
    return switch (this) {
      case EPOLL -> Epoll.open(EVENTS_PER_WAIT);
      case POLL -> Poll.open();
      case SELECT -> Select.open();
    };
  }
}
