package dev.sluice.buffer;

import dev.sluice.sys.ZeroCopySends;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Memory that one owner may use until its {@link #release}.
 *
 * <p>It belongs to the thread of the pool that made it, until it is handed over. Every method must
 * be called on the thread that it belongs to, and before the release: {@link IllegalStateException}
 * tells who did not.
 *
 * <p>The memory itself cannot be taken back from one who kept its segment: he reads and writes what
 * belongs to the next lease. That never crashes the JVM, and {@code -Dsluice.leases=check} finds
 * it.
 */
public final class Lease {
  private final BufferPool home;
  private final int size;
  private final @Nullable LeakTracker tracker;
  private @Nullable Block block;
  private Owner owner;

  Lease(BufferPool home, Owner owner, Block block, int size, boolean track) {
    this.home = home;
    this.owner = owner;
    this.block = block;
    this.size = size;
    this.tracker = track ? LeakTracker.of(this, home, block) : null;
  }

  private Block held() {
    owner.check();
    Block held = block;
    if (held == null) {
      throw released();
    }
    return held;
  }

  private static IllegalStateException released() {
    return new IllegalStateException("the lease was released");
  }

  /**
   * {@return the memory, all of {@link #capacity}; the same object at each call and at each lease
   * of it} It holds what the last one left there. To be used until the release.
   *
   * @throws IllegalStateException after the release, or on another thread
   */
  public MemorySegment segment() {
    return held().segment;
  }

  /**
   * {@return how many bytes were asked for}
   *
   * @throws IllegalStateException after the release, or on another thread
   */
  public int size() {
    held();
    return size;
  }

  /**
   * {@return how many bytes there are: a power of two, at least {@link #size}}
   *
   * @throws IllegalStateException after the release, or on another thread
   */
  public int capacity() {
    return held().capacity();
  }

  /**
   * Sends bytes of it that the kernel reads after the call, until the completion is told. The lease
   * must not be released before, or the next one's bytes go out; the memory itself lives on.
   *
   * @param sends the socket's, which says more
   * @param offset where in the memory to begin, in bytes
   * @param length how many bytes at most, at least 1, within {@link #capacity}
   * @param flags {@code MSG_DONTWAIT}, {@code MSG_NOSIGNAL}, …
   * @param whose what the completion is told
   * @param <T> its type
   * @return the bytes that the kernel took, which may be fewer, or {@code -errno}
   * @throws IllegalStateException after the release, or on another thread; unless the socket sends
   *     without a copy
   */
  public <T> long send(ZeroCopySends<T> sends, long offset, long length, int flags, T whose) {
    Block held = held();
    Objects.checkFromIndexSize(offset, length, held.capacity());
    return sends.send(held.slab.memory, held.offset + offset, length, flags, whose);
  }

  /**
   * Gives the memory back: once. On another thread than that of its pool it goes there through a
   * queue.
   *
   * @throws IllegalStateException after the release, or on another thread
   */
  public void release() {
    Block held = held();
    block = null;
    if (tracker != null) {
      try {
        tracker.stop();
      } finally {
        // Were this collected before the tracker has stopped, the block would come back twice.
        Reference.reachabilityFence(this);
      }
    }
    home.takeBack(held);
  }

  /**
   * Hands the lease over to another loop: from now on it belongs to the thread of that pool, which
   * releases it. The memory stays that of its own pool, and counts there. The caller passes the
   * lease to the other thread in a way that orders memory, such as a queue.
   *
   * @param to the pool of the thread to get it
   * @throws IllegalStateException after the release, or on another thread
   */
  public void handOver(BufferPool to) {
    held();
    owner = to.owner();
  }

  /**
   * Hands the lease over to a thread that has no pool, as {@link #handOver(BufferPool)} does.
   *
   * @param to the thread to get it
   * @throws IllegalStateException after the release, or on another thread
   */
  public void handOver(Thread to) {
    Objects.requireNonNull(to);
    held();
    owner = new Owner(to);
  }

  @Override
  public String toString() {
    Block held = block;
    return held == null ? "Lease(released)" : "Lease(" + size + " of " + held.capacity() + ")";
  }
}
