package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code sys/resource.h}, {@code sys/wait.h}, {@code spawn.h} and {@code sched.h}, for
 * {@link Limits}, {@link Spawn} and {@link Affinity}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class ProcessConstants {
  /** Bytes of address space; a JVM reserves many. */
  public static final int RLIMIT_AS = Linux.RLIMIT_AS();

  /** Bytes of a core file. */
  public static final int RLIMIT_CORE = Linux.RLIMIT_CORE();

  /** Seconds of processor time, then SIGXCPU. */
  public static final int RLIMIT_CPU = Linux.RLIMIT_CPU();

  /** Bytes of data and heap. */
  public static final int RLIMIT_DATA = Linux.RLIMIT_DATA();

  /** Bytes of a file that is written, then SIGXFSZ. */
  public static final int RLIMIT_FSIZE = Linux.RLIMIT_FSIZE();

  /** Unused since Linux 2.4.25. */
  public static final int RLIMIT_LOCKS = Linux.RLIMIT_LOCKS();

  /** Bytes of memory that may be locked. */
  public static final int RLIMIT_MEMLOCK = Linux.RLIMIT_MEMLOCK();

  /** Bytes of POSIX message queues, of the user. */
  public static final int RLIMIT_MSGQUEUE = Linux.RLIMIT_MSGQUEUE();

  /** How far niceness may be raised: 20 minus it. */
  public static final int RLIMIT_NICE = Linux.RLIMIT_NICE();

  /** One more than the largest descriptor. */
  public static final int RLIMIT_NOFILE = Linux.RLIMIT_NOFILE();

  /** Threads of the user. */
  public static final int RLIMIT_NPROC = Linux.RLIMIT_NPROC();

  /** Unused since Linux 2.4.30. */
  public static final int RLIMIT_RSS = Linux.RLIMIT_RSS();

  /** The highest real-time priority. */
  public static final int RLIMIT_RTPRIO = Linux.RLIMIT_RTPRIO();

  /** Microseconds that a real-time thread may run without waiting. */
  public static final int RLIMIT_RTTIME = Linux.RLIMIT_RTTIME();

  /** Signals that may be queued, of the user. */
  public static final int RLIMIT_SIGPENDING = Linux.RLIMIT_SIGPENDING();

  /** Bytes of the first thread's stack. */
  public static final int RLIMIT_STACK = Linux.RLIMIT_STACK();

  /** No limit: the largest number, unsigned. */
  public static final long RLIM_INFINITY = Linux.RLIM_INFINITY();

  /** Any child. */
  public static final int P_ALL = Linux.P_ALL();

  /** The child of that process id. */
  public static final int P_PID = Linux.P_PID();

  /** Children of that process group. */
  public static final int P_PGID = Linux.P_PGID();

  /** The child of that pidfd; Linux 5.4. */
  public static final int P_PIDFD = Linux.P_PIDFD();

  /** Wait for those that ended. */
  public static final int WEXITED = Linux.WEXITED();

  /** Wait for those that were stopped. */
  public static final int WSTOPPED = Linux.WSTOPPED();

  /** Wait for those that were continued. */
  public static final int WCONTINUED = Linux.WCONTINUED();

  /** Do not wait. */
  public static final int WNOHANG = Linux.WNOHANG();

  /** Leave it as it is: a later wait finds it again. */
  public static final int WNOWAIT = Linux.WNOWAIT();

  /** Effective user and group become the real ones. */
  public static final int POSIX_SPAWN_RESETIDS = Linux.POSIX_SPAWN_RESETIDS();

  /** Set the process group. */
  public static final int POSIX_SPAWN_SETPGROUP = Linux.POSIX_SPAWN_SETPGROUP();

  /** Give signals their default action. */
  public static final int POSIX_SPAWN_SETSIGDEF = Linux.POSIX_SPAWN_SETSIGDEF();

  /** Set the signal mask. */
  public static final int POSIX_SPAWN_SETSIGMASK = Linux.POSIX_SPAWN_SETSIGMASK();

  /** Begin a session. */
  public static final int POSIX_SPAWN_SETSID = Linux.POSIX_SPAWN_SETSID();

  /** How many processors a {@link CpuSet} has room for. */
  public static final int CPU_SETSIZE = Linux.CPU_SETSIZE();

  private ProcessConstants() {}
}
