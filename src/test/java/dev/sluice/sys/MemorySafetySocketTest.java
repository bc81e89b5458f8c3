package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Local addresses and the ioctls of sockets, where they must not write. */
@Bounded
class MemorySafetySocketTest {
  @AutoClose private final Owned owned = new Owned();

  @Test
  void anAddressOfAnotherThreadIsRefused() {
    int fd = owned.socket(AF_UNIX, SOCK_DGRAM);
    try (Arena confined = Arena.ofConfined()) {
      SockAddrBuf address = SockAddrBuf.allocate(confined);
      address.setUnixUnnamed();
      List<Runnable> uses =
          List.of(
              () -> Net.bind(fd, address),
              () -> Net.connect(fd, address),
              () -> Net.getsockname(fd, address),
              () -> Net.getpeername(fd, address),
              () -> Net.accept4(fd, address, 0),
              () -> address.setUnixPath(new byte[] {'a'}),
              () -> address.setUnixAbstract(new byte[] {'a'}),
              address::setUnixUnnamed,
              address::setUnspecified,
              address::unixBytes,
              address::isUnixAbstract,
              address::isUnixUnnamed,
              address::inet6Low);
      for (Runnable use : uses) {
        CompletableFuture<Void> elsewhere = CompletableFuture.runAsync(use);
        assertThatThrownBy(elsewhere::join).hasCauseInstanceOf(WrongThreadException.class);
      }
      assertThat(address.isUnixUnnamed()).as("nothing was written").isTrue();
    }
  }

  @Test
  void theKernelsLongestNameStaysInsideTheAddress() {
    Canary room = Canary.around(Arena.ofAuto(), SockAddrBuf.CAPACITY + 4);
    MemorySegment target = room.target();
    target.fill((byte) 0);
    Arena here = new ForeignArena(Arena.ofAuto(), (size, alignment) -> target);
    SockAddrBuf name = SockAddrBuf.allocate(here);
    int fd = owned.socket(AF_UNIX, SOCK_DGRAM);

    assertThat(Net.bind(fd, SockAddrBuf.unixAbstract(unique(107)))).isZero();
    assertThat(Net.getsockname(fd, name)).isZero();

    assertThat(name.unixBytes()).hasSize(107);
    room.assertIntactAround();
  }

  @Test
  void aLengthThatLiesReadsNothingBeyond() {
    SockAddrBuf address = SockAddrBuf.allocate();
    address.setUnixPath(unique(108).getBytes(java.nio.charset.StandardCharsets.UTF_8));
    for (int length : new int[] {Integer.MIN_VALUE, -1, 0, 1, 2, 3, 110, 128, 129, 1 << 30}) {
      address.lengthSegment().set(java.lang.foreign.ValueLayout.JAVA_INT, 0, length);
      assertThat(address.unixBytes().length).isBetween(0, 126);
      assertThat(address.length()).isBetween(0, 128);
    }
  }

  private static String unique(int bytes) {
    String pid = Long.toString(ProcessHandle.current().pid());
    return "s".repeat(bytes - pid.length()) + pid;
  }
}
