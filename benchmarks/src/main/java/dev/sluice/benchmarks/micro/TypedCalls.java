package dev.sluice.benchmarks.micro;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.io.ReadEnd;
import dev.sluice.io.RegularFile;
import dev.sluice.io.WriteEnd;
import dev.sluice.net.SockOpts;
import dev.sluice.net.TcpListener;
import dev.sluice.net.TcpOpts;
import dev.sluice.net.TcpStream;
import dev.sluice.net.UnixStream;
import dev.sluice.sys.SockAddrBuf;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Calls by the typed floor. Its objects are made when a descriptor is first used, as a server makes
 * them once per connection; each takes the same call as the raw floor's.
 */
public class TypedCalls extends SluiceCalls {
  private final SockAddrBuf peer = SockAddrBuf.allocate(arena);
  private @Nullable UnixStream sender;
  private @Nullable UnixStream receiver;
  private @Nullable WriteEnd writeEnd;
  private @Nullable ReadEnd readEnd;
  private @Nullable ReadEnd source;
  private @Nullable WriteEnd target;
  private @Nullable RegularFile file;
  private @Nullable HasFd out;
  private @Nullable Epoll epoll;
  private @Nullable TcpListener listener;

  private static UncheckedIOException failed(java.io.IOException e) {
    return new UncheckedIOException(e);
  }

  @Override
  long send(int fd, long length) {
    try {
      UnixStream stream = sender;
      if (stream == null) {
        stream = sender = new UnixStream(Fd.adopt(fd));
      }
      return stream.send(buffer, 0, length, false);
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  long recv(int fd, long length) {
    try {
      UnixStream stream = receiver;
      if (stream == null) {
        stream = receiver = new UnixStream(Fd.adopt(fd));
      }
      return stream.receive(buffer, 0, length);
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  private Epoll epoll(int fd) {
    Epoll poller = epoll;
    if (poller == null) {
      poller = epoll = new Epoll(Fd.adopt(fd), MAX_EVENTS);
    }
    return poller;
  }

  @Override
  int modify(int epoll, int fd, int mask) {
    try {
      epoll(epoll).modify(fd, mask, fd);
      return 0;
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  int poll(int epoll) {
    try {
      return epoll(epoll).await(0);
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  int events(int index) {
    Epoll poller = epoll;
    return poller == null ? 0 : poller.events(index);
  }

  @Override
  long data(int index) {
    Epoll poller = epoll;
    return poller == null ? 0 : poller.data(index);
  }

  private WriteEnd writer(int fd) {
    WriteEnd end = writeEnd;
    if (end == null) {
      end = writeEnd = new WriteEnd(Fd.adopt(fd));
    }
    return end;
  }

  private ReadEnd reader(int fd) {
    ReadEnd end = readEnd;
    if (end == null) {
      end = readEnd = new ReadEnd(Fd.adopt(fd));
    }
    return end;
  }

  @Override
  long write(int fd, long length) {
    try {
      return writer(fd).write(buffer, 0, length);
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  long read(int fd, long length) {
    try {
      return reader(fd).read(buffer, 0, length);
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  long writev(int fd, int parts) {
    try {
      return writer(fd).write(vector(parts));
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  long readv(int fd, int parts) {
    try {
      return reader(fd).read(vector(parts));
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  long splice(int in, int out, long length) {
    try {
      ReadEnd from = source;
      if (from == null) {
        from = source = new ReadEnd(Fd.adopt(in));
      }
      WriteEnd to = target;
      if (to == null) {
        to = target = new WriteEnd(Fd.adopt(out));
      }
      return from.spliceTo(to, length, false);
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  long sendFile(int socket, int descriptor, long length) {
    try {
      RegularFile from = file;
      if (from == null) {
        from = file = new RegularFile(Fd.adopt(descriptor));
      }
      HasFd to = out;
      if (to == null) {
        to = out = new UnixStream(Fd.adopt(socket));
      }
      return from.sendFile(to, 0, length);
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  int setNoDelay(int fd, int value) {
    try {
      TcpOpts.NODELAY.set(fd, value != 0);
      return 0;
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  int receiveBufferSize(int fd) {
    try {
      return SockOpts.RCVBUF.get(fd);
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }

  @Override
  int accept(int fd) {
    try {
      TcpListener from = listener;
      if (from == null) {
        from = listener = TcpListener.adopt(Fd.adopt(fd));
      }
      TcpStream accepted = from.accept(peer);
      return accepted == null ? Errno.WOULD_BLOCK : accepted.detach().detach();
    } catch (ErrnoException e) {
      throw failed(e);
    }
  }
}
