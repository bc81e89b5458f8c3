package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code sys/epoll.h}, {@code sys/eventfd.h}, {@code sys/timerfd.h} and {@code
 * time.h}, for {@link Polls}.
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

  /** Wake one of several epolls; for listeners, ADD only. */
  public static final int EPOLLEXCLUSIVE = Linux.EPOLLEXCLUSIVE();

  /** Hold off system sleep. */
  public static final int EPOLLWAKEUP = Linux.EPOLLWAKEUP();

  /** Disarm after one event. */
  public static final int EPOLLONESHOT = Linux.EPOLLONESHOT();

  /** Edge-triggered. */
  public static final int EPOLLET = Linux.EPOLLET();

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

  /** Wall clock. */
  public static final int CLOCK_REALTIME = Linux.CLOCK_REALTIME();

  /** Since some start, never set back; stands still in suspend. */
  public static final int CLOCK_MONOTONIC = Linux.CLOCK_MONOTONIC();

  /** As CLOCK_MONOTONIC, suspend included. */
  public static final int CLOCK_BOOTTIME = Linux.CLOCK_BOOTTIME();

  private PollConstants() {}
}
