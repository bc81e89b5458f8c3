package dev.sluice.examples.fifo;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.errno.ErrnoException;
import dev.sluice.io.ReadEnd;
import dev.sluice.io.WriteEnd;
import dev.sluice.reactor.Channel;
import dev.sluice.reactor.EventLoop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Prints what comes, at the pace of whoever reads the output.
 *
 * <p>It keeps a write end of its own: without one the FIFO would be at its end, and readable for
 * that, from the moment when the last writer leaves until the next one comes.
 */
final class FifoReader extends Channel implements AutoCloseable {
  // As much as a pipe holds, unless it is told otherwise.
  private static final int CAPACITY = 64 * 1024;

  private final ReadEnd end;
  private final WriteEnd keeper;
  private final MemorySegment buffer = Arena.ofAuto().allocate(CAPACITY);
  private final byte[] bytes = new byte[CAPACITY];

  /** Takes over both ends of a FIFO. */
  FifoReader(EventLoop loop, ReadEnd end, WriteEnd keeper) {
    super(loop, end.fd());
    this.end = end;
    this.keeper = keeper;
  }

  void open() throws ErrnoException {
    register(EPOLLIN);
  }

  @Override
  protected void onReady(int events) throws IOException {
    int count = (int) end.read(buffer, 0, CAPACITY);
    if (count > 0) {
      MemorySegment.copy(buffer, JAVA_BYTE, 0, bytes, 0, count);
      System.out.write(bytes, 0, count);
      // Flushes, too.
      if (System.out.checkError()) {
        loop().stop();
      }
    }
  }

  @Override
  public void close() {
    deregister();
    end.close();
    keeper.close();
  }
}
