package dev.sluice.buffer;

/** A {@link BufferPool} has no free memory, and may not take more. */
public final class PoolExhaustedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  PoolExhaustedException(int size, long maxBytes) {
    super("no room for " + size + " bytes in a pool of at most " + maxBytes);
  }
}
