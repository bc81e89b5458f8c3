package dev.sluice.examples.connect;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Poller;

/**
 * What a poller is told of one descriptor. While nothing is wanted it is not watched at all: a
 * hang-up would be reported again and again.
 */
final class Watch {
  private final Poller poller;
  private final int fd;
  private int events;

  Watch(Poller poller, int fd) {
    this.poller = poller;
    this.fd = fd;
  }

  /** Wants these, and asks the kernel only when they differ; 0 for none. */
  void want(int wanted) throws ErrnoException {
    if (wanted == events) {
      return;
    }
    if (wanted == 0) {
      poller.remove(fd);
    } else if (events == 0) {
      poller.add(fd, wanted, fd);
    } else {
      poller.modify(fd, wanted, fd);
    }
    events = wanted;
  }
}
