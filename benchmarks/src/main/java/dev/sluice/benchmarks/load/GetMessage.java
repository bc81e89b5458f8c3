package dev.sluice.benchmarks.load;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * An HTTP GET whose answer always has the same length. The status is looked at; of a long body the
 * kernel only counts the bytes, as copying them would cost the client more than the server.
 */
final class GetMessage implements Message {
  /** What a receive must have begun with for the rest to be dropped unseen. */
  private static final int HEAD = 4096;

  private final MemorySegment status = text("HTTP/1.1 200 ");
  private final MemorySegment requests;
  private final int requestLength;
  private final int answerLength;

  GetMessage(String path, int answerLength, int pipeline) {
    String request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    this.requestLength = request.length();
    this.requests = text(request.repeat(pipeline));
    this.answerLength = answerLength;
  }

  private static MemorySegment text(String text) {
    MemorySegment segment = Arena.ofAuto().allocate(text.length());
    return segment.copyFrom(MemorySegment.ofArray(text.getBytes(ISO_8859_1)));
  }

  @Override
  public MemorySegment requests() {
    return requests;
  }

  @Override
  public int requestLength() {
    return requestLength;
  }

  @Override
  public int answerLength() {
    return answerLength;
  }

  @Override
  public int receiveFlags(int offset) {
    boolean bodyOnly = offset >= HEAD && answerLength - offset > Wire.BUFFER;
    return bodyOnly ? MSG_DONTWAIT | MSG_TRUNC : MSG_DONTWAIT;
  }

  @Override
  public void check(int offset, MemorySegment received, int count) throws IOException {
    int begin = offset == 0 ? 0 : answerLength - offset;
    for (int at = begin; at < count; at += answerLength) {
      long length = Math.min(status.byteSize(), count - at);
      if (MemorySegment.mismatch(received, at, at + length, status, 0, length) >= 0) {
        throw new IOException("an answer is not as expected: " + line(received, at, count));
      }
    }
  }

  private static String line(MemorySegment received, int from, int to) {
    byte[] bytes = received.asSlice(from, Math.min(64, to - from)).toArray(JAVA_BYTE);
    return new String(bytes, ISO_8859_1).lines().findFirst().orElse("");
  }
}
