package dev.sluice.benchmarks.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Finds the requests, in whatever pieces they arrive and however many at once. */
final class RequestReader {
  private static final int LONGEST_HEAD = 4 * 1024;
  private static final int END_OF_HEAD = 0x0d0a0d0a;

  private final ByteBuffer input = ByteBuffer.allocate(LONGEST_HEAD).limit(0);

  /** Reads once: how much, or -1 at the end. Every request must have been taken before. */
  int fill(ReadableByteChannel from) throws IOException {
    input.compact();
    try {
      return from.read(input);
    } finally {
      input.flip();
    }
  }

  /** Takes the next request that has arrived as a whole. */
  @Nullable FileRequest next() {
    int start = input.position();
    for (int end = start; end <= input.limit() - Integer.BYTES; end++) {
      if (input.getInt(end) == END_OF_HEAD) {
        input.position(end + Integer.BYTES);
        return FileRequest.parse(new String(input.array(), start, end - start, ISO_8859_1));
      }
    }
    return input.remaining() == input.capacity() ? FileRequest.BAD : null;
  }
}
