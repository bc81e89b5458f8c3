package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A request of POSIX AIO, {@code struct aiocb}, with the memory that it reads into or writes from.
 *
 * <p>Threads of libc use both after the call has returned. So nobody can free them: they belong to
 * this object, which is kept while the request is in progress even if the caller drops it, and they
 * go when it is no longer reachable. What is asked for cannot be changed meanwhile. After {@link
 * Aio#aio_return} the object serves the next request.
 */
public final class AioCb {
  // struct aiocb, alike on both architectures; a test holds these against the bindings.
  static final long SIZE = 168;
  static final long DESCRIPTOR = 0;
  static final long PRIORITY = 8;
  static final long BUFFER = 16;
  static final long LENGTH = 24;
  static final long VALUE = 32;
  static final long SIGNAL = 40;
  static final long NOTIFY = 44;
  static final long OFFSET = 128;

  /** How far a request has come. */
  enum State {
    /** Nothing is asked for, or its result was fetched. */
    IDLE,
    /** libc has it. */
    IN_PROGRESS,
    /** libc is done with it; the result was not fetched. */
    DONE
  }

  /** Guards the state and the block; never held while a call waits. */
  final Object lock = new Object();

  State state = State.IDLE;

  private final MemorySegment block;
  private final MemorySegment buffer;

  private AioCb(Arena arena, long capacity) {
    this.block = arena.allocate(SIZE, 8);
    this.buffer = arena.allocate(capacity, 8);
    block.set(ADDRESS, BUFFER, buffer);
    block.set(JAVA_INT, NOTIFY, AsyncConstants.SIGEV_NONE);
  }

  /**
   * Makes a request that asks for nothing yet, and tells nobody when it is done.
   *
   * @param capacity how many bytes its buffer has
   * @return the request
   */
  public static AioCb allocate(long capacity) {
    return new AioCb(Arena.ofAuto(), capacity);
  }

  /**
   * {@return what is read into and written from; while a request is in progress its bytes are
   * libc's}
   */
  public MemorySegment buffer() {
    return buffer;
  }

  /**
   * Sets what is read or written.
   *
   * @param fd the descriptor; it must stay open until the request is done
   * @param fileOffset where in the file; without meaning where that has no position
   * @param length how many bytes, from the begin of the buffer
   * @return this
   * @throws IndexOutOfBoundsException when the buffer is shorter
   * @throws IllegalStateException when it is in progress
   */
  public AioCb range(int fd, long fileOffset, long length) {
    Objects.checkFromIndexSize(0, length, buffer.byteSize());
    synchronized (lock) {
      checkNotInProgress();
      block.set(JAVA_INT, DESCRIPTOR, fd);
      block.set(JAVA_LONG, OFFSET, fileOffset);
      block.set(JAVA_LONG, LENGTH, length);
      return this;
    }
  }

  /**
   * Sets the priority.
   *
   * @param lower how much lower than the thread's it is, 0 to 20; libc says EINVAL beyond
   * @return this
   * @throws IllegalStateException when it is in progress
   */
  public AioCb priority(int lower) {
    synchronized (lock) {
      checkNotInProgress();
      block.set(JAVA_INT, PRIORITY, lower);
      return this;
    }
  }

  /**
   * Has a signal sent when the request is done: {@code SIGEV_SIGNAL}. Its code is SI_ASYNCIO. Too
   * many queued signals lose this one: ask {@link Aio#aio_error} too. {@code SIGEV_THREAD} is not
   * to be had: it calls a function.
   *
   * @param signum SIGIO or a real-time signal, which somebody has to expect when the request
   *     starts, see {@link SignalIo}
   * @param value what comes with it
   * @return this
   * @throws IllegalStateException when it is in progress
   */
  public AioCb signal(int signum, long value) {
    SignalRules.refuseUnfit(signum);
    synchronized (lock) {
      checkNotInProgress();
      block.set(JAVA_INT, NOTIFY, AsyncConstants.SIGEV_SIGNAL);
      block.set(JAVA_INT, SIGNAL, signum);
      block.set(JAVA_LONG, VALUE, value);
      return this;
    }
  }

  /**
   * Has nobody told: {@code SIGEV_NONE}.
   *
   * @return this
   * @throws IllegalStateException when it is in progress
   */
  public AioCb noSignal() {
    synchronized (lock) {
      checkNotInProgress();
      block.set(JAVA_INT, NOTIFY, AsyncConstants.SIGEV_NONE);
      return this;
    }
  }

  /** Call it with the lock held. */
  void checkNotInProgress() {
    if (state == State.IN_PROGRESS) {
      throw new IllegalStateException("the request is in progress");
    }
  }

  /** Call it with the lock held: makes sure that its signal surprises nobody. */
  void expectSignal() {
    if (block.get(JAVA_INT, NOTIFY) == AsyncConstants.SIGEV_SIGNAL) {
      SignalRules.expect(block.get(JAVA_INT, SIGNAL));
    }
  }

  MemorySegment block() {
    return block;
  }
}
