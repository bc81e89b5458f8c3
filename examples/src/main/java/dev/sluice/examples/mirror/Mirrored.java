package dev.sluice.examples.mirror;

import dev.sluice.errno.ErrnoException;
import dev.sluice.net.StreamSocket;
import dev.sluice.reactor.ClientOptions;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.TcpClient;
import dev.sluice.transfer.StreamEnd;
import dev.sluice.transfer.Tap;
import dev.sluice.transfer.Tunnel;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a client, the one to the server, and the one to the mirror. The last two are
 * made at once; what the client sends before the mirror is there waits in the tap.
 */
final class Mirrored {
  private final Mirroring shared;
  private final StreamEnd client;
  private final EventLoop loop;
  private final Tap tap;
  private @Nullable TcpClient mirror;
  private @Nullable StreamEnd mirrorEnd;
  private @Nullable Tunnel tunnel;

  Mirrored(Mirroring shared, StreamEnd client) {
    this.shared = shared;
    this.client = client;
    this.loop = client.loop();
    this.tap = new Tap(loop, shared.lag, shared.counters);
  }

  void connect() {
    ClientOptions options = ClientOptions.DEFAULT;
    mirror =
        TcpClient.connect(
            loop, List.of(shared.mirror), options, this::mirrorThere, this::mirrorFailed);
    TcpClient.connect(loop, List.of(shared.to), options, this::serverThere, this::serverFailed);
  }

  private void serverThere(EventLoop home, StreamSocket<?> stream, Runnable released)
      throws ErrnoException {
    if (!client.isOpen()) {
      // It did not wait for that.
      stream.close();
      released.run();
      leaveMirror();
      return;
    }
    StreamEnd server = StreamEnd.open(home, stream, released);
    Tunnel made = Tunnel.between(client, server, shared.options, this::ended).tap(tap);
    tunnel = made;
    shared.begun(made);
    made.start();
    attach();
  }

  private void serverFailed(IOException why) {
    shared.serverFailed(why);
    client.abort();
    leaveMirror();
  }

  private void mirrorThere(EventLoop home, StreamSocket<?> stream, Runnable released)
      throws ErrnoException {
    mirrorEnd =
        StreamEnd.open(
            home,
            stream,
            () -> {
              released.run();
              shared.lookForDrops();
            });
    attach();
  }

  private void mirrorFailed(IOException why) {
    tap.drop();
    shared.mirrorRefused(why);
  }

  /** When both are there: until then the mirror might be of no use. */
  private void attach() {
    StreamEnd end = mirrorEnd;
    if (tunnel == null || end == null) {
      return;
    }
    if (end.isOpen()) {
      tap.to(end);
    } else {
      tap.drop();
      shared.lookForDrops();
    }
  }

  private void leaveMirror() {
    if (mirror != null) {
      mirror.cancel();
    }
    if (mirrorEnd != null) {
      mirrorEnd.abort();
    }
  }

  private void ended(Tunnel over) {
    shared.ended(over);
    if (!tap.isOpen() && mirror != null) {
      mirror.cancel();
    }
  }
}
