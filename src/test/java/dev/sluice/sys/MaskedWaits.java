package dev.sluice.sys;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static dev.sluice.sys.PollConstants.POLLIN;
import static dev.sluice.sys.SignalConstants.SIGTERM;
import static dev.sluice.sys.SignalConstants.SIGUSR1;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Waits by each call that takes a signal mask, while SIGUSR1 is pending; prints what came of it.
 * {@link SignalMaskTest} runs it with SIGUSR1 blocked in every thread.
 */
final class MaskedWaits {
  private static final int MILLIS = 50;

  private final SignalPipe pipe = Caught.open();
  private final Timespec timeout = new Timespec();

  private MaskedWaits() {
    timeout.set(0, MILLIS * 1_000_000L);
  }

  /** Prints a line for each call. */
  public static void main(String[] args) throws Exception {
    MaskedWaits waits = new MaskedWaits();
    check(Signals.sigaction(SIGUSR1, waits.pipe));
    int idle = idle();
    int epoll = check(Polls.epoll_create1(0));
    EpollEvents events = EpollEvents.allocate(1);
    events.set(0, EPOLLIN, 0);
    check(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, idle, events));
    PollFds fds = PollFds.allocate(1);
    fds.set(0, idle, POLLIN);

    waits.run("epoll_pwait", mask -> Polls.epoll_pwait(epoll, events, 1, MILLIS, mask));
    waits.run("epoll_pwait2", mask -> Polls.epoll_pwait2(epoll, events, 1, waits.timeout, mask));
    waits.run("ppoll", mask -> Polls.ppoll(fds, 1, waits.timeout, mask));
    FdSet read = new FdSet();
    waits.run(
        "pselect6",
        mask -> {
          read.add(idle);
          return Polls.pselect6(idle + 1, read, null, null, waits.timeout, mask);
        });
  }

  private static int idle() {
    int[] ends = new int[2];
    check(Io.pipe2(ends, 0));
    return ends[0];
  }

  /** The first wait that lets the signal through ends with it; none before, and none after. */
  private void run(String call, ToLongFunction<@Nullable SigSet> wait) throws Exception {
    Caught.send(SIGUSR1, 1);
    long[] results = {
      wait.applyAsLong(null),
      wait.applyAsLong(SigSet.of(SIGTERM, SIGUSR1)),
      wait.applyAsLong(SigSet.of(SIGTERM)),
      wait.applyAsLong(new SigSet())
    };
    int caught = Caught.drain(pipe).size();
    System.out.println(
        call
            + " "
            + results[0]
            + " "
            + results[1]
            + " "
            + results[2]
            + " "
            + results[3]
            + " "
            + caught);
  }

  private static int check(int result) {
    if (result < 0) {
      throw new IllegalStateException("a call failed: " + result);
    }
    return result;
  }
}
