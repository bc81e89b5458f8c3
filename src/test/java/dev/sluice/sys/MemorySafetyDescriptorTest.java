package dev.sluice.sys;

import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers that are no descriptors: each call says EBADF, and touches nothing. */
@Bounded
class MemorySafetyDescriptorTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final Canary room = Canary.around(arena, 128);
  private final MemorySegment heap = MemorySegment.ofArray(new byte[8]);
  private final SockAddrBuf address = SockAddrBuf.inet4("127.0.0.1", 1);
  private final PathBuf path = PathBuf.of("relative");
  private final EpollEvents events = EpollEvents.allocate(1);

  @ParameterizedTest
  @ValueSource(ints = {-1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20, 0x7fff_0000})
  void numbersThatAreNoDescriptorsAreEbadf(int fd) {
    IoVec parts = IoVec.allocate(arena, 1).add(room.target());
    MsgHdr message = MsgHdr.allocate(arena, parts);
    int good = owned.pipe(0).second();
    int epoll = owned.add(Polls.epoll_create1(0));

    List<IntToLongFunction> calls =
        List.of(
            bad -> Net.bind(bad, address),
            bad -> Net.listen(bad, 1),
            bad -> Net.accept4(bad, address, 0),
            bad -> Net.accept4(bad, null, 0),
            bad -> Net.connect(bad, address),
            bad -> Net.shutdown(bad, 0),
            bad -> Messages.recv(bad, room.target(), 0),
            bad -> Messages.recv(bad, room.target(), MSG_DONTWAIT),
            bad -> Messages.recv(bad, heap, MSG_DONTWAIT),
            bad -> Messages.send(bad, room.target(), 0),
            bad -> Messages.send(bad, room.target(), MSG_DONTWAIT),
            bad -> Messages.send(bad, heap, MSG_DONTWAIT),
            bad -> Messages.sendmsg(bad, message, 0),
            bad -> Messages.sendmsg(bad, message, MSG_DONTWAIT),
            bad -> Net.getsockname(bad, address),
            bad -> Net.getpeername(bad, address),
            bad -> SocketOptions.setsockopt(bad, SOL_SOCKET, 2, room.target()),
            bad -> SocketOptions.setsockopt(bad, SOL_SOCKET, 2, 1),
            bad -> SocketOptions.getsockopt(bad, SOL_SOCKET, 2, room.target()),
            bad -> SocketOptions.getsockopt(bad, SOL_SOCKET, 2, room.target().asSlice(0, 3)),
            bad -> Io.read(bad, room.target()),
            bad -> Io.write(bad, room.target()),
            bad -> Io.readv(bad, parts),
            bad -> Io.writev(bad, parts),
            bad -> ZeroCopy.sendfile(bad, good, null, 1),
            bad -> ZeroCopy.sendfile(good, bad, room.target(), 1),
            bad -> Descriptors.close(bad),
            bad -> Descriptors.fcntl(bad, FileConstants.F_GETFL, 0),
            bad -> Files.openat2(bad, path, new OpenHow(0, 0, 0)),
            bad -> Files.statx(bad, path, 0, 0, new StatxBuf()),
            bad -> Files.getdents64(bad, room.target()),
            bad -> Polls.epoll_ctl(bad, EPOLL_CTL_ADD, good, events),
            bad -> Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, bad, events),
            bad -> Polls.epoll_wait(bad, events, 1, 0),
            bad -> Polls.epoll_wait(bad, events, 1, 1),
            bad -> Polls.epoll_pwait2(bad, events, 1, new Timespec()),
            bad -> EventDescriptors.timerfd_settime(bad, 0, new Itimerspec(), null),
            bad -> Memory.mmap(new Mapping(), 1, PROT_READ, MAP_PRIVATE, bad, 0));

    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).applyAsLong(fd))
          .as("call %s of the list", i)
          .isEqualTo(-Errno.EBADF.number());
    }
    room.assertUntouched();
    assertThat(heap.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE)).containsOnly(0);
    assertThat(path).hasToString("relative");
  }
}
