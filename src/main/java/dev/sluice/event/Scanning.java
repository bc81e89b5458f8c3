package dev.sluice.event;

import static dev.sluice.sys.FileConstants.F_GETFD;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.sys.Descriptors;

/**
 * What poll and select share: the process keeps what is watched, and the kernel goes through it.
 */
abstract sealed class Scanning implements Poller permits Poll, Select {
  final Ready ready = new Ready();

  private final String call;
  private final int known;
  private boolean closed;

  /**
   * @param call its name, for what is thrown
   * @param known the events that it can wait for
   */
  Scanning(String call, int known) {
    this.call = call;
    this.known = known;
  }

  final void check(int events) {
    if (closed) {
      throw new IllegalStateException("the poller was closed");
    }
    if ((events & ~known) != 0) {
      throw new UnsupportedOperationException(
          call + " does not know the events 0x" + Integer.toHexString(events & ~known));
    }
  }

  /** As epoll has it, and no table grows up to a number that is no descriptor. */
  final void requireOpen(int descriptor) throws ErrnoException {
    int flags = Descriptors.fcntl(descriptor, F_GETFD, 0);
    if (flags < 0) {
      throw new ErrnoException(call, flags, "ADD", descriptor);
    }
  }

  final ErrnoException alreadyWatched(int descriptor) {
    return new ErrnoException(call, Errno.EEXIST, "ADD", descriptor);
  }

  final ErrnoException notWatched(String operation, int descriptor) {
    Errno errno = descriptor < 0 ? Errno.EBADF : Errno.ENOENT;
    return new ErrnoException(call, errno, operation, descriptor);
  }

  /** Before each wait. */
  final void begin(int timeoutMillis) {
    if (timeoutMillis != 0) {
      Blocking.check(call);
    }
    check(0);
    ready.clear();
  }

  @Override
  public int events(int index) {
    return ready.events(index);
  }

  @Override
  public long data(int index) {
    return ready.data(index);
  }

  @Override
  public void close() {
    closed = true;
  }
}
