package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.net.UnixAddr;
import dev.sluice.net.UnixStream;
import dev.sluice.timer.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connects to a local stream socket. While the listener's queue is full it tries again now and
 * then: no event tells when there is room.
 */
public final class UnixClient extends StreamClient {
  private static final Duration FIRST_PAUSE = Duration.ofMillis(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(50);

  private final UnixAddr address;
  private Duration pause = FIRST_PAUSE;
  private @Nullable Timer again;

  private UnixClient(
      EventLoop loop,
      UnixAddr address,
      ClientOptions options,
      Opener opener,
      Consumer<IOException> failed) {
    super(loop, options, opener, failed);
    this.address = address;
  }

  /**
   * Connects. Any thread.
   *
   * @param loop where the connection is to live
   * @param address the listener's: a path or an abstract name
   * @param options how long it may take in all, and where the handler runs
   * @param handlers makes the handler of the connection
   * @param failed called in the loop when no connection came about, also because the loop stops:
   *     ECONNREFUSED (nobody listens), ENOENT (no such path), EACCES, EPROTOTYPE, the time is up
   * @return the client, which can be cancelled
   * @throws java.util.concurrent.RejectedExecutionException when the loop was closed
   */
  public static UnixClient connect(
      EventLoop loop,
      UnixAddr address,
      ClientOptions options,
      ConnectionHandler.Factory handlers,
      Consumer<IOException> failed) {
    return connect(loop, address, options, opener(options, handlers), failed);
  }

  /**
   * Connects as above, for other than a {@link Connection}. Any thread.
   *
   * @param loop where the socket is to live
   * @param address the listener's: a path or an abstract name
   * @param options how long it may take; {@code dispatching} does not matter
   * @param opener takes the socket over
   * @param failed as above; also with what the opener throws
   * @return the client, which can be cancelled
   * @throws java.util.concurrent.RejectedExecutionException when the loop was closed
   */
  public static UnixClient connect(
      EventLoop loop,
      UnixAddr address,
      ClientOptions options,
      Opener opener,
      Consumer<IOException> failed) {
    UnixClient client = new UnixClient(loop, address, options, opener, failed);
    client.start();
    return client;
  }

  @Override
  void connect() {
    UnixStream stream;
    try {
      stream = UnixStream.tryConnect(address);
    } catch (ErrnoException e) {
      note(e);
      fail();
      return;
    }
    if (stream != null) {
      succeed(stream);
      return;
    }
    if (again == null) {
      again = loop().schedule(pause, this::connect);
    } else {
      loop().reschedule(again, pause);
    }
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  @Override
  void giveUp() {
    if (again != null) {
      loop().cancel(again);
    }
  }

  @Override
  public String toString() {
    return "UnixClient[" + address + "]";
  }
}
