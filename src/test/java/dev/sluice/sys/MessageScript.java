package dev.sluice.sys;

import static dev.sluice.sys.MessageConstants.MSG_CONFIRM;
import static dev.sluice.sys.MessageConstants.MSG_WAITFORONE;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_PEEK;
import static dev.sluice.sys.ScriptedCall.NULL;
import static dev.sluice.sys.ScriptedCall.SOME_ADDRESS;
import static dev.sluice.sys.ScriptedCall.address;
import static dev.sluice.sys.ScriptedCall.integer;
import static dev.sluice.sys.ScriptedCall.number;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The part of {@link SyscallScript} that sends to and receives from addresses, and by headers. */
final class MessageScript {
  private static final int FD = SyscallScript.FD;
  private static final String BAD_FD = SyscallScript.BAD_FD;

  private final SyscallScript script;
  private final SockAddrBuf name = SockAddrBuf.inet4("127.0.0.1", 7100);

  private MessageScript(SyscallScript script) {
    this.script = script;
  }

  static void run(SyscallScript script) {
    MessageScript messages = new MessageScript(script);
    messages.addressed();
    messages.received();
    messages.batches();
  }

  /** Each by three handles: one that may wait, a critical one, one for the heap. */
  private void addressed() {
    String there = number(script.bytes.address() + 3);
    int critical = MSG_DONTWAIT | MSG_NOSIGNAL;
    MemorySegment heap = MemorySegment.ofArray(new byte[64]);
    sendto(script.bytes, 21, MSG_CONFIRM, there, name);
    sendto(script.bytes, 22, MSG_NOSIGNAL, there, null);
    sendto(script.bytes, 23, critical, there, name);
    sendto(heap, 24, critical, SOME_ADDRESS, name);
    sendto(heap, 25, critical, SOME_ADDRESS, null);
    recvfrom(script.bytes, 26, MSG_PEEK, there, name);
    recvfrom(script.bytes, 27, MSG_NOSIGNAL, there, null);
    recvfrom(script.bytes, 28, critical, there, name);
    recvfrom(heap, 29, critical, SOME_ADDRESS, name);
    recvfrom(heap, 30, critical, SOME_ADDRESS, null);
  }

  private void sendto(
      MemorySegment segment, long length, int flags, String where, @Nullable SockAddrBuf to) {
    name.setInet4(1, 7101);
    script.call(
        Call.SENDTO,
        "sendto",
        () -> Messages.sendto(FD, segment, 3, length, flags, to),
        BAD_FD,
        where,
        number(length),
        integer(flags),
        to == null ? NULL : address(to.segment()),
        integer(to == null ? 0 : 16));
  }

  private void recvfrom(
      MemorySegment segment, long length, int flags, String where, @Nullable SockAddrBuf from) {
    script.call(
        Call.RECVFROM,
        "recvfrom",
        () -> Messages.recvfrom(FD, segment, 3, length, flags, from),
        BAD_FD,
        where,
        number(length),
        integer(flags),
        from == null ? NULL : address(from.segment()),
        from == null ? NULL : address(from.lengthSegment()));
  }

  private MsgHdr message() {
    return MsgHdr.allocate(script.arena, IoVec.allocate(script.arena, 2).add(script.bytes));
  }

  private void received() {
    MsgHdr message = message();
    String header = address(message.forReceive());
    for (int flags : new int[] {MSG_NOSIGNAL, MSG_DONTWAIT}) {
      script.call(
          Call.RECVMSG,
          "recvmsg",
          () -> Messages.recvmsg(FD, message, flags),
          BAD_FD,
          header,
          integer(flags));
    }
  }

  private void batches() {
    MMsgHdr messages = MMsgHdr.allocate(script.arena, 4);
    for (int i = 0; i < 4; i++) {
      messages.add(message());
    }
    Timespec timeout = new Timespec();
    for (int flags : new int[] {MSG_WAITFORONE, MSG_DONTWAIT}) {
      script.call(
          Call.SENDMMSG,
          "sendmmsg",
          () -> MessageBatches.sendmmsg(FD, messages, 1, 3, flags),
          BAD_FD,
          number(messages.forSend(1, 3)),
          integer(3),
          integer(flags));
      recvmmsg(messages, flags, timeout);
      recvmmsg(messages, flags, null);
    }
  }

  private void recvmmsg(MMsgHdr messages, int flags, @Nullable Timespec timeout) {
    script.call(
        Call.RECVMMSG,
        "recvmmsg",
        () -> MessageBatches.recvmmsg(FD, messages, 2, 2, flags, timeout),
        BAD_FD,
        number(messages.forReceive(2, 2)),
        integer(2),
        integer(flags),
        timeout == null ? NULL : address(timeout.segment()));
  }
}
