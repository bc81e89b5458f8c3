package dev.sluice.process;

import dev.sluice.sys.SyslogConstants;

/**
 * How grave a message is: the smaller the number, the graver.
 *
 * @param number {@code LOG_INFO}, …
 */
public record Severity(int number) {
  /** The system is unusable. */
  public static final Severity EMERG = new Severity(SyslogConstants.LOG_EMERG);

  /** Act at once. */
  public static final Severity ALERT = new Severity(SyslogConstants.LOG_ALERT);

  /** Critical. */
  public static final Severity CRIT = new Severity(SyslogConstants.LOG_CRIT);

  /** An error. */
  public static final Severity ERR = new Severity(SyslogConstants.LOG_ERR);

  /** A warning. */
  public static final Severity WARNING = new Severity(SyslogConstants.LOG_WARNING);

  /** Normal, and to be noticed. */
  public static final Severity NOTICE = new Severity(SyslogConstants.LOG_NOTICE);

  /** Information. */
  public static final Severity INFO = new Severity(SyslogConstants.LOG_INFO);

  /** For those who look for faults. */
  public static final Severity DEBUG = new Severity(SyslogConstants.LOG_DEBUG);

  /** Takes a priority without a facility. */
  public Severity {
    if (number < SyslogConstants.LOG_EMERG || number > SyslogConstants.LOG_DEBUG) {
      throw new IllegalArgumentException("no severity has the number " + number);
    }
  }
}
