package dev.sluice.transfer;

import dev.sluice.errno.ErrnoException;
import dev.sluice.reactor.EventLoop;
import dev.sluice.timer.Timer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Joins two ends: what one peer sends the other one gets, in both directions, each until its own
 * end. It owns the ends, and closes them. All methods must be called in their loop.
 *
 * <ul>
 *   <li>A peer that ends its stream: the other one gets all of it, then a FIN. The other direction
 *       goes on.
 *   <li>A peer that breaks off, or is reset: the other one gets what there was, then an RST.
 *   <li>A peer that takes no more: what it has sent still reaches the other one, then an RST.
 *   <li>Nothing moved for too long: both get an RST.
 * </ul>
 */
public final class Tunnel {
  /** How often it is looked, within the limit, whether anything moved. */
  private static final int LOOKS = 8;

  private final EventLoop loop;
  private final StreamEnd client;
  private final StreamEnd server;
  private final TunnelOptions options;
  private final Consumer<Tunnel> closed;
  private final Transfer toServer;
  private final Transfer toClient;
  private @Nullable IOException failure;
  private @Nullable Timer idle;
  private long movedBefore;
  private int looks;
  private boolean done;
  private boolean over;

  private Tunnel(
      StreamEnd client, StreamEnd server, TunnelOptions options, Consumer<Tunnel> closed) {
    this.loop = client.loop();
    this.client = client;
    this.server = server;
    this.options = options;
    this.closed = closed;
    Mode mode = options.mode();
    Direction forward = new Direction(client, server);
    Direction back = new Direction(server, client);
    this.toServer =
        Transfer.between(client, server, Transfer.ALL, mode, options.toServer(), forward);
    this.toClient = Transfer.between(server, client, Transfer.ALL, mode, options.toClient(), back);
  }

  /**
   * Prepares a tunnel.
   *
   * @param client one end
   * @param server the other, of the same loop
   * @param options how it moves
   * @param closed called once, when both ends are closed
   * @return the tunnel, to be started
   */
  public static Tunnel between(
      StreamEnd client, StreamEnd server, TunnelOptions options, Consumer<Tunnel> closed) {
    return new Tunnel(client, server, options, closed);
  }

  /**
   * Sends the server bytes before all that the client sends. Before the start, once.
   *
   * @param bytes the bytes, which belong to the tunnel from now on
   * @return this
   */
  public Tunnel first(byte[] bytes) {
    toServer.first(bytes);
    return this;
  }

  /**
   * Lets somebody else have all that the client sends. Before the start, once; it must splice.
   *
   * @param tap gets it
   * @return this
   */
  public Tunnel tap(Tap tap) {
    toServer.tap(tap);
    return this;
  }

  /**
   * Begins. Where an end was closed meanwhile the other one is closed, too.
   *
   * @throws IllegalStateException when an end is in use, or this was started before; it does
   *     nothing then, and the ends stay the caller's
   */
  public void start() {
    toServer.start();
    try {
      toClient.start();
    } catch (IllegalStateException e) {
      toServer.cancel();
      throw e;
    }
    client.onClose(this::endClosed);
    server.onClose(this::endClosed);
    if (!client.isOpen() || !server.isOpen()) {
      loop.execute(this::endClosed);
    }
    Duration limit = options.idleLimit();
    if (limit.isPositive()) {
      idle = loop.schedule(limit.dividedBy(LOOKS), this::look);
    }
  }

  private void look() {
    long moved = toServer.moved() + toClient.moved();
    looks = moved == movedBefore ? looks + 1 : 0;
    movedBefore = moved;
    if (looks >= LOOKS) {
      fail(new SocketTimeoutException("idle for " + options.idleLimit()));
      abort();
    } else if (idle != null) {
      loop.reschedule(idle, options.idleLimit().dividedBy(LOOKS));
    }
  }

  private void fail(IOException why) {
    if (failure == null) {
      failure = why;
    }
  }

  /** Closes both ends at once; both peers get an RST. Does nothing when they are closed. */
  public void abort() {
    client.abort();
    server.abort();
  }

  /** One direction is over. */
  private void closeWhenDone() {
    if (toServer.isRunning() || toClient.isRunning()) {
      return;
    }
    done = true;
    if (failure == null) {
      client.close();
      server.close();
    } else {
      client.abortAfterWrites();
      server.abortAfterWrites();
    }
  }

  /** By whomever: half a tunnel is none. */
  private void endClosed() {
    toServer.cancel();
    toClient.cancel();
    if (!done) {
      done = true;
      fail(new IOException("closed"));
      client.abortAfterWrites();
      server.abortAfterWrites();
    }
    if (!over && !client.isOpen() && !server.isOpen()) {
      over = true;
      if (idle != null) {
        loop.cancel(idle);
      }
      closed.accept(this);
    }
  }

  /** {@return how many bytes the server got, those sent first not among them} */
  public long movedToServer() {
    return toServer.moved();
  }

  /** {@return how many bytes the client got} */
  public long movedToClient() {
    return toClient.moved();
  }

  /** {@return why it was closed; null when both peers have ended their streams} */
  public @Nullable IOException failure() {
    return failure;
  }

  private final class Direction implements Transfer.Handler {
    private final StreamEnd from;
    private final StreamEnd to;

    Direction(StreamEnd from, StreamEnd to) {
      this.from = from;
      this.to = to;
    }

    @Override
    public void onEnd(Transfer transfer) {
      try {
        to.shutdownOutput();
      } catch (ErrnoException e) {
        fail(e);
      }
      closeWhenDone();
    }

    @Override
    public void onSourceFailure(Transfer transfer, ErrnoException why) {
      fail(why);
      done = true;
      to.abortAfterWrites();
      // Not a FIN: what it was to get may not be all.
      from.abort();
    }

    @Override
    public void onSinkFailure(Transfer transfer, ErrnoException why) {
      fail(why);
      to.giveUp();
      closeWhenDone();
    }
  }

  @Override
  public String toString() {
    return "Tunnel[" + toServer + ", " + toClient + "]";
  }
}
