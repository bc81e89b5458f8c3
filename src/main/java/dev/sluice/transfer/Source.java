package dev.sluice.transfer;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.io.MappedMemory;
import dev.sluice.io.PooledPipe;
import dev.sluice.io.RegularFile;
import java.lang.foreign.MemorySegment;

/** Where the bytes of a {@link Transfer} come from. */
abstract sealed class Source {
  /** How many bytes came into the pipe, 0 at the end, WOULD_BLOCK. */
  abstract long fill(PooledPipe pipe, long count) throws ErrnoException;

  /** How many bytes came into memory, 0 at the end, WOULD_BLOCK. */
  abstract long read(MemorySegment memory, long length) throws ErrnoException;

  /** Whether events tell when there are bytes. */
  boolean isWatched() {
    return false;
  }

  /** Whether it can be used at all. */
  boolean isOpen() {
    return true;
  }

  /** Whether such an event is waited for. */
  void want(boolean yes) {}

  /** Events are the flow's from now on. */
  void attach(Flow flow) {}

  void detach() {}

  /** What a peer sends. */
  static final class Socket extends Source {
    private final StreamEnd end;

    Socket(StreamEnd end) {
      this.end = end;
    }

    @Override
    long fill(PooledPipe pipe, long count) throws ErrnoException {
      long result = pipe.fill(end.stream(), count);
      // With bytes in it the pipe may be what has no room.
      return result == Errno.WOULD_BLOCK && pipe.held() == 0 ? end.nothing() : checked(result);
    }

    @Override
    long read(MemorySegment memory, long length) throws ErrnoException {
      long result = end.stream().receive(memory, 0, length);
      return result == Errno.WOULD_BLOCK ? end.nothing() : checked(result);
    }

    private long checked(long result) throws ErrnoException {
      return result == 0 ? end.ended() : result;
    }

    @Override
    boolean isOpen() {
      return end.isOpen();
    }

    @Override
    boolean isWatched() {
      return !end.isBroken();
    }

    @Override
    void want(boolean yes) {
      end.wantsInput(yes);
    }

    @Override
    void attach(Flow flow) {
      end.in(flow);
    }

    @Override
    void detach() {
      end.in(null);
    }
  }

  /** A file from a place on: it always has bytes, until its end. */
  static final class File extends Source {
    private final RegularFile file;
    private long position;

    File(RegularFile file, long position) {
      this.file = file;
      this.position = position;
    }

    @Override
    long fill(PooledPipe pipe, long count) throws ErrnoException {
      return advance(pipe.fill(file, position, count));
    }

    @Override
    long read(MemorySegment memory, long length) throws ErrnoException {
      return advance(file.read(memory, 0, length, position));
    }

    private long advance(long result) {
      position += Math.max(result, 0);
      return result;
    }
  }

  /** Mapped memory, whose pages go out as they are. */
  static final class Mapped extends Source {
    private final MappedMemory memory;
    private final long size;
    private long position;

    Mapped(MappedMemory memory) {
      this.memory = memory;
      this.size = memory.segment().byteSize();
    }

    @Override
    long fill(PooledPipe pipe, long count) throws ErrnoException {
      long length = Math.min(count, size - position);
      return length == 0 ? 0 : advance(pipe.fill(memory, position, length));
    }

    @Override
    long read(MemorySegment target, long length) {
      long count = Math.min(length, size - position);
      MemorySegment.copy(memory.segment(), position, target, 0, count);
      return advance(count);
    }

    private long advance(long result) {
      if (result != Errno.WOULD_BLOCK) {
        position += result;
      }
      return result;
    }
  }
}
