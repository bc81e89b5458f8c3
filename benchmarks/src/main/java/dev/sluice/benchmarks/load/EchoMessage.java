package dev.sluice.benchmarks.load;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Bytes that come back; every one of them is compared. */
final class EchoMessage implements Message {
  private final int length;
  private final MemorySegment requests;
  private final MemorySegment expected;

  EchoMessage(int length, int pipeline) {
    this.length = length;
    this.requests = pattern(length, (long) length * pipeline);
    this.expected = pattern(length, (long) length + Wire.BUFFER);
  }

  private static MemorySegment pattern(int period, long size) {
    MemorySegment pattern = Arena.ofAuto().allocate(size);
    for (long i = 0; i < size; i++) {
      int place = (int) (i % period);
      // No two neighbours alike, and no short period within the message.
      pattern.set(JAVA_BYTE, i, (byte) (place * 31 + place / 251));
    }
    return pattern;
  }

  @Override
  public MemorySegment requests() {
    return requests;
  }

  @Override
  public int requestLength() {
    return length;
  }

  @Override
  public int answerLength() {
    return length;
  }

  @Override
  public int receiveFlags(int offset) {
    return MSG_DONTWAIT;
  }

  @Override
  public void check(int offset, MemorySegment received, int count) throws IOException {
    if (MemorySegment.mismatch(received, 0, count, expected, offset, offset + count) >= 0) {
      throw new IOException("the echo differs from what was sent");
    }
  }
}
