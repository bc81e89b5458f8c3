package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.bindings.x86_64.msghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What sendmsg sends, {@code struct msghdr}: gathered bytes, an address, control messages.
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

  private final MemorySegment header;
  private final IoVec parts;
  private @Nullable SockAddrBuf name;
  private @Nullable MemorySegment control;

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
   * Sets the address to send to.
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
   * Sets the control messages.
   *
   * @param messages one or more {@code struct cmsghdr} with their data, of the same arena; null for
   *     none
   */
  public void control(@Nullable MemorySegment messages) {
    // Another thread changing it during a call could pair one segment's address with another's
    // length.
    parts.checkOwner();
    if (messages != null) {
      if (!messages.isNative()) {
        throw new IllegalArgumentException("a heap segment has no address for the kernel");
      }
      checkScope(messages.scope());
    }
    this.control = messages;
  }

  private void checkScope(MemorySegment.Scope scope) {
    if (!scope.equals(header.scope())) {
      throw new IllegalArgumentException("the part is of another arena, which could be closed");
    }
  }

  boolean criticalFits() {
    return parts.criticalFits();
  }

  MemorySegment forCall() {
    // The parts may have changed since the last call: all of it is written anew.
    header.set(JAVA_LONG, VECTOR, parts.forWriting().address());
    header.set(JAVA_LONG, VECTOR_LENGTH, parts.count());
    header.set(JAVA_LONG, NAME, name == null ? 0 : name.segment().address());
    header.set(JAVA_INT, NAME_LENGTH, name == null ? 0 : name.length());
    header.set(JAVA_LONG, CONTROL, control == null ? 0 : control.address());
    header.set(JAVA_LONG, CONTROL_LENGTH, control == null ? 0 : control.byteSize());
    return header;
  }
}
