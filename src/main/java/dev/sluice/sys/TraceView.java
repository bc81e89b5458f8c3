package dev.sluice.sys;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The arguments and the result of one call, and the memory that it may be asked for: what the call
 * keeps alive, and nothing beyond.
 */
final class TraceView {
  private final Object[] arguments;
  private final int kept;
  private long result;

  /**
   * Looks at a call.
   *
   * @param arguments numbers, or segments in place of them, with what is kept alive behind
   * @param kept where that begins
   */
  TraceView(Object[] arguments, int kept) {
    this.arguments = arguments;
    this.kept = kept;
  }

  void returned(long value) {
    result = value;
  }

  long result() {
    return result;
  }

  /** An argument as it is; of an int the upper half means nothing. */
  long value(int index) {
    return arguments[index] instanceof Long number
        ? number
        : ((MemorySegment) arguments[index]).address();
  }

  /** What a pointer points to, where so many bytes of it are known to be there. */
  @Nullable MemorySegment memory(int index, long size) {
    if (arguments[index] instanceof MemorySegment segment) {
      return size <= segment.byteSize() ? segment.asSlice(0, size) : null;
    }
    long address = value(index);
    for (int i = kept; i < arguments.length; i++) {
      MemorySegment segment = (MemorySegment) arguments[i];
      long offset = address - segment.address();
      if (offset >= 0 && size >= 0 && offset <= segment.byteSize() - size) {
        return segment.asSlice(offset, size);
      }
    }
    MemorySegment scratch = Scratch.get();
    return address == scratch.address() && size <= scratch.byteSize()
        ? scratch.asSlice(0, size)
        : null;
  }

  /** What a pointer points to, up to the end of what is known to be there. */
  @Nullable MemorySegment memory(int index) {
    long address = value(index);
    for (int i = kept; i < arguments.length; i++) {
      MemorySegment segment = (MemorySegment) arguments[i];
      long offset = address - segment.address();
      if (offset >= 0 && offset < segment.byteSize()) {
        return segment.asSlice(offset);
      }
    }
    return null;
  }

  /** The length of a {@link SockAddrBuf}, which stands right behind the address. */
  @SuppressWarnings("restricted")
  @Nullable MemorySegment lengthOfAddress(int index) {
    for (int i = kept; i < arguments.length; i++) {
      MemorySegment segment = (MemorySegment) arguments[i];
      if (segment.byteSize() == SockAddrBuf.CAPACITY
          && value(index) == segment.address() + SockAddrBuf.CAPACITY) {
        return segment
            .reinterpret(SockAddrBuf.CAPACITY + Integer.BYTES)
            .asSlice(SockAddrBuf.CAPACITY);
      }
    }
    return memory(index, Integer.BYTES);
  }
}
