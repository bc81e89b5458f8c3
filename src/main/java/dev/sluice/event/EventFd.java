package dev.sluice.event;

import static dev.sluice.sys.PollConstants.EFD_CLOEXEC;
import static dev.sluice.sys.PollConstants.EFD_NONBLOCK;
import static dev.sluice.sys.PollConstants.EFD_SEMAPHORE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.EventDescriptors;
import dev.sluice.sys.Io;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A counter that can be waited for, so that one thread wakes another that polls.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
 */
public final class EventFd implements HasFd, AutoCloseable {
  private final Fd fd;
  private final MemorySegment one = Arena.ofAuto().allocate(JAVA_LONG);
  private final MemorySegment sum = Arena.ofAuto().allocate(JAVA_LONG);
  private final MemorySegment count = Arena.ofAuto().allocate(JAVA_LONG);

  /**
   * Takes a counter over.
   *
   * @param fd an eventfd that never blocks; the caller gives it up
   */
  public EventFd(Fd fd) {
    this.fd = fd;
    one.set(JAVA_LONG, 0, 1);
  }

  /**
   * Makes a counter of 0 that never blocks.
   *
   * @return the counter
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static EventFd open() throws ErrnoException {
    int result = EventDescriptors.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return new EventFd(Fd.adopt(ErrnoException.check(result, "eventfd")));
  }

  /**
   * Makes a semaphore that never blocks: {@link #drain} takes one at a time.
   *
   * @param initial its first value, unsigned
   * @return the semaphore
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static EventFd semaphore(int initial) throws ErrnoException {
    int result = EventDescriptors.eventfd(initial, EFD_CLOEXEC | EFD_NONBLOCK | EFD_SEMAPHORE);
    return new EventFd(Fd.adopt(ErrnoException.check(result, "eventfd")));
  }

  /** Adds one; any thread. At its bound the counter stays, and is readable all the same. */
  public void signal() {
    Io.write(fd.number(), one);
  }

  /**
   * Adds a number; one thread at a time, any number of others may {@link #signal} meanwhile.
   *
   * @param number what to add, unsigned
   * @return 0, or {@link Errno#WOULD_BLOCK} when the counter has no room for it and stays
   * @throws ErrnoException EINVAL for the largest unsigned number
   */
  public int add(long number) throws ErrnoException {
    sum.set(JAVA_LONG, 0, number);
    long result = Io.write(fd.number(), sum);
    return ErrnoException.checkUnlessWouldBlock(result, "write") < 0 ? Errno.WOULD_BLOCK : 0;
  }

  /**
   * Sets it back to 0, or takes one from a semaphore; one thread at a time.
   *
   * @return what it was, or 1 from a semaphore; 0 when it was 0
   * @throws ErrnoException should the kernel refuse
   */
  public long drain() throws ErrnoException {
    return Counter.take(fd, count, "eventfd");
  }

  /** {@return its descriptor, lent; readable while the counter is not 0} */
  @Override
  public int fd() {
    return fd.number();
  }

  @Override
  public void close() {
    fd.close();
  }
}
