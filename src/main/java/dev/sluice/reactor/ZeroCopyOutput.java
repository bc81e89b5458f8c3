package dev.sluice.reactor;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_MORE;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.buffer.Lease;
import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.ZeroCopySends;

/**
 * What a connection sends without a copy, and what its error queue tells of that. Made when first
 * needed; its lease's loop runs all of it.
 */
final class ZeroCopyOutput {
  private static final int FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
  private static final int NO_ROOM = -Errno.ENOBUFS.number();

  private final Connection connection;
  private final LoopStatistics.Counters counters;
  private final ZeroCopySends<ZeroCopyPart> sends;
  private final ZeroCopySends.Completion<ZeroCopyPart> letGo = this::letGo;
  private final boolean available;

  ZeroCopyOutput(Connection connection) {
    this.connection = connection;
    this.counters = connection.loop().counters();
    this.sends = new ZeroCopySends<>(connection.stream().fd());
    // Select has no word for an error queue that is filled, and would spin.
    boolean told = connection.loop().options().poller() != PollerKind.SELECT;
    this.available = told && sends.enable() >= 0;
  }

  /** As {@link StreamSocket#send}; what the kernel does not want uncopied is sent like the rest. */
  long send(ZeroCopyPart part, Lease lease, int offset, long length, boolean more)
      throws ErrnoException {
    long result = available ? trySend(part, lease, offset, length, more) : NO_ROOM;
    if (result == NO_ROOM) {
      return sendCopy(part, lease, offset, length, more);
    }
    ErrnoException.checkUnlessWouldBlock(result, "send(MSG_ZEROCOPY)");
    if (result > 0) {
      part.lent();
      counters.zeroCopySends.add(1);
    }
    return result;
  }

  private long trySend(ZeroCopyPart part, Lease lease, int offset, long length, boolean more) {
    int flags = more ? FLAGS | MSG_MORE : FLAGS;
    long result;
    boolean again;
    do {
      result = lease.send(sends, offset, length, flags, part);
      // What is told and not read yet counts against the limit.
      again = result == Errno.INTERRUPTED || (result == NO_ROOM && drain() > 0);
    } while (again);
    return result;
  }

  private long sendCopy(ZeroCopyPart part, Lease lease, int offset, long length, boolean more)
      throws ErrnoException {
    long sent = connection.stream().send(lease.segment(), offset, length, more);
    if (sent > 0) {
      part.copied(sent);
      counters.zeroCopyRefused.add(1);
    }
    return sent;
  }

  /** Takes what the error queue holds: how much that was. */
  int drain() {
    return sends.completions(letGo);
  }

  private void letGo(ZeroCopyPart part, long bytes, boolean copied) {
    if (copied) {
      counters.zeroCopyCopied.add(1);
    }
    part.letGo(bytes, copied);
  }

  /**
   * The poller says that there is an error also where there is only something in the error queue:
   * takes that, and gives the events that are left.
   */
  int sift(int events) throws ErrnoException {
    if (!available || (events & EPOLLERR) == 0) {
      return events;
    }
    int taken = drain();
    if ((events & EPOLLHUP) != 0) {
      return events;
    }
    if ((connection.interest() & EPOLLIN) != 0) {
      // Reading would tell of an error, and be in vain without one.
      return taken == 0 ? events : events & ~EPOLLERR;
    }
    Errno error = connection.stream().takeError();
    if (error != null) {
      connection.broken(new ErrnoException("connection", error));
      return 0;
    }
    return events & ~EPOLLERR;
  }

  /** Whether the kernel still reads memory. */
  boolean isOutstanding() {
    return sends.outstanding() > 0;
  }

  /** The socket is about to be closed: what the kernel has not let go of by now is given up. */
  void close() {
    sends.close(ZeroCopyPart::abandon);
  }
}
