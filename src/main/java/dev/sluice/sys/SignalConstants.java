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

  /** Another name of SIGIO. */
  public static final int SIGPOLL = Linux.SIGPOLL();

  /** Stack fault of a coprocessor; Linux sends it never. */
  public static final int SIGSTKFLT = Linux.SIGSTKFLT();

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

  /** si_code: a request of POSIX AIO is done. */
  public static final int SI_ASYNCIO = Linux.SI_ASYNCIO();

  /** si_code: queued SIGIO. */
  public static final int SI_SIGIO = Linux.SI_SIGIO();

  /** si_code: a timer went off. */
  public static final int SI_TIMER = Linux.SI_TIMER();

  /** si_code: a message queue is no longer empty. */
  public static final int SI_MESGQ = Linux.SI_MESGQ();

  /** si_code of signal-driven I/O: input is there. */
  public static final int POLL_IN = Linux.POLL_IN();

  /** si_code of signal-driven I/O: there is room for output. */
  public static final int POLL_OUT = Linux.POLL_OUT();

  /** si_code of signal-driven I/O: a message is there. */
  public static final int POLL_MSG = Linux.POLL_MSG();

  /** si_code of signal-driven I/O: an error. */
  public static final int POLL_ERR = Linux.POLL_ERR();

  /** si_code of signal-driven I/O: urgent input is there. */
  public static final int POLL_PRI = Linux.POLL_PRI();

  /** si_code of signal-driven I/O: the other end is gone. */
  public static final int POLL_HUP = Linux.POLL_HUP();

  /** si_code of SIGCHLD: the child exited. */
  public static final int CLD_EXITED = Linux.CLD_EXITED();

  /** si_code of SIGCHLD: a signal ended the child. */
  public static final int CLD_KILLED = Linux.CLD_KILLED();

  /** si_code of SIGCHLD: a signal ended the child, which left a core. */
  public static final int CLD_DUMPED = Linux.CLD_DUMPED();

  /** si_code of SIGCHLD: the child that is traced has trapped. */
  public static final int CLD_TRAPPED = Linux.CLD_TRAPPED();

  /** si_code of SIGCHLD: the child stopped. */
  public static final int CLD_STOPPED = Linux.CLD_STOPPED();

  /** si_code of SIGCHLD: the child goes on. */
  public static final int CLD_CONTINUED = Linux.CLD_CONTINUED();

  /** How a mask is changed: these signals are kept off, too. */
  public static final int SIG_BLOCK = Linux.SIG_BLOCK();

  /** How a mask is changed: these signals are let through. */
  public static final int SIG_UNBLOCK = Linux.SIG_UNBLOCK();

  /** How a mask is changed: these signals are kept off, and no others. */
  public static final int SIG_SETMASK = Linux.SIG_SETMASK();

  private SignalConstants() {}
}
