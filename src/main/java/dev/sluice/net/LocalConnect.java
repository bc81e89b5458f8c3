package dev.sluice.net;

import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.NetConstants.SO_SNDTIMEO;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import dev.sluice.sys.SocketOptions;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects local sockets. With a full queue a non-blocking one gets EAGAIN, and no event tells when
 * there is room: only the kernel itself can wait for that.
 */
final class LocalConnect {
  private static final long MICROS_PER_SECOND = TimeUnit.SECONDS.toMicros(1);

  private LocalConnect() {}

  /** Null when the queue is full. */
  static @Nullable Fd now(int type, UnixAddr address) throws ErrnoException {
    SockAddrBuf peer = Endpoint.encoded(address);
    Fd fd = Endpoint.open(AF_UNIX, type, 0);
    int result = Net.connect(fd.number(), peer);
    if (result < 0) {
      fd.close();
    }
    if (result == Errno.WOULD_BLOCK) {
      return null;
    }
    Endpoint.check(result, "connect", address);
    return fd;
  }

  static Fd waiting(int type, UnixAddr address, @Nullable Duration limit) throws IOException {
    Blocking.check("connect");
    int result = Net.socket(AF_UNIX, type | SOCK_CLOEXEC, 0);
    Fd fd = Fd.adopt(ErrnoException.check(result, "socket"));
    try {
      connect(fd.number(), address, limit);
      result = Descriptors.fcntl(fd.number(), F_SETFL, O_RDWR | O_NONBLOCK);
      ErrnoException.check(result, "fcntl(F_SETFL)");
      return fd;
    } catch (IOException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private static void connect(int number, UnixAddr address, @Nullable Duration limit)
      throws IOException {
    SockAddrBuf peer = Endpoint.encoded(address);
    long start = System.nanoTime();
    long nanos = limit == null ? 0 : Math.max(1, TimeUnit.NANOSECONDS.convert(limit));
    int result;
    do {
      long left = limit == null ? 0 : Math.max(1, nanos - (System.nanoTime() - start));
      setSendLimit(number, left);
      result = Net.connect(number, peer);
    } while (result == -Errno.EINTR.number());
    if (result == Errno.WOULD_BLOCK) {
      throw new SocketTimeoutException("connect(" + address + "): not within " + limit);
    }
    Endpoint.check(result, "connect", address);
    setSendLimit(number, 0);
  }

  /** A {@code struct timeval}, rounded up to microseconds; 0 is no limit. */
  private static void setSendLimit(int number, long nanos) throws ErrnoException {
    long micros = Math.ceilDiv(nanos, TimeUnit.MICROSECONDS.toNanos(1));
    MemorySegment time = Arena.ofAuto().allocate(JAVA_LONG, 2);
    time.setAtIndex(JAVA_LONG, 0, micros / MICROS_PER_SECOND);
    time.setAtIndex(JAVA_LONG, 1, micros % MICROS_PER_SECOND);
    int result = SocketOptions.setsockopt(number, SOL_SOCKET, SO_SNDTIMEO, time);
    ErrnoException.check(result, "setsockopt(SO_SNDTIMEO)");
  }
}
