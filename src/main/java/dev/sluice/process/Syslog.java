package dev.sluice.process;

import dev.sluice.fd.Blocking;
import dev.sluice.sys.ProcessWide;

/**
 * The system's log. libc keeps one connection to it for the process, and so one name and facility:
 * whoever opens last says which.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/syslog.3.html">syslog(3)</a>
 */
@ProcessWide
public final class Syslog implements AutoCloseable {
  private Syslog() {}

  /**
   * Says how this process logs; connects with the first message.
   *
   * @param name what stands before each message; kept for good, so not to be made up again and
   *     again
   * @param facility where messages come from
   * @param options {@code LOG_PID}, {@code LOG_PERROR}, …, or 0
   * @return the log
   * @throws IllegalArgumentException when the name holds a NUL
   */
  public static Syslog open(String name, Facility facility, int options) {
    dev.sluice.sys.Syslog.openlog(name, options, facility.number());
    return new Syslog();
  }

  /**
   * Logs a message; waits while the logger is behind. What cannot be delivered is lost.
   *
   * @param severity how grave it is
   * @param message the text
   * @throws IllegalArgumentException when it holds a NUL
   * @throws IllegalStateException on a virtual thread
   */
  public void log(Severity severity, String message) {
    Blocking.check("syslog");
    dev.sluice.sys.Syslog.syslog(severity.number(), message);
  }

  /**
   * Leaves out what is less grave, from now on.
   *
   * @param least the least grave that is logged
   */
  public void threshold(Severity least) {
    dev.sluice.sys.Syslog.setlogmask((1 << (least.number() + 1)) - 1);
  }

  /** Closes the connection. */
  @Override
  public void close() {
    dev.sluice.sys.Syslog.closelog();
  }
}
