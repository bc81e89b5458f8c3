package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code signal.h}, for {@link Signals}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class SignalConstants {
  /** Hangup. */
  public static final int SIGHUP = Linux.SIGHUP();

  /** Interrupt from the keyboard. */
  public static final int SIGINT = Linux.SIGINT();

  /** Quit from the keyboard; the JVM prints a thread dump. */
  public static final int SIGQUIT = Linux.SIGQUIT();

  /** Illegal instruction; the JVM needs it. */
  public static final int SIGILL = Linux.SIGILL();

  /** Breakpoint; the JVM needs it. */
  public static final int SIGTRAP = Linux.SIGTRAP();

  /** Abort. */
  public static final int SIGABRT = Linux.SIGABRT();

  /** Bus error; the JVM needs it. */
  public static final int SIGBUS = Linux.SIGBUS();

  /** Arithmetic error; the JVM needs it. */
  public static final int SIGFPE = Linux.SIGFPE();

  /** Kill; cannot be caught. */
  public static final int SIGKILL = Linux.SIGKILL();

  /** Free for users. */
  public static final int SIGUSR1 = Linux.SIGUSR1();

  /** Invalid memory reference; the JVM needs it. */
  public static final int SIGSEGV = Linux.SIGSEGV();

  /** The JVM suspends threads with it. */
  public static final int SIGUSR2 = Linux.SIGUSR2();

  /** Write with no reader. */
  public static final int SIGPIPE = Linux.SIGPIPE();

  /** Timer of alarm. */
  public static final int SIGALRM = Linux.SIGALRM();

  /** Termination. */
  public static final int SIGTERM = Linux.SIGTERM();

  /** A child stopped or ended. */
  public static final int SIGCHLD = Linux.SIGCHLD();

  /** Continue. */
  public static final int SIGCONT = Linux.SIGCONT();

  /** Stop; cannot be caught. */
  public static final int SIGSTOP = Linux.SIGSTOP();

  /** Stop from the keyboard. */
  public static final int SIGTSTP = Linux.SIGTSTP();

  /** Read from the terminal in the background. */
  public static final int SIGTTIN = Linux.SIGTTIN();

  /** Write to the terminal in the background. */
  public static final int SIGTTOU = Linux.SIGTTOU();

  /** Urgent data on a socket. */
  public static final int SIGURG = Linux.SIGURG();

  /** CPU time limit. */
  public static final int SIGXCPU = Linux.SIGXCPU();

  /** File size limit; the JVM needs it. */
  public static final int SIGXFSZ = Linux.SIGXFSZ();

  /** Virtual timer. */
  public static final int SIGVTALRM = Linux.SIGVTALRM();

  /** Profiling timer. */
  public static final int SIGPROF = Linux.SIGPROF();

  /** The window changed its size. */
  public static final int SIGWINCH = Linux.SIGWINCH();

  /** I/O is possible. */
  public static final int SIGIO = Linux.SIGIO();

  /** Power failure. */
  public static final int SIGPWR = Linux.SIGPWR();

  /** Bad system call. */
  public static final int SIGSYS = Linux.SIGSYS();

  /** si_code: sent by kill. */
  public static final int SI_USER = Linux.SI_USER();

  /** si_code: sent by sigqueue, with a value. */
  public static final int SI_QUEUE = Linux.SI_QUEUE();

  /** si_code: sent by tkill or tgkill. */
  public static final int SI_TKILL = Linux.SI_TKILL();

  /** si_code: sent by the kernel. */
  public static final int SI_KERNEL = Linux.SI_KERNEL();

  private SignalConstants() {}
}
