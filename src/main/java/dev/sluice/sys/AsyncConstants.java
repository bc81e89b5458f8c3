package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code fcntl.h}, {@code aio.h} and {@code signal.h} for input and output of which
 * signals tell: {@link SignalIo} and {@link Aio}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class AsyncConstants {
  /** Status flag: a signal tells when the descriptor becomes ready. */
  public static final int O_ASYNC = Linux.O_ASYNC();

  /** fcntl: who gets the signals; a group is negative. */
  public static final int F_SETOWN = Linux.F_SETOWN();

  /** fcntl: who gets the signals; a group is negative. */
  public static final int F_GETOWN = Linux.F_GETOWN();

  /** fcntl: which signal is sent; 0: a bare SIGIO. */
  public static final int F_SETSIG = Linux.F_SETSIG();

  /** fcntl: which signal is sent; 0: a bare SIGIO. */
  public static final int F_GETSIG = Linux.F_GETSIG();

  /** fcntl: which thread, process or group gets the signals. */
  public static final int F_SETOWN_EX = Linux.F_SETOWN_EX();

  /** fcntl: which thread, process or group gets the signals. */
  public static final int F_GETOWN_EX = Linux.F_GETOWN_EX();

  /** Kind of owner: a thread. */
  public static final int F_OWNER_TID = Linux.F_OWNER_TID();

  /** Kind of owner: a process. */
  public static final int F_OWNER_PID = Linux.F_OWNER_PID();

  /** Kind of owner: a process group. */
  public static final int F_OWNER_PGRP = Linux.F_OWNER_PGRP();

  /** How one is told of the end of a request: not at all. */
  public static final int SIGEV_NONE = Linux.SIGEV_NONE();

  /** How one is told of the end of a request: by a signal. */
  public static final int SIGEV_SIGNAL = Linux.SIGEV_SIGNAL();

  /** All that was asked for is taken back. */
  public static final int AIO_CANCELED = Linux.AIO_CANCELED();

  /** Something of what was asked for is under way, and goes on. */
  public static final int AIO_NOTCANCELED = Linux.AIO_NOTCANCELED();

  /** All that was asked for was done already. */
  public static final int AIO_ALLDONE = Linux.AIO_ALLDONE();

  private AsyncConstants() {}
}
