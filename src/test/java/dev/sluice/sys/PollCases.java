package dev.sluice.sys;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_DEL;

import dev.sluice.errno.Errno;
import java.util.List;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;

/** {@link Polls}. */
final class PollCases {
  private static final int NONE = -1;
  private static final long EBADF = -Errno.EBADF.number();
  private static final long EINVAL = -Errno.EINVAL.number();

  private PollCases() {}

  static List<CallCase> cases() {
    EpollEvents events = EpollEvents.allocate(1);
    events.set(0, EPOLLIN, 0);
    Timespec moment = new Timespec();
    moment.set(0, 1);
    Timespec noTime = new Timespec();
    noTime.set(-1, 0);
    SigSet mask = new SigSet();
    PollFds fds = PollFds.allocate(1);
    return List.of(
        new CallCase(
            Call.EPOLL_CREATE1,
            () -> withEpoll(epoll -> epoll),
            EINVAL,
            () -> Polls.epoll_create1(1)),
        new CallCase(
            Call.EPOLL_CTL,
            () -> withTwo((epoll, other) -> Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, other, events)),
            -Errno.ENOENT.number(),
            () -> withTwo((epoll, other) -> Polls.epoll_ctl(epoll, EPOLL_CTL_DEL, other, null))),
        new CallCase(
            Call.EPOLL_WAIT,
            () -> withEpoll(epoll -> Polls.epoll_wait(epoll, events, 1, 1)),
            EBADF,
            () -> Polls.epoll_wait(NONE, events, 1, 0)),
        new CallCase(
            Call.EPOLL_PWAIT,
            () -> withEpoll(epoll -> Polls.epoll_pwait(epoll, events, 1, 1, mask)),
            EBADF,
            () -> Polls.epoll_pwait(NONE, events, 1, 1, mask)),
        new CallCase(
            Call.EPOLL_PWAIT2,
            () -> withEpoll(epoll -> Polls.epoll_pwait2(epoll, events, 1, moment, mask)),
            EBADF,
            () -> Polls.epoll_pwait2(NONE, events, 1, moment, mask)),
        new CallCase(
            Call.PPOLL,
            () -> Polls.ppoll(fds, 1, moment, mask),
            EINVAL,
            () -> Polls.ppoll(fds, 1, noTime, mask)),
        new CallCase(
            Call.PSELECT6,
            () -> Polls.pselect6(0, null, null, null, moment, mask),
            EINVAL,
            () -> Polls.pselect6(-1, null, null, null, moment, mask)));
  }

  private static long withTwo(IntBinaryOperator use) {
    return withEpoll(epoll -> withEpoll(other -> use.applyAsInt(epoll, other)));
  }

  private static long withEpoll(IntToLongFunction use) {
    int epoll = Polls.epoll_create1(0);
    try {
      return use.applyAsLong(epoll);
    } finally {
      Descriptors.close(epoll);
    }
  }
}
