package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpStream;
import dev.sluice.timer.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The socket of a connection that has ended, which stays open until the kernel has let go of the
 * memory that it sends: nobody would tell of it afterwards.
 *
 * <p>A timer looks after it. A socket that both ends have shut down is a hang-up for ever, which a
 * poller would report again and again.
 */
final class Departure implements Runnable {
  private static final long FIRST_LOOK = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LAST_LOOK = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long a peer may take to acknowledge what it was sent. */
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** And after that how long a device may take to let go of what it sends. */
  private static final Duration GRACE = Duration.ofSeconds(1);

  private final EventLoop loop;
  private final ZeroCopyOutput output;
  private final StreamSocket<?> stream;
  private final Runnable released;
  private long looksNext = FIRST_LOOK;
  private long until;
  private boolean reset;
  private @Nullable Timer timer;

  Departure(EventLoop loop, ZeroCopyOutput output, StreamSocket<?> stream, Runnable released) {
    this.loop = loop;
    this.output = output;
    this.stream = stream;
    this.released = released;
  }

  /** Sends the end, or an RST, and closes when the kernel has let go. In the loop. */
  void begin(boolean abort) {
    loop.channels().addDeparture(this);
    until = System.nanoTime() + LIMIT.toNanos();
    if (abort) {
      reset();
    }
    output.drain();
    if (!output.isOutstanding()) {
      end();
      return;
    }
    if (!abort) {
      shutDown();
    }
    timer = loop.timers().schedule(loop.now(), looksNext, this);
  }

  private void shutDown() {
    try {
      stream.shutdownOutput();
    } catch (ErrnoException e) {
      // The peer has reset it.
    }
  }

  /** What was not sent is thrown away, and most of the memory with it is free at once. */
  void reset() {
    if (reset) {
      return;
    }
    reset = true;
    until = System.nanoTime() + GRACE.toNanos();
    if (stream instanceof TcpStream tcp) {
      try {
        tcp.disconnect();
      } catch (ErrnoException e) {
        loop.logFailure(this, e);
      }
    }
  }

  @Override
  public void run() {
    output.drain();
    boolean late = System.nanoTime() - until >= 0;
    if (!output.isOutstanding() || (late && reset)) {
      end();
      return;
    }
    if (late) {
      reset();
      looksNext = FIRST_LOOK;
    }
    Timer mine = timer;
    if (mine != null) {
      looksNext = Math.min(2 * looksNext, LAST_LOOK);
      loop.timers().reschedule(mine, loop.now(), looksNext);
    }
  }

  /** Resets it, and gives up what the kernel keeps all the same. In the loop. */
  void endNow() {
    reset();
    output.drain();
    end();
  }

  private void end() {
    if (timer != null) {
      loop.timers().cancel(timer);
    }
    loop.channels().removeDeparture(this);
    output.close();
    stream.close();
    released.run();
  }

  @Override
  public String toString() {
    return "Departure[" + stream + "]";
  }
}
