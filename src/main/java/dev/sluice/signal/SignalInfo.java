package dev.sluice.signal;

import dev.sluice.sys.SignalConstants;

/**
 * A signal that was delivered, as {@code siginfo_t} has it. Which of the fields have a meaning
 * depends on the signal and its code; the others are 0.
 *
 * @param number {@code SIGTERM}, …
 * @param code why: {@code SI_USER} by kill, {@code SI_QUEUE} by sigqueue, positive by the kernel
 * @param pid the process that sent it, or the child; 0 when the kernel did
 * @param uid the real user id of that process
 * @param value the value that sigqueue, a timer or POSIX AIO passed
 * @param status of SIGCHLD: the exit status, or the signal, by the code
 * @param band of signal-driven I/O: {@code EPOLLIN}, …
 * @param fd of signal-driven I/O: the descriptor, otherwise -1
 * @see <a href="https://man7.org/linux/man-pages/man2/sigaction.2.html">sigaction(2)</a>
 */
public record SignalInfo(
    int number, int code, int pid, int uid, long value, int status, int band, int fd) {
  private static final int NO_FD = -1;

  /** Takes what its kind has of these: they share their memory in {@code siginfo_t}. */
  static SignalInfo of(
      int number, int code, int pid, int uid, long value, int status, int band, int fd) {
    if (tellsOfDescriptor(number, code)) {
      return new SignalInfo(number, code, 0, 0, 0, 0, band, fd);
    }
    if (code == SignalConstants.SI_TIMER) {
      return new SignalInfo(number, code, 0, 0, value, 0, 0, NO_FD);
    }
    boolean queued = code < 0 && code != SignalConstants.SI_TKILL;
    boolean child = number == SignalConstants.SIGCHLD && isItsOwn(code);
    return new SignalInfo(number, code, pid, uid, queued ? value : 0, child ? status : 0, 0, NO_FD);
  }

  private static boolean tellsOfDescriptor(int number, int code) {
    return code == SignalConstants.SI_SIGIO
        || (isItsOwn(code)
            && code <= SignalConstants.POLL_HUP
            && number != SignalConstants.SIGCHLD
            && number != SignalConstants.SIGSYS);
  }

  /** Codes that mean something else with each signal. */
  private static boolean isItsOwn(int code) {
    return code > SignalConstants.SI_USER && code < SignalConstants.SI_KERNEL;
  }

  /** {@return the value, where the sender passed an int} */
  public int intValue() {
    return (int) value;
  }

  /** {@return the signal} */
  public Signal signal() {
    return new Signal(number);
  }
}
