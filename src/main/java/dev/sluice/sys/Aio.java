package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.bindings.x86_64.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * POSIX asynchronous I/O. It is libc's on either backend, which starts threads that do what was
 * asked for by ordinary calls; they keep all signals off.
 *
 * <p>Where this libc has no such function (glibc before 2.34 keeps them in a library of their own),
 * its method throws {@link UnsupportedOperationException}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/aio.7.html">aio(7)</a>
 */
public final class Aio {
  private static final int LEAST_BETWEEN_SWEEPS = 64;

  /** libc has these: they must stay reachable, and so must their memory. */
  private static final Set<AioCb> IN_PROGRESS = ConcurrentHashMap.newKeySet();

  /** How many are started before those are sought next whose callers did not come back. */
  private static final AtomicInteger UNTIL_SWEEP = new AtomicInteger(LEAST_BETWEEN_SWEEPS);

  private Aio() {}

  /**
   * Asks for bytes to be read.
   *
   * <p>C: {@code int aio_read(struct aiocb *aiocbp)}. Does not wait for them. Errors to expect:
   * EAGAIN, EINVAL; those of read, EBADF among them, by {@link #aio_error}. No kernel call.
   *
   * @param request which descriptor, where, how many; what is read goes into its buffer
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it is in progress, or nobody expects its signal
   * @see <a href="https://man7.org/linux/man-pages/man3/aio_read.3.html">aio_read(3)</a>
   */
  public static int aio_read(AioCb request) {
    return start(
        request,
        block -> (int) (long) Read.HANDLE.invokeExact(block.address(), 0L, 0L, 0L, 0L, 0L, block));
  }

  /**
   * Asks for bytes to be written.
   *
   * <p>C: {@code int aio_write(struct aiocb *aiocbp)}. Does not wait until they are. Errors to
   * expect: EAGAIN, EINVAL; those of write, EBADF among them, by {@link #aio_error}. No kernel
   * call.
   *
   * @param request which descriptor, where, how many; what is written stands in its buffer
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it is in progress, or nobody expects its signal
   * @see <a href="https://man7.org/linux/man-pages/man3/aio_write.3.html">aio_write(3)</a>
   */
  public static int aio_write(AioCb request) {
    return start(
        request,
        block -> (int) (long) Write.HANDLE.invokeExact(block.address(), 0L, 0L, 0L, 0L, 0L, block));
  }

  /**
   * Asks for all that was asked for before on a descriptor to reach the disk.
   *
   * <p>C: {@code int aio_fsync(int op, struct aiocb *aiocbp)}. Does not wait until it has. Errors
   * to expect: EAGAIN, EBADF, EINVAL; those of fsync by {@link #aio_error}. No kernel call of that
   * name.
   *
   * @param op {@code O_SYNC}: as fsync; {@code O_DSYNC}: as fdatasync
   * @param request which descriptor
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it is in progress, or nobody expects its signal
   * @see <a href="https://man7.org/linux/man-pages/man3/aio_fsync.3.html">aio_fsync(3)</a>
   */
  public static int aio_fsync(int op, AioCb request) {
    return start(
        request,
        block ->
            (int)
                (long) Fsync.HANDLE.invokeExact((long) op, block.address(), 0L, 0L, 0L, 0L, block));
  }

  /**
   * Tells how far a request has come.
   *
   * <p>C: {@code int aio_error(const struct aiocb *aiocbp)}. Never blocks. Errors to expect:
   * EINPROGRESS, ECANCELED, EINVAL (nothing was asked for, or the result was fetched), and why the
   * request failed. No kernel call.
   *
   * @param request which
   * @return 0 when it is done; {@code -EINPROGRESS}; or why it failed
   * @see <a href="https://man7.org/linux/man-pages/man3/aio_error.3.html">aio_error(3)</a>
   */
  public static int aio_error(AioCb request) {
    synchronized (request.lock) {
      return request.state == AioCb.State.IDLE ? -Linux.EINVAL() : outcome(request);
    }
  }

  /**
   * Fetches the result of a request that is done, once.
   *
   * <p>C: {@code ssize_t aio_return(struct aiocb *aiocbp)}. Never blocks. Errors to expect:
   * EINPROGRESS, EINVAL (nothing was asked for, or the result was fetched), ECANCELED, and why the
   * request failed. No kernel call.
   *
   * @param request which; afterwards it may serve again
   * @return what read, write or fsync returned, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man3/aio_return.3.html">aio_return(3)</a>
   */
  public static long aio_return(AioCb request) {
    synchronized (request.lock) {
      int error = aio_error(request);
      if (request.state != AioCb.State.DONE) {
        return error;
      }
      MemorySegment block = request.block();
      try {
        long result = (long) Return.BARE.invokeExact(block.address(), 0L, 0L, 0L, 0L, 0L, block);
        request.state = AioCb.State.IDLE;
        return error < 0 ? error : result;
      } catch (Throwable t) {
        throw Link.rethrow(t);
      }
    }
  }

  /**
   * Waits until one of several requests is done.
   *
   * <p>C: {@code int aio_suspend(const struct aiocb *const aiocb_list[], int nitems, const struct
   * timespec *timeout)}. Blocks. Errors to expect: EAGAIN (the time is over), EINTR. No kernel
   * call.
   *
   * @param requests which; null among them is passed over, and one that is not in progress counts
   *     as done
   * @param timeout how long at most; null: for ever
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man3/aio_suspend.3.html">aio_suspend(3)</a>
   */
  public static int aio_suspend(@Nullable AioCb[] requests, @Nullable Timespec timeout) {
    // Nobody takes one out while libc looks at it.
    @Nullable AioCb[] all = requests.clone();
    MemorySegment time = Link.orNull(timeout == null ? null : timeout.segment());
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(JAVA_LONG, all.length);
      for (int i = 0; i < all.length; i++) {
        AioCb request = all[i];
        list.setAtIndex(JAVA_LONG, i, request == null ? 0 : request.block().address());
      }
      return (int)
          (long)
              Suspend.HANDLE.invokeExact(
                  list.address(), (long) all.length, time.address(), 0L, 0L, 0L, list, time);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    } finally {
      Reference.reachabilityFence(all);
    }
  }

  /**
   * Takes a request back that was not begun yet, or all of a descriptor.
   *
   * <p>C: {@code int aio_cancel(int fd, struct aiocb *aiocbp)}. Never blocks. A request that was
   * taken back is done: {@link #aio_error} says ECANCELED. Errors to expect: EBADF, EINVAL (it is
   * of another descriptor). No kernel call of that name.
   *
   * @param fd the descriptor
   * @param request which; null: all of the descriptor
   * @return {@code AIO_CANCELED}; {@code AIO_NOTCANCELED}: at least one was begun and goes on;
   *     {@code AIO_ALLDONE}; or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man3/aio_cancel.3.html">aio_cancel(3)</a>
   */
  public static int aio_cancel(int fd, @Nullable AioCb request) {
    MemorySegment block = Link.orNull(request == null ? null : request.block());
    try {
      return (int)
          (long) Cancel.HANDLE.invokeExact((long) fd, block.address(), 0L, 0L, 0L, 0L, block);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    } finally {
      Reference.reachabilityFence(request);
    }
  }

  /** How many requests libc has, as far as was asked. */
  static int inProgress() {
    return IN_PROGRESS.size();
  }

  private interface Start {
    int of(MemorySegment block) throws Throwable;
  }

  private static int start(AioCb request, Start call) {
    sweep();
    synchronized (request.lock) {
      request.checkNotInProgress();
      request.expectSignal();
      IN_PROGRESS.add(request);
      int result = Link.FAILED;
      try {
        result = call.of(request.block());
      } catch (Throwable t) {
        throw Link.rethrow(t);
      } finally {
        request.state = result == 0 ? AioCb.State.IN_PROGRESS : AioCb.State.IDLE;
        if (result != 0) {
          IN_PROGRESS.remove(request);
        }
      }
      return result;
    }
  }

  /** Asks libc, which answers only when its threads have let go of a request that is done. */
  private static int outcome(AioCb request) {
    MemorySegment block = request.block();
    int error;
    try {
      error = (int) (long) AioError.BARE.invokeExact(block.address(), 0L, 0L, 0L, 0L, 0L, block);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
    if (error != Linux.EINPROGRESS()) {
      request.state = AioCb.State.DONE;
      IN_PROGRESS.remove(request);
    }
    return -error;
  }

  /** Lets go of what is done, though nobody asked; the more there are the rarer. */
  private static void sweep() {
    if (UNTIL_SWEEP.decrementAndGet() != 0) {
      return;
    }
    for (AioCb request : IN_PROGRESS) {
      aio_error(request);
    }
    UNTIL_SWEEP.set(Math.max(LEAST_BETWEEN_SWEEPS, IN_PROGRESS.size()));
  }

  private static final class Read {
    static final MethodHandle HANDLE = Link.plain(Call.AIO_READ);
  }

  private static final class Write {
    static final MethodHandle HANDLE = Link.plain(Call.AIO_WRITE);
  }

  private static final class Fsync {
    static final MethodHandle HANDLE = Link.plain(Call.AIO_FSYNC);
  }

  private static final class AioError {
    static final MethodHandle BARE = Link.bare(Call.AIO_ERROR);
  }

  private static final class Return {
    static final MethodHandle BARE = Link.bare(Call.AIO_RETURN);
  }

  private static final class Suspend {
    static final MethodHandle HANDLE = Link.plain(Call.AIO_SUSPEND);
  }

  private static final class Cancel {
    static final MethodHandle HANDLE = Link.plain(Call.AIO_CANCEL);
  }
}
