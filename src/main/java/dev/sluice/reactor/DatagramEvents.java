package dev.sluice.reactor;

import dev.sluice.net.SockAddr;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Calls a channel's handler, and survives what it throws. */
final class DatagramEvents<A extends SockAddr> {
  private final MessageChannel<A> channel;
  private final DatagramHandler<A> handler;
  private @Nullable IOException failure;

  DatagramEvents(MessageChannel<A> channel, DatagramHandler<A> handler) {
    this.channel = channel;
    this.handler = handler;
  }

  void datagram(Datagram<A> datagram) {
    try {
      handler.onDatagram(channel, datagram);
    } catch (IOException | RuntimeException | Error e) {
      handlerFailed(e);
    } finally {
      datagram.hide();
    }
  }

  void writable() {
    try {
      handler.onWritable(channel);
    } catch (IOException | RuntimeException | Error e) {
      handlerFailed(e);
    }
  }

  private void handlerFailed(Throwable thrown) {
    channel.loop().logFailure(channel, thrown);
    EventLoop.rethrowIfFatal(thrown);
    error(new IOException("the handler failed", thrown));
  }

  void error(IOException why) {
    if (channel.isRegistered()) {
      try {
        handler.onError(channel, why);
      } catch (RuntimeException | Error e) {
        channel.loop().logFailure(channel, e);
        EventLoop.rethrowIfFatal(e);
      }
    }
  }

  /** Tells once the running code has returned; what fails until then is not told of. */
  void errorLater(IOException why) {
    if (failure == null) {
      failure = why;
      channel.loop().execute(this::errorNow);
    }
  }

  private void errorNow() {
    IOException why = failure;
    failure = null;
    if (why != null) {
      error(why);
    }
  }

  void close() {
    try {
      handler.onClose(channel);
    } catch (RuntimeException | Error e) {
      channel.loop().logFailure(channel, e);
      EventLoop.rethrowIfFatal(e);
    }
  }
}
