package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntToLongFunction;

/** {@link Messages} and {@link MessageBatches}: on a UDP socket, and on none. */
final class MessageCases {
  private static final int SIZE = 8;

  private MessageCases() {}

  static List<CallCase> cases() {
    SockAddrBuf peer = SockAddrBuf.allocate();
    return List.of(
        each(Call.SEND, fd -> Messages.send(fd, bytes(), 0)),
        each(Call.RECV, fd -> Messages.recv(fd, bytes(), 0)),
        each(Call.SENDTO, fd -> Messages.sendto(fd, bytes(), 0, SIZE, MSG_NOSIGNAL, null)),
        each(Call.RECVFROM, fd -> Messages.recvfrom(fd, bytes(), 0, SIZE, 0, peer)),
        each(Call.SENDMSG, fd -> Messages.sendmsg(fd, message(Arena.ofAuto()), 0)),
        each(Call.RECVMSG, fd -> Messages.recvmsg(fd, message(Arena.ofAuto()), 0)),
        each(Call.SENDMMSG, fd -> MessageBatches.sendmmsg(fd, batch(), 0, 1, 0)),
        each(Call.RECVMMSG, fd -> MessageBatches.recvmmsg(fd, batch(), 0, 1, 0, null)));
  }

  private static CallCase each(Call call, IntToLongFunction action) {
    return new CallCase(
        call,
        () -> {
          try (Owned owned = new Owned()) {
            Owned.Pair ends = owned.udp();
            assertThat(Messages.send(ends.second(), bytes(), 0)).isEqualTo(SIZE);
            return action.applyAsLong(ends.first());
          }
        },
        -Errno.ENOTSOCK.number(),
        () -> {
          try (Owned owned = new Owned()) {
            return action.applyAsLong(owned.pipe(0).first());
          }
        });
  }

  private static MemorySegment bytes() {
    return Arena.ofAuto().allocate(SIZE);
  }

  private static MsgHdr message(Arena arena) {
    return MsgHdr.allocate(arena, IoVec.allocate(arena, 1).add(arena.allocate(SIZE)));
  }

  private static MMsgHdr batch() {
    Arena arena = Arena.ofAuto();
    return MMsgHdr.allocate(arena, 1).add(message(arena));
  }
}
