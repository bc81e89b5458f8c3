package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Control messages, {@code struct cmsghdr} one behind the other: written to be sent, or walked
 * through when received. What C does by {@code CMSG_FIRSTHDR}, {@code CMSG_NXTHDR} and {@code
 * CMSG_DATA} is {@link #next} here, which believes no length that leads out of the buffer.
 *
 * <p>The memory is its own, copied into and out of, so that nobody can change it while the kernel
 * reads it. It belongs to the thread that made it.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 */
public final class ControlBuf {
  // Alike on both architectures; a test holds these against the bindings.
  static final long LENGTH = 0;
  static final long LEVEL = 8;
  static final long TYPE = 12;
  static final long HEADER = 16;

  private static final long ALIGNMENT = 8;
  private static final long NONE = -1;

  // Of the RDS protocol, whose control messages hold addresses: the peer's hardware would write
  // there, long after the call. All others are plain values.
  private static final int SOL_RDS = 276;

  private final MemorySegment memory;
  private final Thread owner = Thread.currentThread();
  private long used;
  private long current = NONE;
  private long following;

  private ControlBuf(Arena arena, long capacity) {
    this.memory = arena.allocate(capacity, ALIGNMENT);
  }

  /**
   * Makes an empty one.
   *
   * @param arena where its memory comes from; one of the JDK's
   * @param capacity how many bytes it can hold: the sum of {@link #space} of what is awaited
   * @return the buffer; it belongs to the calling thread
   */
  public static ControlBuf allocate(Arena arena, int capacity) {
    Check.keepsItsMemory(arena);
    return new ControlBuf(arena, capacity);
  }

  /**
   * Rounds up to where the next message may begin: {@code CMSG_ALIGN}.
   *
   * @param length a length in bytes
   * @return the next multiple of 8
   */
  public static long align(long length) {
    return (checked(length) + ALIGNMENT - 1) & -ALIGNMENT;
  }

  /**
   * What a message says its length is: {@code CMSG_LEN}.
   *
   * @param dataLength how many bytes of data it has
   * @return the bytes of header and data
   */
  public static long length(long dataLength) {
    return HEADER + checked(dataLength);
  }

  private static long checked(long length) {
    if (length < 0 || length > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("not the length of a control message: " + length);
    }
    return length;
  }

  /**
   * How much room a message takes: {@code CMSG_SPACE}.
   *
   * @param dataLength how many bytes of data it has
   * @return the bytes of header, data and padding
   */
  public static long space(long dataLength) {
    return HEADER + align(dataLength);
  }

  /** Removes all messages. */
  public void clear() {
    checkOwner();
    become(0);
  }

  /**
   * Adds a message at the end.
   *
   * @param level whose message it is: {@code SOL_SOCKET}, {@code IPPROTO_IP}, …
   * @param type which of the level's
   * @param data its data, copied
   * @return this
   * @throws IllegalStateException when there is no room for it
   */
  public ControlBuf add(int level, int type, MemorySegment data) {
    MemorySegment.copy(data, 0, memory, begin(level, type, data.byteSize()), data.byteSize());
    return this;
  }

  /**
   * Adds a message whose data is a 32-bit number.
   *
   * @param level whose message it is
   * @param type which of the level's
   * @param data the number
   * @return this
   * @throws IllegalStateException when there is no room for it
   */
  public ControlBuf addInt(int level, int type, int data) {
    memory.set(JAVA_INT, begin(level, type, Integer.BYTES), data);
    return this;
  }

  /**
   * Adds a message whose data is a 16-bit number.
   *
   * @param level whose message it is
   * @param type which of the level's
   * @param data the number, of which the lower half counts
   * @return this
   * @throws IllegalStateException when there is no room for it
   */
  public ControlBuf addShort(int level, int type, int data) {
    memory.set(JAVA_SHORT_UNALIGNED, begin(level, type, Short.BYTES), (short) data);
    return this;
  }

  /** Writes a header; returns where the data goes. */
  private long begin(int level, int type, long dataLength) {
    checkOwner();
    long at = align(used);
    long length = length(dataLength);
    if (length > memory.byteSize() - at) {
      throw new IllegalStateException(
          "full: " + used + " of " + memory.byteSize() + " bytes, here are " + length);
    }
    memory.set(JAVA_LONG, at + LENGTH, length);
    memory.set(JAVA_INT, at + LEVEL, level);
    memory.set(JAVA_INT, at + TYPE, type);
    become(Math.min(at + align(length), memory.byteSize()));
    return at + HEADER;
  }

  /**
   * Becomes these bytes, whatever they are; the kernel answers malformed ones by EINVAL.
   *
   * @param messages headers with their data, copied
   */
  public void set(MemorySegment messages) {
    checkOwner();
    MemorySegment.copy(messages, 0, memory, 0, messages.byteSize());
    become(messages.byteSize());
  }

  /** {@return how many bytes it can hold} */
  public long capacity() {
    return memory.byteSize();
  }

  /** {@return how many bytes the messages take} */
  public long byteCount() {
    return used;
  }

  /** Stands before the first message again. */
  public void rewind() {
    current = NONE;
    following = 0;
  }

  /**
   * Moves to the next message.
   *
   * @return false when there is none, or when its length is none that can be
   */
  public boolean next() {
    if (!isMessage(following)) {
      current = NONE;
      following = used;
      return false;
    }
    current = following;
    following = current + align(memory.get(JAVA_LONG, current + LENGTH));
    return true;
  }

  /** {@return whose message it is: {@code SOL_SOCKET}, {@code IPPROTO_IP}, …} */
  public int level() {
    return memory.get(JAVA_INT, checkedCurrent() + LEVEL);
  }

  /** {@return which message of its level} */
  public int type() {
    return memory.get(JAVA_INT, checkedCurrent() + TYPE);
  }

  /** {@return how many bytes of data it has} */
  public int dataLength() {
    return (int) (memory.get(JAVA_LONG, checkedCurrent() + LENGTH) - HEADER);
  }

  /** {@return its data, read-only, as long as nothing else is received or written here} */
  public MemorySegment data() {
    return memory.asSlice(checkedCurrent() + HEADER, dataLength()).asReadOnly();
  }

  /**
   * A 32-bit number of the data.
   *
   * @param offset where in the data, in bytes
   * @return the number
   */
  public int dataInt(long offset) {
    return memory.get(JAVA_INT_UNALIGNED, inData(offset, Integer.BYTES));
  }

  /**
   * A 64-bit number of the data.
   *
   * @param offset where in the data, in bytes
   * @return the number
   */
  public long dataLong(long offset) {
    return memory.get(JAVA_LONG_UNALIGNED, inData(offset, Long.BYTES));
  }

  /**
   * An 8-bit number of the data.
   *
   * @param offset where in the data, in bytes
   * @return the number, 0 to 255
   */
  public int dataByte(long offset) {
    return Byte.toUnsignedInt(memory.get(JAVA_BYTE, inData(offset, Byte.BYTES)));
  }

  private long inData(long offset, int size) {
    return checkedCurrent() + HEADER + Objects.checkFromIndexSize(offset, size, dataLength());
  }

  private long checkedCurrent() {
    if (current == NONE) {
      throw new IllegalStateException("there is no message: next() was not called or said so");
    }
    return current;
  }

  /** Whether a message begins there that ends within the buffer; as the kernel's CMSG_OK has it. */
  private boolean isMessage(long at) {
    if (used - at < HEADER) {
      return false;
    }
    long length = memory.get(JAVA_LONG, at + LENGTH);
    return length >= HEADER && length <= used - at;
  }

  private void become(long size) {
    used = size;
    rewind();
  }

  MemorySegment.Scope scope() {
    return memory.scope();
  }

  /** The memory for the kernel to read, up to {@link #byteCount}. */
  MemorySegment forSend() {
    checkOwner();
    for (long at = 0; isMessage(at); at += align(memory.get(JAVA_LONG, at + LENGTH))) {
      if (memory.get(JAVA_INT, at + LEVEL) == SOL_RDS) {
        throw new IllegalArgumentException(
            "control messages of RDS may make the kernel follow addresses");
      }
    }
    return memory;
  }

  /** The memory for the kernel to write to: its whole capacity. */
  MemorySegment forReceive() {
    checkOwner();
    become(0);
    return memory;
  }

  void received(long size) {
    become(Math.clamp(size, 0, memory.byteSize()));
  }

  void checkOwner() {
    if (!Objects.equals(Thread.currentThread(), owner)) {
      throw new WrongThreadException("these control messages belong to " + owner);
    }
  }
}
