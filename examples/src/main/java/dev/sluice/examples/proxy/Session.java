package dev.sluice.examples.proxy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.SockAddr;
import dev.sluice.net.StreamSocket;
import dev.sluice.proxyproto.Header;
import dev.sluice.proxyproto.HeaderReader;
import dev.sluice.proxyproto.HeaderResult;
import dev.sluice.proxyproto.Transport;
import dev.sluice.proxyproto.Version;
import dev.sluice.reactor.TcpClient;
import dev.sluice.timer.Timer;
import dev.sluice.transfer.StreamEnd;
import dev.sluice.transfer.Tunnel;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * The connection of one client: its header, where it must send one, then a back end, then a tunnel.
 */
final class Session {
  private static final byte[] NOTHING = {};

  private final Proxy proxy;
  private final StreamEnd client;
  // What came behind the client's header.
  private byte[] early = NOTHING;
  private @Nullable Header header;
  private @Nullable HeaderReader reader;
  private @Nullable Timer headerLimit;
  private @Nullable TcpClient connect;
  private @Nullable Backend backend;
  private int attempts;

  Session(Proxy proxy, StreamSocket<?> stream, Runnable released) throws ErrnoException {
    this.proxy = proxy;
    proxy.statistics.connectionOpened();
    this.client =
        StreamEnd.open(
            proxy.loop,
            stream,
            () -> {
              proxy.statistics.connectionClosed();
              released.run();
            });
  }

  void begin() {
    client.onClose(this::clientGone);
    // Who was accepted is served, also by a predecessor.
    client.duringStop(true);
    if (proxy.options.acceptProxy()) {
      reader = new HeaderReader();
      headerLimit = proxy.loop.schedule(proxy.options.headerTimeout(), this::badHeader);
      client.reader(this::readHeader);
    } else {
      connectFirst();
    }
  }

  private void readHeader(StreamEnd end) {
    MemorySegment scratch = proxy.loop.scratch();
    long count;
    try {
      count = end.stream().receive(scratch, 0, scratch.byteSize());
    } catch (ErrnoException e) {
      fail(ErrorKind.of(e));
      return;
    }
    if (count == 0) {
      badHeader();
    } else if (count != Errno.WOULD_BLOCK && reader != null) {
      HeaderResult result = reader.feed(scratch, 0, count);
      if (result instanceof HeaderResult.Complete complete) {
        int taken = reader.taken();
        early = scratch.asSlice(taken, count - taken).toArray(ValueLayout.JAVA_BYTE);
        headerRead(complete.header());
      } else if (result instanceof HeaderResult.Malformed) {
        badHeader();
      }
    }
  }

  /** The client sees the end of the stream, which is no failure of the network. */
  private void badHeader() {
    stopHeader();
    proxy.statistics.connectionFailed(ErrorKind.HEADER);
    client.close();
  }

  private void headerRead(Header said) {
    stopHeader();
    header = said;
    connectFirst();
  }

  private void stopHeader() {
    client.reader(null);
    reader = null;
    if (headerLimit != null) {
      proxy.loop.cancel(headerLimit);
    }
  }

  private void fail(ErrorKind kind) {
    stopHeader();
    proxy.statistics.connectionFailed(kind);
    client.abort();
  }

  private void connectFirst() {
    Backend first = proxy.backends.next();
    if (first == null) {
      proxy.statistics.connectionRefused();
      client.abort();
    } else {
      connect(first);
    }
  }

  private void connect(Backend next) {
    attempts++;
    next.opened();
    backend = next;
    connect =
        TcpClient.connect(
            proxy.loop,
            next.addresses(),
            proxy.connects,
            (loop, stream, released) -> connected(StreamEnd.open(loop, stream, released)),
            why -> notConnected(next, why));
  }

  private void notConnected(Backend tried, IOException why) {
    left();
    proxy.backends.failed(tried, why);
    if (!client.isOpen()) {
      return;
    }
    Backend next = attempts < proxy.backends.size() ? proxy.backends.next() : null;
    if (next == null) {
      fail(ErrorKind.CONNECT);
    } else {
      connect(next);
    }
  }

  private void connected(StreamEnd server) {
    connect = null;
    if (!client.isOpen()) {
      server.abort();
      left();
      return;
    }
    Tunnel tunnel = Tunnel.between(client, server, proxy.tunnels, this::closed);
    try {
      tunnel.first(first());
    } catch (ErrnoException e) {
      // The client is gone: nobody knows who it was.
      server.abort();
      left();
      fail(ErrorKind.of(e));
      return;
    }
    tunnel.start();
  }

  /** What the back end gets before all that the client sends. */
  private byte[] first() throws ErrnoException {
    Version version = proxy.options.sendProxy();
    if (version == null) {
      return early;
    }
    byte[] said = toSend(version).toBytes();
    byte[] both = new byte[said.length + early.length];
    System.arraycopy(said, 0, both, 0, said.length);
    System.arraycopy(early, 0, both, said.length, early.length);
    return both;
  }

  private Header toSend(Version version) throws ErrnoException {
    Header said = header;
    if (said != null && said.transport() == Transport.STREAM) {
      SockAddr source = said.source();
      SockAddr destination = said.destination();
      if (source != null && destination != null) {
        return toSend(version, source, destination);
      }
    }
    return toSend(version, client.stream().peerAddress(), client.stream().localAddress());
  }

  private static Header toSend(Version version, SockAddr source, SockAddr destination) {
    if (version == Version.V2) {
      return Header.v2(source, destination);
    }
    return source instanceof SockAddr.Inet from && destination instanceof SockAddr.Inet to
        ? Header.v1(from, to)
        : Header.v1Unknown();
  }

  private void closed(Tunnel tunnel) {
    left();
    IOException failure = tunnel.failure();
    if (failure != null) {
      proxy.statistics.connectionFailed(ErrorKind.of(failure));
    }
  }

  /** Before there is a tunnel. */
  private void clientGone() {
    stopHeader();
    if (connect != null) {
      connect.cancel();
      connect = null;
      left();
    }
  }

  private void left() {
    if (backend != null) {
      backend.closed();
      backend = null;
    }
  }
}
