package dev.sluice.benchmarks.micro;

import dev.sluice.errno.Errno;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.openjdk.jmh.annotations.Benchmark;

/** Calls by JNI, with direct buffers whose addresses are asked for once. */
public class JniCalls extends IdCalls {
  private static final int EVENT_SIZE = Jni.eventSize();
  private static final int EVENT_DATA = Jni.eventDataOffset();
  private static final int IOVEC_SIZE = 2 * Long.BYTES;

  private final ByteBuffer buffer = direct(CAPACITY);
  private final long address = Jni.address(buffer);
  private final ByteBuffer events = direct(MAX_EVENTS * EVENT_SIZE);
  private final long eventsAddress = Jni.address(events);
  private final ByteBuffer parts = direct(MAX_PARTS * PART);
  private final ByteBuffer vector = vector(Jni.address(parts));
  private final long vectorAddress = Jni.address(vector);

  private static ByteBuffer direct(int capacity) {
    return ByteBuffer.allocateDirect(capacity).order(ByteOrder.nativeOrder());
  }

  private static ByteBuffer vector(long parts) {
    ByteBuffer vector = direct(MAX_PARTS * IOVEC_SIZE);
    for (int i = 0; i < MAX_PARTS; i++) {
      vector.putLong(parts + (long) i * PART).putLong(PART);
    }
    return vector;
  }

  /** The way there and back, by a function that does next to nothing. */
  @Benchmark
  public long noop() {
    return Expect.equal(1, Jni.abs(-1));
  }

  @Override
  int getppidOfCandidate() {
    return Jni.getppid();
  }

  @Override
  long send(int fd, long length) {
    return Jni.send(fd, address, length, SEND_FLAGS);
  }

  @Override
  long recv(int fd, long length) {
    return Jni.recv(fd, address, length, RECV_FLAGS);
  }

  @Override
  long wouldBlock() {
    return Errno.WOULD_BLOCK;
  }

  @Override
  int modify(int epoll, int fd, int mask) {
    return Jni.epollModify(epoll, fd, mask);
  }

  @Override
  int poll(int epoll) {
    return Jni.epollWait(epoll, eventsAddress, MAX_EVENTS, 0);
  }

  @Override
  int events(int index) {
    return events.getInt(index * EVENT_SIZE);
  }

  @Override
  long data(int index) {
    return events.getLong(index * EVENT_SIZE + EVENT_DATA);
  }

  @Override
  long write(int fd, long length) {
    return Jni.write(fd, address, length);
  }

  @Override
  long read(int fd, long length) {
    return Jni.read(fd, address, length);
  }

  @Override
  long writev(int fd, int count) {
    return Jni.writev(fd, vectorAddress, count);
  }

  @Override
  long readv(int fd, int count) {
    return Jni.readv(fd, vectorAddress, count);
  }

  @Override
  int setNoDelay(int fd, int value) {
    return Jni.setNoDelay(fd, value);
  }

  @Override
  int receiveBufferSize(int fd) {
    return Jni.receiveBufferSize(fd);
  }

  @Override
  int socketThatResets() {
    return Jni.socketThatResets();
  }

  @Override
  int connect(int fd, int port) {
    return Jni.connect(fd, Fixtures.LOOPBACK, port);
  }

  @Override
  int accept(int listener) {
    return Jni.accept(listener);
  }

  @Override
  int close(int fd) {
    return Jni.close(fd);
  }
}
