package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.SOL_SOCKET;

import dev.sluice.bindings.x86_64.Linux;
import dev.sluice.errno.Errno;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The sends of one socket that the kernel makes without a copy, by {@code MSG_ZEROCOPY}: it reads
 * the memory after the call, until the peer has acknowledged the bytes, and tells in the error
 * queue when it is done.
 *
 * <p>Until then this keeps the memory, whoever else has lost it. What is written there meanwhile
 * may be what is sent. The descriptor is borrowed and must stay that socket's until {@link #close};
 * nobody else may send by {@code MSG_ZEROCOPY} there, or read the error queue. One thread at a
 * time.
 *
 * @param <T> what says whose a send is
 * @see <a href="https://docs.kernel.org/networking/msg_zerocopy.html">MSG_ZEROCOPY</a>
 */
public final class ZeroCopySends<T> {
  /**
   * Is told of memory that the kernel has let go.
   *
   * @param <T> what says whose a send is
   */
  @FunctionalInterface
  public interface Completion<T> {
    /**
     * The kernel has let go of what one send gave it. May send.
     *
     * @param whose what was given to {@link #send}
     * @param bytes how many bytes that send took
     * @param copied the kernel has copied them after all
     */
    void letGo(T whose, long bytes, boolean copied);
  }

  private static final int AT_FIRST = 8;

  // What the kernel may still read stays reachable from here.
  private static final Set<ZeroCopySends<?>> READ_BY_KERNEL = ConcurrentHashMap.newKeySet();

  private final int fd;
  private boolean enabled;
  // A ring: the kernel numbers sends one by one, and tells of them in any order.
  private @Nullable Object[] whose = new @Nullable Object[AT_FIRST];
  private @Nullable LastingMemory[] memories = new @Nullable LastingMemory[AT_FIRST];
  private long[] lengths = new long[AT_FIRST];
  private int head;
  private int count;
  private int outstanding;
  // The kernel's number of the one at the head; unsigned, and begins anew after 2^32.
  private int first;

  /**
   * Prepares it; {@link #enable} comes first.
   *
   * @param fd a stream socket
   */
  public ZeroCopySends(int fd) {
    this(fd, 0);
  }

  /** For a socket that has sent so many already. */
  ZeroCopySends(int fd, int first) {
    this.fd = fd;
    this.first = first;
  }

  /**
   * Lets the socket send without a copy, by {@code SO_ZEROCOPY}.
   *
   * @return 0, or {@code -errno}: EOPNOTSUPP of sockets other than TCP's, and ENOPROTOOPT of
   *     kernels before 4.14
   */
  public int enable() {
    int result = SocketOptions.setsockopt(fd, SOL_SOCKET, SocketOptionConstants.SO_ZEROCOPY, 1);
    enabled = result >= 0;
    return result;
  }

  /**
   * Sends bytes, which the kernel reads until {@link #completions} tells of it.
   *
   * <p>C: {@code send} with {@code MSG_ZEROCOPY}. Blocks unless {@code MSG_DONTWAIT} is given or
   * the socket is {@code O_NONBLOCK}. Errors to expect: ENOBUFS (too many are outstanding, {@code
   * net.core.optmem_max}, or too much memory, {@code RLIMIT_MEMLOCK}: send it by {@link
   * Messages#send}), EAGAIN, EPIPE, ECONNRESET, EINTR. Least kernel: 4.14.
   *
   * @param memory where the bytes are
   * @param offset where in it to begin, in bytes
   * @param length how many bytes at most, at least 1
   * @param flags {@code MSG_DONTWAIT}, {@code MSG_NOSIGNAL}, …
   * @param whose what the completion is told
   * @return the bytes that the kernel took, which may be fewer, or {@code -errno}
   * @throws IllegalStateException unless {@link #enable} succeeded, and after {@link #close}
   * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</a>
   */
  public long send(LastingMemory memory, long offset, long length, int flags, T whose) {
    MemorySegment segment = memory.segment();
    Check.readable(segment, offset, length);
    if (length == 0) {
      throw new IllegalArgumentException("no bytes have no completion");
    }
    if (!enabled) {
      throw new IllegalStateException("SO_ZEROCOPY is not set, the kernel would tell nothing");
    }
    READ_BY_KERNEL.add(this);
    makeRoom();
    long result = send(segment, offset, length, flags);
    if (result > 0) {
      sent(memory, result, whose);
    }
    return result;
  }

  private long send(MemorySegment segment, long offset, long length, int flags) {
    long address = segment.address() + offset;
    long all = flags | Linux.MSG_ZEROCOPY();
    try {
      return (long) Send.HANDLE.invokeExact((long) fd, address, length, all, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private void makeRoom() {
    int size = whose.length;
    if (count == size) {
      whose = Arrays.copyOf(turned(whose, new @Nullable Object[size]), 2 * size);
      memories = Arrays.copyOf(turned(memories, new @Nullable LastingMemory[size]), 2 * size);
      long[] grown = new long[2 * size];
      System.arraycopy(lengths, head, grown, 0, size - head);
      System.arraycopy(lengths, 0, grown, size - head, head);
      lengths = grown;
      head = 0;
    }
  }

  private <E> @Nullable E[] turned(@Nullable E[] from, @Nullable E[] to) {
    System.arraycopy(from, head, to, 0, from.length - head);
    System.arraycopy(from, 0, to, from.length - head, head);
    return to;
  }

  /** The kernel took bytes, and numbered that. */
  void sent(LastingMemory memory, long bytes, T token) {
    makeRoom();
    int slot = slot(count);
    whose[slot] = token;
    memories[slot] = memory;
    lengths[slot] = bytes;
    count++;
    outstanding++;
  }

  private int slot(int index) {
    return (head + index) & (whose.length - 1);
  }

  /**
   * Takes all that is in the socket's error queue, without waiting.
   *
   * <p>C: {@code recvmsg} with {@code MSG_ERRQUEUE}.
   *
   * @param then is told of each send that the kernel is done with, once
   * @return how many messages were in the queue, those of others included, or {@code -errno}; 0
   *     unless {@link #enable} succeeded
   */
  public int completions(Completion<? super T> then) {
    if (!enabled) {
      // Sockets of other families take the question for one for bytes.
      return 0;
    }
    ErrorQueue queue = ErrorQueue.ofThread();
    int taken = 0;
    while (true) {
      long result = queue.receive(fd);
      if (result == Errno.WOULD_BLOCK) {
        return taken;
      }
      if (result < 0) {
        return (int) result;
      }
      taken++;
      if (queue.isZeroCopy()) {
        done(queue.info(), queue.data(), queue.isCopied(), then);
      }
    }
  }

  /** Both numbers are meant; the upper one may have begun anew, so only differences count. */
  void done(int lowest, int highest, boolean copied, Completion<? super T> then) {
    int last = Math.min(highest - first, count - 1);
    for (int i = Math.max(lowest - first, 0); i <= last; i++) {
      int slot = slot(i);
      @SuppressWarnings("unchecked") // Only sent() puts anything there.
      T token = (T) whose[slot];
      if (token != null) {
        whose[slot] = null;
        memories[slot] = null;
        outstanding--;
        then.letGo(token, lengths[slot], copied);
      }
    }
    while (count > 0 && whose[head] == null) {
      head = slot(1);
      first++;
      count--;
    }
  }

  /** {@return how many sends the kernel is not done with} */
  public int outstanding() {
    return outstanding;
  }

  /**
   * The socket is to be closed: no more is sent, and nothing told. Memory that the kernel is not
   * done with is kept for ever.
   *
   * @param left is told whose that is, once for each send
   */
  public void close(Consumer<? super T> left) {
    enabled = false;
    if (outstanding == 0) {
      READ_BY_KERNEL.remove(this);
      return;
    }
    for (int i = 0; i < count; i++) {
      @SuppressWarnings("unchecked") // Only sent() puts anything there.
      T token = (T) whose[slot(i)];
      if (token != null) {
        left.accept(token);
      }
    }
  }

  @Override
  public String toString() {
    return "ZeroCopySends[" + fd + ", " + outstanding + " outstanding]";
  }

  private static final class Send {
    static final MethodHandle HANDLE = Link.plain(Call.SEND);
  }
}
