package dev.sluice.examples.fifo;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.io.Fifo;
import dev.sluice.io.WriteEnd;
import dev.sluice.reactor.Channel;
import dev.sluice.reactor.EventLoop;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends lines whole, in order, to readers that come and go. */
final class FifoWriter implements AutoCloseable {
  /** Nothing tells that a reader has come, and to open without waiting fails until then. */
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

  private final EventLoop loop;
  private final String path;
  private final MemorySegment buffer = Arena.ofAuto().allocate(LineSource.LONGEST);
  private @Nullable LineSource source;
  private @Nullable End end;
  private byte @Nullable [] line;
  private boolean looking;

  FifoWriter(EventLoop loop, String path) {
    this.loop = loop;
    this.path = path;
  }

  /** The FIFO while it has a reader. */
  private final class End extends Channel {
    private final WriteEnd pipe;

    End(WriteEnd pipe) throws ErrnoException {
      super(loop, pipe.fd());
      this.pipe = pipe;
    }

    void open() throws ErrnoException {
      // Errors are told in any case, and that is one: the last reader has left.
      register(0);
    }

    @Override
    protected void onReady(int events) throws IOException {
      if ((events & EPOLLERR) != 0) {
        leave();
      } else {
        interest(0);
      }
      pump();
    }

    /** Writes the whole line, or nothing of it. */
    boolean write(byte[] bytes) throws ErrnoException {
      MemorySegment.copy(bytes, 0, buffer, JAVA_BYTE, 0, bytes.length);
      if (pipe.write(buffer, 0, bytes.length) == Errno.WOULD_BLOCK) {
        interest(EPOLLOUT);
        return false;
      }
      return true;
    }

    void leave() {
      deregister();
      pipe.close();
      end = null;
    }
  }

  void open(LineSource lines) {
    source = lines;
  }

  /** Sends what is there and goes. */
  void pump() {
    try {
      while (nextLine() && hasReader()) {
        if (!sendLine()) {
          return;
        }
      }
    } catch (IOException e) {
      System.err.println("fifo: " + e.getMessage());
      loop.stop();
    }
  }

  private boolean nextLine() {
    if (line == null && source != null) {
      line = source.poll();
    }
    boolean ended = line != null && LineSource.isEnd(line);
    if (ended) {
      loop.stop();
    }
    return line != null && !ended;
  }

  private boolean hasReader() throws IOException {
    if (end == null) {
      try {
        End opened = new End(Fifo.openForWriting(path));
        end = opened;
        opened.open();
      } catch (ErrnoException e) {
        if (!e.errno().equals(Errno.ENXIO)) {
          throw e;
        }
        lookAgain();
      }
    }
    return end != null;
  }

  private void lookAgain() {
    if (!looking) {
      looking = true;
      loop.schedule(
          LOOK_AGAIN,
          () -> {
            looking = false;
            pump();
          });
    }
  }

  /** False when the pipe is full; a line that met no reader is kept for the next one. */
  private boolean sendLine() throws ErrnoException {
    End to = end;
    byte[] bytes = line;
    if (to == null || bytes == null) {
      return false;
    }
    try {
      if (!to.write(bytes)) {
        return false;
      }
      line = null;
    } catch (ErrnoException e) {
      if (!e.errno().equals(Errno.EPIPE)) {
        throw e;
      }
      to.leave();
    }
    return true;
  }

  @Override
  public void close() {
    if (end != null) {
      end.leave();
    }
  }
}
