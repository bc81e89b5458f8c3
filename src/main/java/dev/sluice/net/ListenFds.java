package dev.sluice.net;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_SETFD;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The sockets that systemd, or another launcher, handed to this process: {@code LISTEN_FDS}, {@code
 * LISTEN_PID} and {@code LISTEN_FDNAMES}.
 *
 * <p>What each of them is, {@link TcpListener#adopt} and its like find out.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sd_listen_fds.3.html">sd_listen_fds(3)</a>
 */
public final class ListenFds {
  /** The first descriptor behind the three standard ones. */
  static final int START = 3;

  // Nobody can own the same descriptors twice, and Java cannot take the variables away.
  private static final AtomicBoolean TAKEN = new AtomicBoolean();

  private ListenFds() {}

  /**
   * A descriptor that was handed over.
   *
   * @param fd the descriptor, closed at exec; owned by whoever took it
   * @param name what the launcher calls it: {@code FileDescriptorName}; {@code unknown} when it
   *     does not say
   */
  public record Inherited(Fd fd, String name) {}

  /**
   * Takes them over, once per process: a later call finds none.
   *
   * @return the descriptors in their order; none when the variables are missing or speak to another
   *     process
   * @throws ErrnoException EBADF when one is not open: the variables lie
   * @throws IllegalArgumentException when a variable is no number
   */
  public static List<Inherited> take() throws ErrnoException {
    if (!TAKEN.compareAndSet(false, true)) {
      return List.of();
    }
    List<Inherited> taken = new ArrayList<>();
    List<String> names = names(System.getenv(), Ids.getpid());
    for (int i = 0; i < names.size(); i++) {
      int number = START + i;
      int result = Descriptors.fcntl(number, F_SETFD, FD_CLOEXEC);
      if (result < 0) {
        throw new ErrnoException("fcntl", result, "LISTEN_FDS", number);
      }
      taken.add(new Inherited(Fd.adopt(number), names.get(i)));
    }
    return List.copyOf(taken);
  }

  /** The names of what this process was given; as many as there are descriptors. */
  static List<String> names(Map<String, String> environment, int pid) {
    String addressee = environment.getOrDefault("LISTEN_PID", "");
    String count = environment.getOrDefault("LISTEN_FDS", "");
    // Without a match the variables were meant for a process that started this one.
    if (addressee.isEmpty() || count.isEmpty() || number("LISTEN_PID", addressee) != pid) {
      return List.of();
    }
    int number = number("LISTEN_FDS", count);
    String[] given = environment.getOrDefault("LISTEN_FDNAMES", "").split(":", -1);
    List<String> names = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      names.add(i < given.length && !given[i].isEmpty() ? given[i] : "unknown");
    }
    return names;
  }

  private static int number(String variable, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, with the variable's name.
    }
    throw new IllegalArgumentException(variable + " is no number: " + value);
  }
}
