package dev.sluice.benchmarks.micro;

import dev.sluice.errno.Errno;

/**
 * Calls by JNI with an array as the buffer, held in place meanwhile; it is what {@link HeapCalls}
 * does and {@code java.net} does not, which copies.
 */
public class JniHeapCalls extends BufferCalls {
  private final byte[] buffer = new byte[CAPACITY];

  @Override
  long send(int fd, long length) {
    return Jni.sendArray(fd, buffer, (int) length, SEND_FLAGS);
  }

  @Override
  long recv(int fd, long length) {
    return Jni.recvArray(fd, buffer, (int) length, RECV_FLAGS);
  }

  @Override
  long wouldBlock() {
    return Errno.WOULD_BLOCK;
  }
}
