package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code sys/epoll.h}, {@code poll.h}, {@code sys/select.h}, {@code sys/eventfd.h},
 * {@code sys/timerfd.h} and {@code time.h}, for {@link Polls} and {@link EventDescriptors}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class PollConstants {
  /** Close at exec. */
  public static final int EPOLL_CLOEXEC = Linux.EPOLL_CLOEXEC();

  /** Add a descriptor. */
  public static final int EPOLL_CTL_ADD = Linux.EPOLL_CTL_ADD();

  /** Change its events. */
  public static final int EPOLL_CTL_MOD = Linux.EPOLL_CTL_MOD();

  /** Remove it. */
  public static final int EPOLL_CTL_DEL = Linux.EPOLL_CTL_DEL();

  /** Readable, or the peer sent its FIN. */
  public static final int EPOLLIN = Linux.EPOLLIN();

  /** Urgent data. */
  public static final int EPOLLPRI = Linux.EPOLLPRI();

  /** Writable. */
  public static final int EPOLLOUT = Linux.EPOLLOUT();

  /** An error is pending; always reported. */
  public static final int EPOLLERR = Linux.EPOLLERR();

  /** Both directions are closed; always reported. */
  public static final int EPOLLHUP = Linux.EPOLLHUP();

  /** The peer sent its FIN. */
  public static final int EPOLLRDHUP = Linux.EPOLLRDHUP();

  /** As EPOLLIN. */
  public static final int EPOLLRDNORM = Linux.EPOLLRDNORM();

  /** Data of a priority band is readable; sockets have none. */
  public static final int EPOLLRDBAND = Linux.EPOLLRDBAND();

  /** As EPOLLOUT. */
  public static final int EPOLLWRNORM = Linux.EPOLLWRNORM();

  /** Data of a priority band is writable. */
  public static final int EPOLLWRBAND = Linux.EPOLLWRBAND();

  /** Never reported. */
  public static final int EPOLLMSG = Linux.EPOLLMSG();

  /** Wake one of several epolls; for listeners, ADD only. */
  public static final int EPOLLEXCLUSIVE = Linux.EPOLLEXCLUSIVE();

  /** Hold off system sleep. */
  public static final int EPOLLWAKEUP = Linux.EPOLLWAKEUP();

  /** Disarm after one event. */
  public static final int EPOLLONESHOT = Linux.EPOLLONESHOT();

  /** Edge-triggered. */
  public static final int EPOLLET = Linux.EPOLLET();

  /** Readable, or the peer sent its FIN. */
  public static final int POLLIN = Linux.POLLIN();

  /** Urgent data. */
  public static final int POLLPRI = Linux.POLLPRI();

  /** Writable. */
  public static final int POLLOUT = Linux.POLLOUT();

  /** An error is pending; always reported. */
  public static final int POLLERR = Linux.POLLERR();

  /** Both directions are closed; always reported. */
  public static final int POLLHUP = Linux.POLLHUP();

  /** It is no open descriptor; always reported. */
  public static final int POLLNVAL = Linux.POLLNVAL();

  /** The peer sent its FIN. */
  public static final int POLLRDHUP = Linux.POLLRDHUP();

  /** As POLLIN. */
  public static final int POLLRDNORM = Linux.POLLRDNORM();

  /** Data of a priority band is readable; sockets have none. */
  public static final int POLLRDBAND = Linux.POLLRDBAND();

  /** As POLLOUT. */
  public static final int POLLWRNORM = Linux.POLLWRNORM();

  /** Data of a priority band is writable. */
  public static final int POLLWRBAND = Linux.POLLWRBAND();

  /** How many descriptors select knows: those below it. */
  public static final int FD_SETSIZE = Linux.FD_SETSIZE();

  /** Close at exec. */
  public static final int EFD_CLOEXEC = Linux.EFD_CLOEXEC();

  /** Never wait. */
  public static final int EFD_NONBLOCK = Linux.EFD_NONBLOCK();

  /** Each read takes 1. */
  public static final int EFD_SEMAPHORE = Linux.EFD_SEMAPHORE();

  /** Close at exec. */
  public static final int TFD_CLOEXEC = Linux.TFD_CLOEXEC();

  /** Never wait. */
  public static final int TFD_NONBLOCK = Linux.TFD_NONBLOCK();

  /** The time is a point, no duration. */
  public static final int TFD_TIMER_ABSTIME = Linux.TFD_TIMER_ABSTIME();

  /** Reading fails with ECANCELED when the wall clock was set. */
  public static final int TFD_TIMER_CANCEL_ON_SET = Linux.TFD_TIMER_CANCEL_ON_SET();

  /** Wall clock. */
  public static final int CLOCK_REALTIME = Linux.CLOCK_REALTIME();

  /** Since some start, never set back; stands still in suspend. */
  public static final int CLOCK_MONOTONIC = Linux.CLOCK_MONOTONIC();

  /** As CLOCK_MONOTONIC, suspend included. */
  public static final int CLOCK_BOOTTIME = Linux.CLOCK_BOOTTIME();

  /** As CLOCK_REALTIME, and wakes the system; needs CAP_WAKE_ALARM. */
  public static final int CLOCK_REALTIME_ALARM = Linux.CLOCK_REALTIME_ALARM();

  /** As CLOCK_BOOTTIME, and wakes the system; needs CAP_WAKE_ALARM. */
  public static final int CLOCK_BOOTTIME_ALARM = Linux.CLOCK_BOOTTIME_ALARM();

  private PollConstants() {}
}
