package dev.sluice.buffer;

import java.util.Queue;
import org.jctools.queues.varhandle.MpscUnboundedVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Off-heap memory of one thread, such as a loop, lent piece by piece.
 *
 * <p>It comes in slabs of {@link #SLAB_SIZE}, each cut into blocks of one power of two, from {@link
 * #MIN_CAPACITY} up to the whole slab. A lease gets a block of the smallest size that holds what it
 * asks for. Once a size is in use, a lease and its release allocate nothing but the {@link Lease}.
 *
 * <p>The pool belongs to the thread that made it, until {@link #moveToCurrentThread}. Its methods
 * must be called there unless they say otherwise, and {@link IllegalStateException} tells who did
 * not.
 *
 * <p>Slabs are kept until {@link #close}, and up to a cap. There, a slab without leases is cut anew
 * for the size that is asked for, and where there is none the lease is refused, as it is when the
 * JVM grants no more memory ({@code -XX:MaxDirectMemorySize}). Then callers do without, or stop
 * reading until leases come back.
 *
 * <p>The memory is freed by the garbage collector when neither the pool nor a lease nor a segment
 * can reach it, and the kernel does not read it for {@link Lease#send}: whoever uses a segment too
 * long may see bytes of others, but the JVM never crashes. With {@code -Dsluice.leases=check}
 * released memory is overwritten, and the next lease of it finds out who wrote there meanwhile.
 * With {@code -Dsluice.leaks=on} a lease that becomes unreachable without a release is reported to
 * the log, with the stack that made it, and its memory comes back; otherwise that is lost to the
 * pool.
 */
public final class BufferPool implements AutoCloseable {
  /** The smallest block: smaller leases get one too. */
  public static final int MIN_CAPACITY = 256;

  /** The largest block, and the most that can be leased: a slab. */
  public static final int MAX_CAPACITY = 1 << 20;

  /** What the pool takes at once. */
  public static final int SLAB_SIZE = MAX_CAPACITY;

  /** The cap of a pool that is given none. */
  public static final long DEFAULT_MAX_BYTES = 64L << 20;

  private static final int RETURNS_PER_CHUNK = 256;
  private static final boolean CHECK = System.getProperty("sluice.leases", "").equals("check");
  private static final boolean TRACK = System.getProperty("sluice.leaks", "off").equals("on");

  private final Owner owner = new Owner(Thread.currentThread());
  private final Slabs slabs;
  private final Queue<Block> returns = new MpscUnboundedVarHandleArrayQueue<>(RETURNS_PER_CHUNK);
  private final Counters counters = new Counters();
  private final long maxBytes;
  private final boolean check;
  private final boolean track;
  private boolean closed;

  /** Makes an empty pool of at most {@link #DEFAULT_MAX_BYTES}. */
  public BufferPool() {
    this(DEFAULT_MAX_BYTES);
  }

  /**
   * Makes an empty pool.
   *
   * @param maxBytes how much memory it may hold; at least one slab, and rounded down to whole ones
   */
  public BufferPool(long maxBytes) {
    this(maxBytes, CHECK, TRACK);
  }

  BufferPool(long maxBytes, boolean check, boolean track) {
    if (maxBytes < SLAB_SIZE) {
      throw new IllegalArgumentException(
          "at most " + maxBytes + " bytes: less than a slab of " + SLAB_SIZE);
    }
    this.slabs = new Slabs(maxBytes / SLAB_SIZE);
    this.maxBytes = maxBytes;
    this.check = check;
    this.track = track;
  }

  /**
   * Leases memory; it holds what the last one left there.
   *
   * @param size how many bytes, 0 to {@link #MAX_CAPACITY}
   * @return the lease; to be released
   * @throws PoolExhaustedException when the cap is reached
   * @throws IllegalStateException on another thread, or when the pool is closed; with {@code
   *     -Dsluice.leases=check} also when somebody wrote into the memory after its last release
   */
  public Lease lease(int size) {
    Lease lease = tryLease(size);
    if (lease == null) {
      throw new PoolExhaustedException(size, maxBytes);
    }
    return lease;
  }

  /**
   * Leases memory, as {@link #lease} does, where there is some.
   *
   * @param size how many bytes, 0 to {@link #MAX_CAPACITY}
   * @return the lease, to be released; null when the cap is reached
   * @throws IllegalStateException as {@link #lease} does
   */
  public @Nullable Lease tryLease(int size) {
    if (size < 0 || size > MAX_CAPACITY) {
      throw new IllegalArgumentException(size + " bytes: not 0 to " + MAX_CAPACITY);
    }
    owner.check();
    if (closed) {
      throw new IllegalStateException("the pool is closed");
    }
    takeReturned();
    Block block = slabs.take(size);
    counters.capacity(slabs.count() * SLAB_SIZE);
    if (block == null) {
      counters.refuse();
      return null;
    }
    if (check) {
      verify(block);
    }
    counters.lease(block.capacity());
    return new Lease(this, owner, block, size, track);
  }

  private void verify(Block block) {
    try {
      Poison.verify(block);
    } catch (IllegalStateException e) {
      Poison.fill(block);
      slabs.put(block);
      throw e;
    }
  }

  /**
   * Takes back what was released on other threads. Each lease does it too; a pool that leases
   * seldom may be asked to.
   *
   * @return how many leases that were
   */
  public int reclaim() {
    owner.check();
    return takeReturned();
  }

  private int takeReturned() {
    int count = 0;
    for (Block block = returns.poll(); block != null; block = returns.poll()) {
      counters.foreignReturn();
      put(block);
      count++;
    }
    return count;
  }

  /** From the thread that a lease belongs to, whichever that is. */
  void takeBack(Block block) {
    if (check) {
      Poison.fill(block);
    }
    if (owner.isCurrent()) {
      put(block);
    } else {
      returns.offer(block);
    }
  }

  private void put(Block block) {
    counters.release(block.capacity());
    if (!closed) {
      slabs.put(block);
    }
  }

  /**
   * Makes the pool, and what it has leased and not handed over, belong to the calling thread. The
   * caller orders this after the last use on the thread that it belonged to.
   */
  public void moveToCurrentThread() {
    owner.become(Thread.currentThread());
  }

  /** {@return what the pool has done so far; any thread} */
  public PoolStatistics statistics() {
    return counters.snapshot();
  }

  Owner owner() {
    return owner;
  }

  /**
   * Lets go of the memory. What is leased can be used until it is released, here or on other
   * threads; nothing is leased any more. Does nothing when it was closed before.
   */
  @Override
  public void close() {
    owner.check();
    takeReturned();
    closed = true;
    slabs.drop();
    counters.capacity(0);
  }

  @Override
  public String toString() {
    return "BufferPool[" + statistics() + "]";
  }
}
