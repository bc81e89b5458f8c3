package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code syslog.h}, for {@link Syslog}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class SyslogConstants {
  /** The system is unusable. */
  public static final int LOG_EMERG = Linux.LOG_EMERG();

  /** Act at once. */
  public static final int LOG_ALERT = Linux.LOG_ALERT();

  /** Critical. */
  public static final int LOG_CRIT = Linux.LOG_CRIT();

  /** An error. */
  public static final int LOG_ERR = Linux.LOG_ERR();

  /** A warning. */
  public static final int LOG_WARNING = Linux.LOG_WARNING();

  /** Normal, and to be noticed. */
  public static final int LOG_NOTICE = Linux.LOG_NOTICE();

  /** Information. */
  public static final int LOG_INFO = Linux.LOG_INFO();

  /** For those who look for faults. */
  public static final int LOG_DEBUG = Linux.LOG_DEBUG();

  /** The kernel; not for processes. */
  public static final int LOG_KERN = Linux.LOG_KERN();

  /** Programs of users; the default. */
  public static final int LOG_USER = Linux.LOG_USER();

  /** Mail. */
  public static final int LOG_MAIL = Linux.LOG_MAIL();

  /** Servers without a facility of their own. */
  public static final int LOG_DAEMON = Linux.LOG_DAEMON();

  /** Security. */
  public static final int LOG_AUTH = Linux.LOG_AUTH();

  /** The logger itself. */
  public static final int LOG_SYSLOG = Linux.LOG_SYSLOG();

  /** Printing. */
  public static final int LOG_LPR = Linux.LOG_LPR();

  /** Usenet. */
  public static final int LOG_NEWS = Linux.LOG_NEWS();

  /** UUCP. */
  public static final int LOG_UUCP = Linux.LOG_UUCP();

  /** Clocks. */
  public static final int LOG_CRON = Linux.LOG_CRON();

  /** Security, private. */
  public static final int LOG_AUTHPRIV = Linux.LOG_AUTHPRIV();

  /** FTP. */
  public static final int LOG_FTP = Linux.LOG_FTP();

  /** Free for local use. */
  public static final int LOG_LOCAL0 = Linux.LOG_LOCAL0();

  /** Free for local use. */
  public static final int LOG_LOCAL1 = Linux.LOG_LOCAL1();

  /** Free for local use. */
  public static final int LOG_LOCAL2 = Linux.LOG_LOCAL2();

  /** Free for local use. */
  public static final int LOG_LOCAL3 = Linux.LOG_LOCAL3();

  /** Free for local use. */
  public static final int LOG_LOCAL4 = Linux.LOG_LOCAL4();

  /** Free for local use. */
  public static final int LOG_LOCAL5 = Linux.LOG_LOCAL5();

  /** Free for local use. */
  public static final int LOG_LOCAL6 = Linux.LOG_LOCAL6();

  /** Free for local use. */
  public static final int LOG_LOCAL7 = Linux.LOG_LOCAL7();

  /** Write the process id with each message. */
  public static final int LOG_PID = Linux.LOG_PID();

  /** Write to the console where the logger cannot be reached. */
  public static final int LOG_CONS = Linux.LOG_CONS();

  /** Connect at once. */
  public static final int LOG_NDELAY = Linux.LOG_NDELAY();

  /** Connect with the first message; the default. */
  public static final int LOG_ODELAY = Linux.LOG_ODELAY();

  /** Without effect on Linux. */
  public static final int LOG_NOWAIT = Linux.LOG_NOWAIT();

  /** Write to standard error too. */
  public static final int LOG_PERROR = Linux.LOG_PERROR();

  private SyslogConstants() {}
}
