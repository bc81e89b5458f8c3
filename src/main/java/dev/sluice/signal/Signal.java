package dev.sluice.signal;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.ProcessWide;
import dev.sluice.sys.SigSet;
import dev.sluice.sys.Signals;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A signal: its number and its name, and sending it.
 *
 * <p>Sending does what Linux does, to this process too: a signal that nobody catches may end it.
 *
 * @param number 1 to 64
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public record Signal(int number) {
  /** By number, from 1; alike on both architectures, a test holds them against the bindings. */
  static final List<String> NAMES =
      List.of(
          "SIGHUP",
          "SIGINT",
          "SIGQUIT",
          "SIGILL",
          "SIGTRAP",
          "SIGABRT",
          "SIGBUS",
          "SIGFPE",
          "SIGKILL",
          "SIGUSR1",
          "SIGSEGV",
          "SIGUSR2",
          "SIGPIPE",
          "SIGALRM",
          "SIGTERM",
          "SIGSTKFLT",
          "SIGCHLD",
          "SIGCONT",
          "SIGSTOP",
          "SIGTSTP",
          "SIGTTIN",
          "SIGTTOU",
          "SIGURG",
          "SIGXCPU",
          "SIGXFSZ",
          "SIGVTALRM",
          "SIGPROF",
          "SIGWINCH",
          "SIGIO",
          "SIGPWR",
          "SIGSYS");

  /** The first that glibc leaves to programs. */
  private static final int SIGRTMIN = 34;

  /** From here on they are counted from the end, as kill -l does. */
  private static final int NEARER_TO_THE_END = 50;

  private static final String PREFIX = "SIG";
  private static final String FROM_BEGIN = "SIGRTMIN";
  private static final String FROM_END = "SIGRTMAX";

  /**
   * A signal by its number.
   *
   * @throws IllegalArgumentException when none has it
   */
  public Signal {
    if (number < 1 || number > Signals.SIGRTMAX) {
      throw new IllegalArgumentException("no signal has the number " + number);
    }
  }

  /**
   * Finds a signal by its number.
   *
   * @param number {@code SIGTERM}, …
   * @return the signal
   * @throws IllegalArgumentException when none has it
   */
  public static Signal of(int number) {
    return new Signal(number);
  }

  /**
   * Finds a signal by its name.
   *
   * @param name {@code SIGTERM}, {@code TERM}, {@code SIGRTMIN+1}, {@code SIGRTMAX-1}, {@code 15}
   * @return the signal
   * @throws IllegalArgumentException when none has it
   */
  public static Signal of(String name) {
    String full = name.startsWith(PREFIX) ? name : PREFIX + name;
    int index = NAMES.indexOf(full.equals("SIGPOLL") ? "SIGIO" : full);
    if (index >= 0) {
      return new Signal(index + 1);
    }
    try {
      if (full.startsWith(FROM_BEGIN)) {
        return realTime(SIGRTMIN + distance(full.substring(FROM_BEGIN.length()), '+'), name);
      }
      return full.startsWith(FROM_END)
          ? realTime(Signals.SIGRTMAX - distance(full.substring(FROM_END.length()), '-'), name)
          : new Signal(Integer.parseInt(name));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("no signal has the name " + name, e);
    }
  }

  private static int distance(String rest, char sign) {
    if (rest.isEmpty()) {
      return 0;
    }
    if (rest.charAt(0) != sign) {
      throw new NumberFormatException(rest);
    }
    return Integer.parseUnsignedInt(rest, 1, rest.length(), 10);
  }

  private static Signal realTime(int number, String name) {
    if (number < SIGRTMIN || number > Signals.SIGRTMAX) {
      throw new IllegalArgumentException("no signal has the name " + name);
    }
    return new Signal(number);
  }

  /**
   * {@return its name, as {@code kill -l} has it: {@code SIGTERM}, {@code SIGRTMIN+1}; of the two
   * that libc keeps for itself the number}
   */
  public String name() {
    if (number <= NAMES.size()) {
      return NAMES.get(number - 1);
    }
    if (number < SIGRTMIN) {
      return Integer.toString(number);
    }
    if (number < NEARER_TO_THE_END) {
      return number == SIGRTMIN ? FROM_BEGIN : FROM_BEGIN + "+" + (number - SIGRTMIN);
    }
    return number == Signals.SIGRTMAX ? FROM_END : FROM_END + "-" + (Signals.SIGRTMAX - number);
  }

  /**
   * Sends it to a process, or to many.
   *
   * @param pid a process; 0: the group of this one; -1: all that may be signalled; below: the group
   *     of that number
   * @throws ErrnoException ESRCH when there is none; EPERM when none of them may be signalled
   * @see Signals#kill
   */
  @ProcessWide
  public void kill(int pid) throws ErrnoException {
    int result = Signals.kill(pid, number);
    if (result < 0) {
      throw new ErrnoException("kill", result, pid, this);
    }
  }

  /**
   * Sends it to one thread of a process.
   *
   * @param pid the process
   * @param tid the thread, as the kernel numbers it
   * @throws ErrnoException ESRCH, EPERM; EAGAIN when too many are queued
   * @see Signals#tgkill
   */
  @ProcessWide
  public void tgkill(int pid, int tid) throws ErrnoException {
    int result = Signals.tgkill(pid, tid, number);
    if (result < 0) {
      throw new ErrnoException("tgkill", result, pid, tid, this);
    }
  }

  /**
   * Sends it to a process, and a value with it.
   *
   * @param pid the process
   * @param value 64 bits; who reads an int gets the lower half
   * @throws ErrnoException ESRCH, EPERM; EAGAIN when too many are queued
   * @see Signals#sigqueue
   */
  @ProcessWide
  public void sigqueue(int pid, long value) throws ErrnoException {
    int result = Signals.sigqueue(pid, number, value);
    if (result < 0) {
      throw new ErrnoException("sigqueue", result, pid, this);
    }
  }

  /**
   * {@return those that came to the calling thread, or to the process, while they were kept off}
   *
   * @throws ErrnoException should the kernel refuse
   */
  public static Set<Signal> pending() throws ErrnoException {
    SigSet set = new SigSet();
    ErrnoException.check(Signals.sigpending(set), "sigpending");
    return members(set);
  }

  static Set<Signal> members(SigSet set) {
    Set<Signal> members = new LinkedHashSet<>();
    for (int number = 1; number <= Signals.SIGRTMAX; number++) {
      if (set.contains(number)) {
        members.add(new Signal(number));
      }
    }
    return members;
  }

  @Override
  public String toString() {
    return name();
  }
}
