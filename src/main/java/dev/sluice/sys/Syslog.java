package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The system's log. The constants stand in {@link SyslogConstants}.
 *
 * <p>Goes by libc on either backend, which keeps one connection, name and mask for the process.
 */
@ProcessWide
public final class Syslog {
  // libc keeps the pointer, beyond closelog: each name stays for good, and is there once.
  private static final Map<String, MemorySegment> NAMES = new ConcurrentHashMap<>();

  private Syslog() {}

  /**
   * Says how this process logs.
   *
   * <p>C: {@code void openlog(const char *ident, int option, int facility)}. May block with {@code
   * LOG_NDELAY}, while it connects. Errors to expect: none. Least kernel: any.
   *
   * @param ident the name before each message, kept for good; null: that of the program
   * @param option {@code LOG_PID}, …
   * @param facility {@code LOG_DAEMON}, …
   * @throws IllegalArgumentException when the name holds a NUL
   * @see <a href="https://man7.org/linux/man-pages/man3/syslog.3.html">syslog(3)</a>
   */
  public static void openlog(@Nullable String ident, int option, int facility) {
    MemorySegment name =
        ident == null
            ? NULL
            : NAMES.computeIfAbsent(ident, text -> CStrings.of(Arena.global(), text));
    try {
      long ignored =
          (long)
              Openlog.HANDLE.invokeExact(
                  name.address(), (long) option, (long) facility, 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Logs a message. It is a text, not a format: a percent sign is one.
   *
   * <p>C: {@code void syslog(int priority, const char *format, ...)}, with the format {@code %s}.
   * May block while the logger is behind. Errors to expect: none; a message that cannot be
   * delivered is lost. Least kernel: any.
   *
   * @param priority {@code LOG_INFO}, …, with a facility where it is not that of {@link #openlog}
   * @param message the text, read during the call
   * @throws IllegalArgumentException when it holds a NUL
   * @see <a href="https://man7.org/linux/man-pages/man3/syslog.3.html">syslog(3)</a>
   */
  public static void syslog(int priority, String message) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = CStrings.of(arena, message);
      long ignored =
          (long)
              Message.HANDLE.invokeExact(
                  (long) priority, Message.FORMAT.address(), text.address(), 0L, 0L, 0L, text);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Closes the connection to the logger. Messages after it connect again, without a name.
   *
   * <p>C: {@code void closelog(void)}. Never blocks. Errors to expect: none. Least kernel: any.
   *
   * @see <a href="https://man7.org/linux/man-pages/man3/syslog.3.html">syslog(3)</a>
   */
  public static void closelog() {
    try {
      long ignored = (long) Closelog.HANDLE.invokeExact(0L, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Says which messages are logged at all.
   *
   * <p>C: {@code int setlogmask(int mask)}. Never blocks. Errors to expect: none. Least kernel:
   * any.
   *
   * @param mask bit {@code 1 << LOG_INFO} and so on; 0 leaves it
   * @return what it was before
   * @see <a href="https://man7.org/linux/man-pages/man3/setlogmask.3.html">setlogmask(3)</a>
   */
  public static int setlogmask(int mask) {
    try {
      return (int) (long) Setlogmask.HANDLE.invokeExact((long) mask, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Openlog {
    static final MethodHandle HANDLE = Link.bare(Call.OPENLOG);
  }

  private static final class Message {
    static final MethodHandle HANDLE = Link.bare(Call.SYSLOG);
    static final MemorySegment FORMAT = CStrings.of(Arena.global(), "%s");
  }

  private static final class Closelog {
    static final MethodHandle HANDLE = Link.bare(Call.CLOSELOG);
  }

  private static final class Setlogmask {
    static final MethodHandle HANDLE = Link.bare(Call.SETLOGMASK);
  }
}
