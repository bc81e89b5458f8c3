package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.bindings.x86_64.mmsghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several messages for one call, {@code struct mmsghdr[]}, and how many bytes went or came with
 * each.
 *
 * <p>All messages live in its arena. It belongs to the thread that made it.
 */
public final class MMsgHdr {
  private static final long SIZE = mmsghdr.sizeof();
  private static final long HEADER = mmsghdr.msg_hdr$offset();
  private static final long LENGTH = mmsghdr.msg_len$offset();
  private static final int VLEN_MAX = 1024;

  /** More messages than these hold up safepoints for too long, however short they are. */
  private static final int CRITICAL_MESSAGES = 16;

  private final MemorySegment array;
  private final @Nullable MsgHdr[] messages;
  private final Thread owner = Thread.currentThread();
  private int count;

  private MMsgHdr(Arena arena, int capacity) {
    this.array = arena.allocate(SIZE * capacity, 8);
    this.messages = new MsgHdr[capacity];
  }

  /**
   * Makes an empty array.
   *
   * @param arena where its memory comes from, and that of its messages; one of the JDK's
   * @param capacity how many messages it can hold, 1 to 1024
   * @return the array; it belongs to the calling thread
   */
  public static MMsgHdr allocate(Arena arena, int capacity) {
    if (capacity < 1 || capacity > VLEN_MAX) {
      throw new IllegalArgumentException("1 to " + VLEN_MAX + " messages, not " + capacity);
    }
    Check.keepsItsMemory(arena);
    return new MMsgHdr(arena, capacity);
  }

  /**
   * Adds a message at the end.
   *
   * @param message a message of this arena; its parts may be changed between calls
   * @return this
   */
  public MMsgHdr add(MsgHdr message) {
    checkOwner();
    if (count == messages.length) {
      throw new IllegalStateException("full: " + count + " messages");
    }
    if (!message.scope().equals(array.scope())) {
      throw new IllegalArgumentException("the message is of another arena, which could be closed");
    }
    messages[count++] = message;
    return this;
  }

  /** Removes all messages. */
  public void clear() {
    checkOwner();
    for (int i = 0; i < count; i++) {
      messages[i] = null;
    }
    count = 0;
  }

  /** {@return how many messages there are} */
  public int count() {
    return count;
  }

  /**
   * How many bytes went or came with a message.
   *
   * @param index which message; one of those that the last call returned to be done
   * @return the bytes
   */
  public int length(int index) {
    Objects.checkIndex(index, count);
    return array.get(JAVA_INT, index * SIZE + LENGTH);
  }

  /** The first of those to send, all that follow written anew. */
  long forSend(int from, int number) {
    check(from, number);
    for (int i = from; i < from + number; i++) {
      message(i).writeForSend(array, i * SIZE + HEADER);
      array.set(JAVA_INT, i * SIZE + LENGTH, 0);
    }
    return array.address() + from * SIZE;
  }

  long forReceive(int from, int number) {
    check(from, number);
    for (int i = from; i < from + number; i++) {
      message(i).writeForReceive(array, i * SIZE + HEADER);
      array.set(JAVA_INT, i * SIZE + LENGTH, 0);
    }
    return array.address() + from * SIZE;
  }

  void received(int from, int number, int filled) {
    for (int i = from; i < from + number; i++) {
      message(i).readBack(array, i * SIZE + HEADER, i - from < filled);
    }
  }

  boolean criticalFits(int from, int number) {
    return fits(from, number, false);
  }

  boolean criticalFitsToSend(int from, int number) {
    return fits(from, number, true);
  }

  private boolean fits(int from, int number, boolean sending) {
    if (number > CRITICAL_MESSAGES) {
      return false;
    }
    long bytes = 0;
    for (int i = from; i < from + number; i++) {
      MsgHdr message = message(i);
      bytes += message.byteCount();
      if (!(sending ? message.criticalFitsToSend() : message.criticalFits())) {
        return false;
      }
    }
    return bytes <= Link.CRITICAL_MAX;
  }

  MemorySegment segment() {
    return array;
  }

  private void check(int from, int number) {
    checkOwner();
    Objects.checkFromIndexSize(from, number, count);
  }

  private MsgHdr message(int index) {
    return Objects.requireNonNull(messages[index]);
  }

  private void checkOwner() {
    if (!Objects.equals(Thread.currentThread(), owner)) {
      throw new WrongThreadException("these messages belong to " + owner);
    }
  }
}
