package dev.sluice.examples.connect;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.DatagramEndpoint;
import dev.sluice.net.StreamSocket;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** The other side, as copying sees it. */
sealed interface Peer extends AutoCloseable {
  /** What {@link #receive} returns at the end of a stream. */
  int END = -1;

  /** Its descriptor, lent. */
  int fd();

  /** How much is read at once to be sent: the longest datagram. */
  int chunk();

  /** Receives into the whole segment: how many bytes; would-block, as 0; {@link #END}. */
  int receive(MemorySegment into) throws ErrnoException;

  /** Sends as much as goes: how many bytes. */
  int send(MemorySegment from, int offset, int length) throws ErrnoException;

  /** There is no more to send. */
  void endOutput() throws ErrnoException;

  /** Whether it can end by itself. */
  boolean ends();

  @Override
  void close();

  /** Connects. */
  static Peer connect(Target target, Duration limit) throws Exception {
    return target.isStream()
        ? new Stream(target.connectStream(limit))
        : new Datagrams(target.connectDatagrams(limit));
  }

  /** Bytes in order. */
  record Stream(StreamSocket<?> socket) implements Peer {
    @Override
    public int fd() {
      return socket.fd();
    }

    @Override
    public int chunk() {
      return Integer.MAX_VALUE;
    }

    @Override
    public int receive(MemorySegment into) throws ErrnoException {
      long result = socket.receive(into, 0, into.byteSize());
      if (result == Errno.WOULD_BLOCK) {
        return 0;
      }
      return result == 0 ? END : (int) result;
    }

    @Override
    public int send(MemorySegment from, int offset, int length) throws ErrnoException {
      long result = socket.send(from, offset, length, false);
      return result == Errno.WOULD_BLOCK ? 0 : (int) result;
    }

    @Override
    public void endOutput() throws ErrnoException {
      socket.shutdownOutput();
    }

    @Override
    public boolean ends() {
      return true;
    }

    @Override
    public void close() {
      socket.close();
    }
  }

  /** What is read at once goes as one. */
  record Datagrams(DatagramEndpoint<?> socket) implements Peer {
    private static final int CHUNK = 16 * 1024;

    @Override
    public int fd() {
      return socket.fd();
    }

    @Override
    public int chunk() {
      return CHUNK;
    }

    @Override
    public int receive(MemorySegment into) throws ErrnoException {
      long result = socket.receive(into, 0, into.byteSize());
      return result == Errno.WOULD_BLOCK ? 0 : (int) Math.min(result, into.byteSize());
    }

    @Override
    public int send(MemorySegment from, int offset, int length) throws ErrnoException {
      long result = socket.send(from, offset, length);
      return result == Errno.WOULD_BLOCK ? 0 : (int) result;
    }

    @Override
    public void endOutput() {
      // Nothing says so.
    }

    @Override
    public boolean ends() {
      return false;
    }

    @Override
    public void close() {
      socket.close();
    }
  }
}
