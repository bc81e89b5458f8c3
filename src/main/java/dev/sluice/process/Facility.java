package dev.sluice.process;

import dev.sluice.sys.SyslogConstants;

/**
 * What part of the system a message comes from.
 *
 * @param number {@code LOG_DAEMON}, …
 */
public record Facility(int number) {
  // Declared before the constants, whose constructor reads it.
  private static final int STEP = SyslogConstants.LOG_LOCAL1 - SyslogConstants.LOG_LOCAL0;

  private static final int LOCALS = 8;

  /** Programs of users. */
  public static final Facility USER = new Facility(SyslogConstants.LOG_USER);

  /** Servers without a facility of their own. */
  public static final Facility DAEMON = new Facility(SyslogConstants.LOG_DAEMON);

  /** Security. */
  public static final Facility AUTH = new Facility(SyslogConstants.LOG_AUTH);

  /** Security, private. */
  public static final Facility AUTHPRIV = new Facility(SyslogConstants.LOG_AUTHPRIV);

  /** Mail. */
  public static final Facility MAIL = new Facility(SyslogConstants.LOG_MAIL);

  /** FTP. */
  public static final Facility FTP = new Facility(SyslogConstants.LOG_FTP);

  /** Takes a facility without a priority. */
  public Facility {
    if (number < 0 || number % STEP != 0) {
      throw new IllegalArgumentException("no facility has the number " + number);
    }
  }

  /**
   * One of those that are free for local use.
   *
   * @param index 0 to 7
   * @return the facility
   */
  public static Facility local(int index) {
    if (index < 0 || index >= LOCALS) {
      throw new IllegalArgumentException("0 to 7, not " + index);
    }
    return new Facility(SyslogConstants.LOG_LOCAL0 + index * STEP);
  }
}
