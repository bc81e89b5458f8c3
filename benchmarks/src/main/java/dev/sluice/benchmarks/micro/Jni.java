package dev.sluice.benchmarks.micro;

import java.nio.ByteBuffer;

/**
 * The functions of {@code native/jni/sluice_jni.c}: the kernel's convention, {@code -errno} on
 * failure, and memory as bare addresses, as Netty's transports have it.
 */
@SuppressWarnings("restricted") // The peer is native on purpose.
final class Jni {
  static {
    System.load(System.getProperty("sluice.jni"));
  }

  private Jni() {}

  static native long address(ByteBuffer direct);

  static native int eventSize();

  static native int eventDataOffset();

  static native int abs(int value);

  static native int getppid();

  static native long send(int fd, long address, long length, int flags);

  static native long recv(int fd, long address, long length, int flags);

  static native long sendArray(int fd, byte[] array, int length, int flags);

  static native long recvArray(int fd, byte[] array, int length, int flags);

  static native long write(int fd, long address, long length);

  static native long read(int fd, long address, long length);

  static native long writev(int fd, long vector, int count);

  static native long readv(int fd, long vector, int count);

  static native int epollModify(int epoll, int fd, int events);

  static native int epollWait(int epoll, long events, int capacity, int timeout);

  static native int setNoDelay(int fd, int value);

  static native int receiveBufferSize(int fd);

  static native int socketThatResets();

  static native int connect(int fd, int address, int port);

  static native int accept(int listener);

  static native int close(int fd);
}
