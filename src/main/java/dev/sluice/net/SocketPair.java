package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOCK_SEQPACKET;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Net;
import java.util.function.Function;

/**
 * Two local sockets without names that are connected to each other. It owns both.
 *
 * @param <S> their kind
 * @param first one end
 * @param second the other end
 * @see <a href="https://man7.org/linux/man-pages/man2/socketpair.2.html">socketpair(2)</a>
 */
public record SocketPair<S extends Endpoint<UnixAddr>>(S first, S second) implements AutoCloseable {
  /**
   * Makes two ends of a stream.
   *
   * @return both
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static SocketPair<UnixStream> streams() throws ErrnoException {
    return open(SOCK_STREAM, UnixStream::new);
  }

  /**
   * Makes two ends that keep messages apart, and tell the end of them.
   *
   * @return both
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static SocketPair<SeqPacket> seqPackets() throws ErrnoException {
    return open(SOCK_SEQPACKET, SeqPacket::new);
  }

  /**
   * Makes two datagram sockets, each the other's peer.
   *
   * @return both
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static SocketPair<UnixDatagram> datagrams() throws ErrnoException {
    return open(SOCK_DGRAM, UnixDatagram::new);
  }

  private static <S extends Endpoint<UnixAddr>> SocketPair<S> open(int type, Function<Fd, S> kind)
      throws ErrnoException {
    int[] ends = new int[2];
    int result = Net.socketpair(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends);
    ErrnoException.check(result, "socketpair");
    return new SocketPair<>(kind.apply(Fd.adopt(ends[0])), kind.apply(Fd.adopt(ends[1])));
  }

  /** Closes both. */
  @Override
  public void close() {
    first.close();
    second.close();
  }
}
