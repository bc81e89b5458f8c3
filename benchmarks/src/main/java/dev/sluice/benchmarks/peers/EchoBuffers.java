package dev.sluice.benchmarks.peers;

import java.nio.ByteBuffer;

/**
 * Buffers of connections that each own one while they wait: small until a read fills it, or ten
 * thousand idle connections would hold 640 MB.
 */
final class EchoBuffers {
  private static final int FIRST = 4 * 1024;
  private static final int MOST = 64 * 1024;

  private EchoBuffers() {}

  static ByteBuffer first() {
    return ByteBuffer.allocateDirect(FIRST);
  }

  /** The buffer for the next read, after one whose bytes are written. */
  static ByteBuffer next(ByteBuffer last) {
    boolean filled = last.limit() == last.capacity() && last.position() == last.limit();
    return filled && last.capacity() < MOST ? ByteBuffer.allocateDirect(MOST) : last.clear();
  }
}
