package dev.sluice.net;

import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects local sockets. With a full queue a non-blocking one gets EAGAIN, and no event tells when
 * there is room: only the kernel itself can wait for that.
 */
final class LocalConnect {
  /** The longest that the option takes: more than a lifetime. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(Integer.MAX_VALUE);

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
    } while (result == Errno.INTERRUPTED);
    if (result == Errno.WOULD_BLOCK) {
      throw new SocketTimeoutException("connect(" + address + "): not within " + limit);
    }
    Endpoint.check(result, "connect", address);
    setSendLimit(number, 0);
  }

  /** 0 is no limit. */
  private static void setSendLimit(int number, long nanos) throws ErrnoException {
    SockOpts.SNDTIMEO.set(number, Duration.ofNanos(Math.min(nanos, MOST_NANOS)));
  }
}
