package dev.sluice.net;

import static dev.sluice.sys.NetConstants.SOCK_SEQPACKET;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connected local socket of records that never blocks: each send is one record, and arrives as
 * one. A receive of 0 is the end, and also a record without bytes. It owns its descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class SeqPacket extends MessageSocket<UnixAddr> {
  /**
   * Takes a socket over.
   *
   * @param fd a connected, non-blocking local socket of records; the caller gives it up
   */
  public SeqPacket(Fd fd) {
    super(fd);
  }

  /**
   * Connects; waits while the listener's queue is full. Not on virtual threads.
   *
   * @param address the listener's
   * @return the connection
   * @throws ErrnoException ECONNREFUSED (nobody listens), ENOENT (no such path), EACCES, EPROTOTYPE
   *     (a path of another kind), EMFILE
   */
  public static SeqPacket connect(UnixAddr address) throws IOException {
    return new SeqPacket(LocalConnect.waiting(SOCK_SEQPACKET, address, null));
  }

  /**
   * As {@link #connect(UnixAddr)}, within a time limit.
   *
   * @param address the listener's
   * @param limit how long to wait
   * @return the connection
   * @throws SocketTimeoutException when the queue was full all the time
   * @throws ErrnoException as with {@link #connect(UnixAddr)}
   */
  public static SeqPacket connect(UnixAddr address, Duration limit) throws IOException {
    return new SeqPacket(LocalConnect.waiting(SOCK_SEQPACKET, address, limit));
  }

  /**
   * Connects without waiting: a local connection is never in progress.
   *
   * @param address the listener's
   * @return the connection; null when the listener's queue is full
   * @throws ErrnoException as with {@link #connect(UnixAddr)}
   */
  public static @Nullable SeqPacket tryConnect(UnixAddr address) throws ErrnoException {
    Fd fd = LocalConnect.now(SOCK_SEQPACKET, address);
    return fd == null ? null : new SeqPacket(fd);
  }
}
