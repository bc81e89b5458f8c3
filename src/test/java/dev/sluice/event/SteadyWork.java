package dev.sluice.event;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.ErrnoException;

/**
 * Adds, waits, modifies and removes again and again, by each poller; {@link GarbageTest} runs it.
 */
final class SteadyWork {
  static final String BEGIN = "begin";
  private static final int WARM_UP = 20_000;
  private static final int ROUNDS = 200_000;

  private SteadyWork() {}

  /** Prints a line when it is warm, and one for each poller at its end. */
  public static void main(String[] args) throws Exception {
    try (Pipe pipe = Pipe.open()) {
      Poller[] pollers = {Epoll.open(4), Poll.open(), Select.open()};
      for (Poller poller : pollers) {
        work(poller, pipe.out(), WARM_UP);
      }
      System.out.println(BEGIN);
      for (Poller poller : pollers) {
        System.out.println(work(poller, pipe.out(), ROUNDS) == ROUNDS);
      }
    }
  }

  private static int work(Poller poller, int fd, int rounds) throws ErrnoException {
    int events = 0;
    for (int i = 0; i < rounds; i++) {
      poller.add(fd, EPOLLOUT, i);
      events += poller.await(0);
      poller.modify(fd, EPOLLIN, i);
      events += poller.await(0);
      poller.remove(fd);
    }
    return events;
  }
}
