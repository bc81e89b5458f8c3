package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells systemd, or another manager of services, how this process is: {@code NOTIFY_SOCKET}.
 *
 * <p>By default systemd listens to the main process of a service only ({@code NotifyAccess=main}):
 * a process that hands the service over names its successor by {@link #mainPid} before that one
 * says anything itself. All methods may be called from any thread.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_notify.3.html">sd_notify(3)</a>
 */
public final class NotifySocket {
  /** The service is ready, or has done what it was reloading for. */
  public static final String READY = "READY=1";

  /** The service is about to end. */
  public static final String STOPPING = "STOPPING=1";

  private static final String VARIABLE = "NOTIFY_SOCKET";

  /** A manager that takes nothing for so long does not hold the service up any longer. */
  private static final Duration LIMIT = Duration.ofSeconds(1);

  private NotifySocket() {}

  /**
   * {@return who is the main process of the service from now on}
   *
   * @param pid a process of the service
   */
  public static String mainPid(long pid) {
    return "MAINPID=" + pid;
  }

  /**
   * {@return what to show about the service}
   *
   * @param text one line
   * @throws IllegalArgumentException when it has several lines
   */
  public static String status(String text) {
    return "STATUS=" + line(text);
  }

  /** {@return that the service begins now to do what {@link #READY} ends: {@code RELOADING=1}} */
  public static String reloading() {
    // CLOCK_MONOTONIC, by which the manager tells this from what it had asked for earlier.
    long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
    return "RELOADING=1\nMONOTONIC_USEC=" + micros;
  }

  /**
   * Sends states, all in one message. Waits a second at most, while the manager's queue is full.
   *
   * @param states {@link #READY}, {@link #mainPid}, …, or others of the form {@code NAME=value}
   * @return false when nobody wants to know: the variable is missing or empty
   * @throws ErrnoException ECONNREFUSED, ENOENT (nobody is there any more), EACCES, EMFILE
   * @throws SocketTimeoutException when the queue was full all the time
   * @throws IllegalArgumentException when the variable is neither a path from the root nor
   *     {@code @} and an abstract name
   * @throws IllegalStateException on a virtual thread, when it would wait
   */
  public static boolean tell(String... states) throws IOException {
    return tell(System.getenv(), states);
  }

  static boolean tell(Map<String, String> environment, String... states) throws IOException {
    UnixAddr manager = address(environment.getOrDefault(VARIABLE, ""));
    if (manager == null) {
      return false;
    }
    try (UnixDatagram socket = UnixDatagram.open()) {
      socket.connect(manager);
      ByteBuffer message = ByteBuffer.wrap(String.join("\n", states).getBytes(UTF_8));
      while (socket.send(message) == Errno.WOULD_BLOCK) {
        if (!socket.awaitWritable(LIMIT)) {
          throw new SocketTimeoutException(VARIABLE + ": " + manager + " takes nothing");
        }
      }
    }
    return true;
  }

  private static @Nullable UnixAddr address(String value) {
    if (value.isEmpty()) {
      return null;
    }
    if (value.length() > 1 && value.startsWith("@")) {
      return SockAddr.unixAbstract(value.substring(1));
    }
    if (value.length() > 1 && value.startsWith("/")) {
      return SockAddr.unix(value);
    }
    throw new IllegalArgumentException(VARIABLE + " is no local address: " + value);
  }

  private static String line(String text) {
    if (text.indexOf('\n') >= 0) {
      throw new IllegalArgumentException("more than one line: " + text);
    }
    return text;
  }
}
