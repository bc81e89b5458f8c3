package dev.sluice.event;

import static dev.sluice.sys.PollConstants.POLLIN;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.EventDescriptors;
import dev.sluice.sys.PollFds;
import dev.sluice.sys.Polls;
import dev.sluice.sys.ProcessWide;

/**
 * A process that can be waited for: readable once it ended, whosever child it is. Its number may be
 * given to another process afterwards; this still stands for the one that it was opened for.
 *
 * <p>How it ended is told to its parent only, by waitid. One thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
 */
public final class PidFd implements HasFd, AutoCloseable {
  private final Fd fd;
  private final PollFds poll = PollFds.allocate(1);

  /**
   * Takes one over.
   *
   * @param fd a pidfd; the caller gives it up
   */
  public PidFd(Fd fd) {
    this.fd = fd;
  }

  /**
   * Opens a process.
   *
   * @param pid its number: {@code Process.pid()}
   * @return what stands for it
   * @throws ErrnoException ESRCH when there is none, or it ended and was waited for; EINVAL;
   *     EMFILE; ENOSYS before Linux 5.3
   */
  public static PidFd open(long pid) throws ErrnoException {
    if (pid != (int) pid) {
      throw new ErrnoException("pidfd_open", Errno.ESRCH, pid);
    }
    int result = EventDescriptors.pidfd_open((int) pid, 0);
    if (result < 0) {
      throw new ErrnoException("pidfd_open", result, pid);
    }
    return new PidFd(Fd.adopt(result));
  }

  /**
   * Sends it a signal.
   *
   * @param signal {@code SIGTERM}, …; 0 only asks whether it could be sent
   * @throws ErrnoException ESRCH (it ended and was waited for), EPERM, EINVAL
   */
  @ProcessWide
  public void send(int signal) throws ErrnoException {
    int result = EventDescriptors.pidfd_send_signal(fd.number(), signal, 0);
    if (result < 0) {
      throw new ErrnoException("pidfd_send_signal", result, signal);
    }
  }

  /**
   * Asks whether it ended; does not wait.
   *
   * @return whether it did
   * @throws ErrnoException should the kernel refuse
   */
  public boolean hasEnded() throws ErrnoException {
    poll.set(0, fd.number(), POLLIN);
    return ErrnoException.check(Polls.poll(poll, 1, 0), "poll") > 0;
  }

  /** {@return its descriptor, lent; readable once the process ended} */
  @Override
  public int fd() {
    return fd.number();
  }

  /** Closes the descriptor; the process lives on. */
  @Override
  public void close() {
    fd.close();
  }
}
