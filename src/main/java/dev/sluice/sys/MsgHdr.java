package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.bindings.x86_64.msghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What sendmsg sends and recvmsg fills, {@code struct msghdr}: places in memory, an address,
 * control messages. It can be used again and again, in both directions.
 *
 * <p>All parts live in one arena, that of the {@link IoVec} included, so that none can go away
 * during a call. It belongs to the thread that made the IoVec.
 */
public final class MsgHdr {
  private static final long NAME = msghdr.msg_name$offset();
  private static final long NAME_LENGTH = msghdr.msg_namelen$offset();
  private static final long VECTOR = msghdr.msg_iov$offset();
  private static final long VECTOR_LENGTH = msghdr.msg_iovlen$offset();
  private static final long CONTROL = msghdr.msg_control$offset();
  private static final long CONTROL_LENGTH = msghdr.msg_controllen$offset();
  private static final long FLAGS = msghdr.msg_flags$offset();

  private final MemorySegment header;
  private final IoVec parts;
  private @Nullable SockAddrBuf name;
  private @Nullable ControlBuf control;
  private int flags;

  private MsgHdr(Arena arena, IoVec parts) {
    this.header = arena.allocate(msghdr.layout());
    this.parts = parts;
    checkScope(parts.scope());
  }

  /**
   * Makes a message without address and control messages.
   *
   * @param arena where its memory comes from: the one of {@code parts}, one of the JDK's
   * @param parts the bytes; may be changed between calls
   * @return the message
   */
  public static MsgHdr allocate(Arena arena, IoVec parts) {
    Check.keepsItsMemory(arena);
    return new MsgHdr(arena, parts);
  }

  /**
   * Sets the address: the one to send to; or where that of the sender goes when receiving, empty
   * where there is none.
   *
   * @param address an address of the same arena; null for none
   */
  public void name(@Nullable SockAddrBuf address) {
    parts.checkOwner();
    if (address != null) {
      checkScope(address.segment().scope());
    }
    this.name = address;
  }

  /**
   * Sets the control messages: those to send; or where they go when receiving, none where none
   * came.
   *
   * @param messages of the same arena; null for none
   */
  public void control(@Nullable ControlBuf messages) {
    // Another thread changing it during a call could pair one buffer's address with another's
    // length.
    parts.checkOwner();
    if (messages != null) {
      checkScope(messages.scope());
    }
    this.control = messages;
  }

  /**
   * {@return what the kernel said of the message last received: {@code MSG_TRUNC} and {@code
   * MSG_CTRUNC} when bytes or control messages were cut, {@code MSG_EOR}, {@code MSG_OOB}, {@code
   * MSG_ERRQUEUE}; 0 when nothing was received}
   */
  public int flags() {
    return flags;
  }

  private void checkScope(MemorySegment.Scope scope) {
    if (!scope.equals(header.scope())) {
      throw new IllegalArgumentException("the part is of another arena, which could be closed");
    }
  }

  MemorySegment.Scope scope() {
    return header.scope();
  }

  long byteCount() {
    return parts.byteCount();
  }

  boolean criticalFits() {
    return parts.criticalFits();
  }

  /** Descriptors among the control messages can make a sender wait for the kernel's collector. */
  boolean criticalFitsToSend() {
    return control == null && parts.criticalFits();
  }

  MemorySegment forSend() {
    writeForSend(header, 0);
    return header;
  }

  MemorySegment forReceive() {
    writeForReceive(header, 0);
    return header;
  }

  void received(boolean succeeded) {
    readBack(header, 0, succeeded);
  }

  /** Writes all of it anew, as the parts may have changed since the last call. */
  void writeForSend(MemorySegment target, long at) {
    writeParts(target, at, parts.forWriting());
    writeName(target, at, name == null ? null : name.segment(), name == null ? 0 : name.length());
    writeControl(
        target,
        at,
        control == null ? null : control.forSend(),
        control == null ? 0 : control.byteCount());
  }

  void writeForReceive(MemorySegment target, long at) {
    writeParts(target, at, parts.forReading());
    writeName(
        target,
        at,
        name == null ? null : name.forResult(),
        name == null ? 0 : (int) SockAddrBuf.CAPACITY);
    writeControl(
        target,
        at,
        control == null ? null : control.forReceive(),
        control == null ? 0 : control.capacity());
  }

  private void writeParts(MemorySegment target, long at, MemorySegment vector) {
    target.set(JAVA_LONG, at + VECTOR, vector.address());
    target.set(JAVA_LONG, at + VECTOR_LENGTH, parts.count());
    // Only read back; what a call has to do is in its own argument.
    target.set(JAVA_INT, at + FLAGS, 0);
  }

  private static void writeName(
      MemorySegment target, long at, @Nullable MemorySegment address, int length) {
    target.set(JAVA_LONG, at + NAME, address == null ? 0 : address.address());
    target.set(JAVA_INT, at + NAME_LENGTH, length);
  }

  private static void writeControl(
      MemorySegment target, long at, @Nullable MemorySegment messages, long length) {
    target.set(JAVA_LONG, at + CONTROL, messages == null ? 0 : messages.address());
    target.set(JAVA_LONG, at + CONTROL_LENGTH, length);
  }

  /** Takes over what the kernel wrote; after a failure nothing of it is true. */
  void readBack(MemorySegment source, long at, boolean succeeded) {
    flags = succeeded ? source.get(JAVA_INT, at + FLAGS) : 0;
    if (name != null) {
      name.lengthSegment().set(JAVA_INT, 0, succeeded ? source.get(JAVA_INT, at + NAME_LENGTH) : 0);
    }
    if (control != null) {
      control.received(succeeded ? source.get(JAVA_LONG, at + CONTROL_LENGTH) : 0);
    }
  }
}
