package dev.sluice.examples.receive;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_PEEK;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.StreamSocket;
import dev.sluice.sys.Messages;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.ProtocolException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Takes a header out of a socket, and no byte more: what follows is left to splice. */
final class HeaderLine {
  private final byte[] bytes = new byte[Header.LONGEST];
  private final MemorySegment room = MemorySegment.ofArray(bytes);
  private int filled;

  /**
   * Reads on; does not wait.
   *
   * @return the header; null when more of it must come first
   * @throws ProtocolException when it is none
   */
  @Nullable Header read(StreamSocket<?> from) throws IOException {
    while (filled < bytes.length) {
      long seen = peek(from.fd());
      if (seen == 0) {
        throw new ProtocolException("ended before its first line did");
      }
      long count = seen < 0 ? seen : from.receive(room, filled, upToNewline((int) seen));
      if (count == Errno.WOULD_BLOCK) {
        return null;
      }
      filled += (int) count;
      Header.checkBeginning(bytes, filled);
      if (bytes[filled - 1] == '\n') {
        return Header.parse(Arrays.copyOf(bytes, filled - 1));
      }
    }
    throw new ProtocolException("the first line is longer than " + Header.LONGEST + " bytes");
  }

  private long peek(int fd) throws ErrnoException {
    long result;
    do {
      result = Messages.recv(fd, room, filled, bytes.length - filled, MSG_DONTWAIT | MSG_PEEK);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "recv(MSG_PEEK)");
  }

  private int upToNewline(int seen) {
    for (int i = 0; i < seen; i++) {
      if (bytes[filled + i] == '\n') {
        return i + 1;
      }
    }
    return seen;
  }
}
