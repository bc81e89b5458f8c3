package dev.sluice.reactor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.net.Message;
import dev.sluice.net.SockAddr;
import dev.sluice.sys.SockAddrBuf;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A datagram that was received: a view of the channel's own memory, to be used until the handler
 * returns. Copy what is to be kept.
 *
 * @param <A> the addresses of its family
 */
public final class Datagram<A extends SockAddr> {
  private static final int GONE = -1;

  private final Message message;
  private final MemorySegment memory;
  private int length = GONE;
  private long fullLength;

  Datagram(Message message, MemorySegment memory) {
    this.message = message;
    this.memory = memory;
  }

  /** Shows what was received, of so many bytes before it was cut. */
  void show(long received) {
    length = (int) Math.min(received, memory.byteSize());
    fullLength = received;
  }

  /** Whoever kept the view must not see, or send, what arrives for somebody else. */
  void hide() {
    length = GONE;
  }

  /**
   * {@return how many bytes are here}
   *
   * @throws IllegalStateException when the handler has returned
   */
  public int length() {
    if (length == GONE) {
      throw new IllegalStateException("a datagram can be used until its handler returns");
    }
    return length;
  }

  /** {@return how many bytes it had, those included that there was no room for} */
  public long fullLength() {
    return fullLength;
  }

  /**
   * {@return whether it was longer than the room, and its end is lost: {@link
   * MessageChannel#receiveRoom}}
   */
  public boolean isTruncated() {
    return length() < fullLength;
  }

  /**
   * Reads a byte.
   *
   * @param index which, below {@link #length}
   * @return the byte
   */
  public byte get(int index) {
    return memory.get(JAVA_BYTE, Objects.checkIndex(index, length()));
  }

  /**
   * Changes a byte: what is replied can be made in place.
   *
   * @param index which, below {@link #length}
   * @param value the byte
   */
  public void set(int index, byte value) {
    memory.set(JAVA_BYTE, Objects.checkIndex(index, length()), value);
  }

  /** {@return the bytes, copied} */
  public byte[] toArray() {
    byte[] bytes = new byte[length()];
    MemorySegment.copy(memory, JAVA_BYTE, 0, bytes, 0, bytes.length);
    return bytes;
  }

  /**
   * {@return the memory, the same object each time: the first {@link #length} bytes are the
   * datagram, those behind it are left over from others or free for an answer}
   */
  public MemorySegment segment() {
    return memory;
  }

  /**
   * {@return the address of who sent it, a new object per call; null where the sender has none: a
   * local socket without a name}
   */
  @SuppressWarnings("unchecked") // The kernel's addresses are of the socket's own family.
  public @Nullable A from() {
    length();
    return (A) message.peer();
  }

  /** The same as the kernel has it; null where there is none. */
  @Nullable SockAddrBuf name() {
    length();
    SockAddrBuf name = message.name();
    return name.length() == 0 ? null : name;
  }

  @Override
  public String toString() {
    return length == GONE ? "Datagram[gone]" : "Datagram[" + length + " bytes]";
  }
}
