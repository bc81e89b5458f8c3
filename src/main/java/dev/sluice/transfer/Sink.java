package dev.sluice.transfer;

import dev.sluice.errno.ErrnoException;
import dev.sluice.io.PooledPipe;
import dev.sluice.io.RegularFile;
import java.lang.foreign.MemorySegment;

/** Where the bytes of a {@link Transfer} go. */
abstract sealed class Sink {
  /** How many bytes left the pipe, WOULD_BLOCK. */
  abstract long drain(PooledPipe pipe, long count) throws ErrnoException;

  /** How many bytes of memory it took, WOULD_BLOCK. */
  abstract long write(MemorySegment memory, long offset, long length) throws ErrnoException;

  /** Whether events tell when it takes bytes. */
  boolean isWatched() {
    return false;
  }

  /** Whether it can be used at all. */
  boolean isOpen() {
    return true;
  }

  /** It took none for this reason. */
  void failed(ErrnoException why) {}

  /** Whether such an event is waited for. */
  void want(boolean yes) {}

  /** Whether more can be given at once to one that took so many of so many bytes. */
  abstract boolean takesMore(long taken, long given);

  /** Events are the flow's from now on. */
  void attach(Flow flow) {}

  void detach() {}

  /** What a peer receives. */
  static final class Socket extends Sink {
    private final StreamEnd end;

    Socket(StreamEnd end) {
      this.end = end;
    }

    @Override
    long drain(PooledPipe pipe, long count) throws ErrnoException {
      return pipe.drain(end.stream(), count);
    }

    @Override
    long write(MemorySegment memory, long offset, long length) throws ErrnoException {
      return end.stream().send(memory, offset, length, false);
    }

    @Override
    boolean isWatched() {
      return !end.isBroken();
    }

    @Override
    boolean isOpen() {
      return end.isOpen();
    }

    @Override
    void failed(ErrnoException why) {
      end.failed(why);
    }

    @Override
    boolean takesMore(long taken, long given) {
      return taken == given;
    }

    @Override
    void want(boolean yes) {
      end.wantsOutput(yes);
    }

    @Override
    void attach(Flow flow) {
      end.out(flow);
    }

    @Override
    void detach() {
      end.out(null);
    }
  }

  /** A file from a place on: it takes all, or fails. */
  static final class File extends Sink {
    private final RegularFile file;
    private long position;

    File(RegularFile file, long position) {
      this.file = file;
      this.position = position;
    }

    @Override
    long drain(PooledPipe pipe, long count) throws ErrnoException {
      return advance(pipe.drain(file, position, count));
    }

    @Override
    long write(MemorySegment memory, long offset, long length) throws ErrnoException {
      return advance(file.write(memory, offset, length, position));
    }

    @Override
    boolean takesMore(long taken, long given) {
      return taken > 0;
    }

    private long advance(long result) {
      position += Math.max(result, 0);
      return result;
    }
  }
}
