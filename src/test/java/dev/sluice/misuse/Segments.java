package dev.sluice.misuse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;

/**
 * Memory of every kind: native and heap, read-only, misaligned, empty, mapped, of another thread,
 * closed, and closed while a call uses it. What stands around the live ones is never written to.
 */
final class Segments implements AutoCloseable {
  private static final int SIZE = 4096;
  private static final int MARGIN = 256;
  private static final byte CANARY = 0x5a;
  private static final long PAUSE_NANOS = 2_000_000;

  private final MemorySegment guarded = Arena.global().allocate(SIZE + 2L * MARGIN, 64);
  private final MemorySegment middle = guarded.asSlice(MARGIN, SIZE);
  private final MemorySegment foreign;
  private final MemorySegment closed;
  private final MemorySegment mapped;
  private final AtomicReferenceArray<Arena> shared = new AtomicReferenceArray<>(8);
  private final Thread closer = new Thread(this::closeForEver, "closer");
  private volatile boolean ended;

  Segments() {
    guarded.fill(CANARY);
    Arena confined = Arena.ofConfined();
    foreign = confined.allocate(SIZE);
    try (Arena arena = Arena.ofShared()) {
      closed = arena.allocate(SIZE);
    }
    try (FileChannel file =
        FileChannel.open(
            Path.of("mapped"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      mapped = file.map(MapMode.READ_WRITE, 0, SIZE, Arena.global());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (int i = 0; i < shared.length(); i++) {
      shared.set(i, Arena.ofShared());
    }
    closer.setDaemon(true);
    closer.start();
  }

  /** Arenas end while others allocate from them and hand their memory to the kernel. */
  private void closeForEver() {
    for (int i = 0; !ended; i = (i + 1) % shared.length()) {
      Arena old = shared.getAndSet(i, Arena.ofShared());
      try {
        old.close();
      } catch (IllegalStateException e) {
        // In use by a call at this moment: it stays open, which is the promise.
      }
      // Closing stops every thread for a moment: not all the time.
      LockSupport.parkNanos(PAUSE_NANOS);
    }
  }

  MemorySegment any(RandomGenerator random) {
    MemorySegment segment =
        switch (random.nextInt(9)) {
          case 0 -> MemorySegment.ofArray(new byte[random.nextInt(256)]);
          case 1 -> MemorySegment.ofArray(new long[random.nextInt(32)]);
          case 2 -> foreign;
          case 3 -> closed;
          case 4 -> mapped;
          case 5 -> ofShared(random);
          case 6 -> MemorySegment.NULL;
          default -> middle;
        };
    if (segment.scope().isAlive() && segment.byteSize() > 0 && random.nextInt(3) == 0) {
      long from = random.nextLong(segment.byteSize());
      segment = segment.asSlice(from, random.nextLong(segment.byteSize() - from + 1));
    }
    return random.nextInt(6) == 0 ? segment.asReadOnly() : segment;
  }

  private MemorySegment ofShared(RandomGenerator random) {
    try {
      return arena(random).allocate(random.nextInt(1, 512));
    } catch (IllegalStateException e) {
      return closed;
    }
  }

  Arena arena(RandomGenerator random) {
    return shared.get(random.nextInt(shared.length()));
  }

  ByteBuffer buffer(RandomGenerator random) {
    ByteBuffer buffer =
        random.nextBoolean() ? ByteBuffer.allocate(64) : ByteBuffer.allocateDirect(64);
    buffer.position(random.nextInt(65));
    return random.nextInt(4) == 0 ? buffer.asReadOnlyBuffer() : buffer;
  }

  /** Whether all that must not be written to is as it was. */
  boolean intact() {
    for (int i = 0; i < MARGIN; i++) {
      if (guarded.get(ValueLayout.JAVA_BYTE, i) != CANARY
          || guarded.get(ValueLayout.JAVA_BYTE, (long) MARGIN + SIZE + i) != CANARY) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void close() {
    ended = true;
  }
}
