package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_SEQPACKET;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;

/**
 * A listening local socket of records that never blocks. It owns its descriptor, and not the file
 * of its path: that stays when it is closed, and has to be gone before the path is bound again.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class SeqPacketListener extends Listener<UnixAddr, SeqPacket> {
  private SeqPacketListener(Fd fd) {
    super(fd);
  }

  /**
   * Makes a socket, binds it and listens.
   *
   * @param address where; who may connect to a path, its file's and its folder's modes say
   * @param backlog how many connections may wait; the kernel cuts to {@code net.core.somaxconn}
   * @return the listener
   * @throws ErrnoException EADDRINUSE (also when the file is there), ENOENT (no such folder),
   *     EACCES, EMFILE
   */
  public static SeqPacketListener bind(UnixAddr address, int backlog) throws ErrnoException {
    return new SeqPacketListener(openListening(SOCK_SEQPACKET, address, backlog));
  }

  /**
   * Takes a listener over that somebody else made. It becomes non-blocking, for all that share it,
   * and closed at exec.
   *
   * @param fd the listener; the caller gives it up, unless this throws
   * @return the listener
   * @throws IllegalArgumentException when it is no listening local socket of records
   * @throws ErrnoException ENOTSOCK
   */
  public static SeqPacketListener adopt(Fd fd) throws ErrnoException {
    return new SeqPacketListener(
        adoptListening(fd, "local socket of records", SOCK_SEQPACKET, 0, AF_UNIX));
  }

  @Override
  SeqPacket wrap(Fd accepted) {
    return new SeqPacket(accepted);
  }
}
