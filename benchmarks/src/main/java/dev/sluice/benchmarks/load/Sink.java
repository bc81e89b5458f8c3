package dev.sluice.benchmarks.load;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;

/** What a proxy connects to: a listening socket of the load itself. */
final class Sink implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final int listener;
  private final Epoll epoll;

  private Sink(int listener, Epoll epoll) {
    this.listener = listener;
    this.epoll = epoll;
  }

  /** On a free port. */
  static Sink open() throws IOException {
    int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    int listener = ErrnoException.check(Net.socket(AF_INET, type, 0), "socket");
    try {
      ErrnoException.check(Net.bind(listener, SockAddrBuf.inet4("127.0.0.1", 0)), "bind");
      ErrnoException.check(Net.listen(listener, BACKLOG), "listen");
      Epoll epoll = Epoll.open(1);
      epoll.add(listener, EPOLLIN, listener);
      return new Sink(listener, epoll);
    } catch (IOException e) {
      Descriptors.close(listener);
      throw e;
    }
  }

  /** Where it listens, on 127.0.0.1. */
  int port() throws IOException {
    SockAddrBuf address = SockAddrBuf.allocate();
    ErrnoException.check(Net.getsockname(listener, address), "getsockname");
    return address.port();
  }

  /** The next connection: waits for it. */
  int accept() throws IOException {
    Answers.await(epoll);
    return ErrnoException.check(accept4(), "accept4");
  }

  private int accept4() {
    return Net.accept4(listener, null, SOCK_NONBLOCK | SOCK_CLOEXEC);
  }

  /** Closes the connections that nobody has taken: somebody failed before that. */
  void forget() throws IOException {
    for (int fd = accept4(); fd != Errno.WOULD_BLOCK; fd = accept4()) {
      Descriptors.close(ErrnoException.check(fd, "accept4"));
    }
  }

  @Override
  public void close() {
    epoll.close();
    Descriptors.close(listener);
  }
}
