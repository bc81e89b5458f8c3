package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.AF_UNSPEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local addresses: paths, abstract names, none. */
@Bounded
class SockAddrBufUnixTest {
  @AutoClose private final Owned owned = new Owned();
  @TempDir private Path folder;

  @Test
  void aPathIsAFileUntilItIsUnlinked() {
    Path file = folder.resolve("söcket");
    SockAddrBuf name = bound(SockAddrBuf.unix(file.toString()));

    assertThat(file).exists();
    assertThat(new String(name.unixBytes(), UTF_8)).isEqualTo(file.toString());
    assertThat(name.length()).isEqualTo(2 + file.toString().getBytes(UTF_8).length + 1);
    assertThat(name.isUnixAbstract()).isFalse();
    assertThat(name.isUnixUnnamed()).isFalse();
  }

  @Test
  void theKernelTakesAllTheBytesOfAPathAndGivesThemBack() throws Exception {
    for (int size = 100; size <= 108; size++) {
      Path file = pathOf(size);
      SockAddrBuf address = SockAddrBuf.unix(file.toString());
      SockAddrBuf name = bound(address);

      assertThat(Files.exists(file)).as("%s bytes", size).isTrue();
      assertThat(name.unixBytes()).isEqualTo(file.toString().getBytes(UTF_8));
      assertThat(address.unixBytes()).isEqualTo(name.unixBytes());
      // The NUL that the kernel puts behind 108 bytes counts, though the struct ends before it.
      assertThat(name.length()).isEqualTo(2 + size + 1);
      Files.delete(file);
    }
  }

  @Test
  void anAbstractNameHasNoFileAndAnyBytes() {
    byte[] bytes = ("sluice\0" + ProcessHandle.current().pid() + "\0\n").getBytes(UTF_8);
    SockAddrBuf address = SockAddrBuf.allocate();
    address.setUnixAbstract(bytes);
    SockAddrBuf name = bound(address);

    assertThat(name.family()).isEqualTo(AF_UNIX);
    assertThat(name.isUnixAbstract()).isTrue();
    assertThat(name.unixBytes()).isEqualTo(bytes);
    assertThat(name.length()).isEqualTo(2 + 1 + bytes.length);
    assertThat(Net.bind(owned.socket(AF_UNIX, SOCK_DGRAM), address))
        .isEqualTo(-Errno.EADDRINUSE.number());
  }

  @Test
  void theLongestAbstractNameGoesBothWays() {
    String longest = "x".repeat(96) + String.format("%11d", ProcessHandle.current().pid());
    SockAddrBuf name = bound(SockAddrBuf.unixAbstract(longest));

    assertThat(new String(name.unixBytes(), UTF_8)).isEqualTo(longest).hasSize(107);
    assertThat(name.length()).isEqualTo(110);
  }

  @Test
  void withoutANameTheKernelChoosesOne() {
    int fd = owned.socket(AF_UNIX, SOCK_DGRAM);
    SockAddrBuf name = SockAddrBuf.allocate();
    assertThat(Net.getsockname(fd, name)).isZero();
    assertThat(name.isUnixUnnamed()).isTrue();
    assertThat(name.isUnixAbstract()).isFalse();
    assertThat(name.unixBytes()).isEmpty();

    SockAddrBuf unnamed = SockAddrBuf.allocate();
    unnamed.setUnixUnnamed();
    assertThat(Net.bind(fd, unnamed)).isZero();
    assertThat(Net.getsockname(fd, name)).isZero();

    assertThat(name.isUnixAbstract()).isTrue();
    assertThat(new String(name.unixBytes(), UTF_8)).matches("[0-9a-f]{5}");
  }

  @Test
  void whatIsNoNameIsRefused() {
    SockAddrBuf address = SockAddrBuf.allocate();

    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.unix(""));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.unix("x".repeat(109)));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.unix("ö".repeat(55)));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.unix("/tmp/a\0b"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SockAddrBuf.unixAbstract("x".repeat(108)));
    assertThat(address.length()).as("nothing was written").isZero();
  }

  @Test
  void aSecondAddressLeavesNothingOfTheFirst() {
    SockAddrBuf address = SockAddrBuf.unix("/a/long/path/to/a/socket");

    address.setUnixPath(new byte[] {'a'});
    assertThat(address.unixBytes()).containsExactly('a');
    assertThat(address.length()).isEqualTo(4);
    address.setInet4(1, 2);
    assertThat(address.unixBytes()).as("of another family").isEmpty();
    address.setUnixAbstract(new byte[0]);
    assertThat(address.isUnixAbstract()).isTrue();
    assertThat(address.unixBytes()).isEmpty();
    address.setUnixUnnamed();
    assertThat(address.isUnixAbstract()).isFalse();
    assertThat(address.length()).isEqualTo(2);
  }

  @Test
  void halvesOfIpv6AreItsBytes() {
    SockAddrBuf address = SockAddrBuf.allocate();

    address.setInet6(0x0001020304050607L, 0x08090a0b0c0d0e0fL, 80, 0x000a_bcde, 3);

    assertThat(address.inet6Bytes())
        .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    assertThat(address.inet6High()).isEqualTo(0x0001020304050607L);
    assertThat(address.inet6Low()).isEqualTo(0x08090a0b0c0d0e0fL);
    assertThat(address.port()).isEqualTo(80);
    assertThat(address.flowInfo()).isEqualTo(0x000a_bcde);
    assertThat(address.scopeId()).isEqualTo(3);
    assertThat(address.length()).isEqualTo(28);
  }

  @Test
  void noFamilyTakesThePeerAway() {
    Owned.Pair ends = owned.udp();
    SockAddrBuf nobody = SockAddrBuf.inet4("127.0.0.1", 1);
    nobody.setUnspecified();
    assertThat(nobody.family()).isEqualTo(AF_UNSPEC);
    assertThat(Net.getpeername(ends.first(), SockAddrBuf.allocate())).isZero();

    assertThat(Net.connect(ends.first(), nobody)).isZero();

    assertThat(Net.getpeername(ends.first(), SockAddrBuf.allocate()))
        .isEqualTo(-Errno.ENOTCONN.number());
  }

  @Test
  void itsMemoryIsItsArenas() {
    SockAddrBuf address;
    try (Arena arena = Arena.ofShared()) {
      address = SockAddrBuf.allocate(arena);
      address.setUnixUnnamed();
    }
    int fd = owned.socket(AF_INET, SOCK_STREAM);

    assertThatIllegalStateException().isThrownBy(() -> address.setUnixPath(new byte[] {1}));
    assertThatIllegalStateException().isThrownBy(() -> address.setUnixAbstract(new byte[1]));
    assertThatIllegalStateException().isThrownBy(address::setUnixUnnamed);
    assertThatIllegalStateException().isThrownBy(address::setUnspecified);
    assertThatIllegalStateException().isThrownBy(() -> address.setInet6(1, 2, 3, 4, 5));
    assertThatIllegalStateException().isThrownBy(address::unixBytes);
    assertThatIllegalStateException().isThrownBy(address::isUnixAbstract);
    assertThatIllegalStateException().isThrownBy(address::inet6High);
    assertThatIllegalStateException().isThrownBy(() -> Net.bind(fd, address));
  }

  private SockAddrBuf bound(SockAddrBuf address) {
    int fd = owned.socket(AF_UNIX, SOCK_DGRAM);
    SockAddrBuf name = SockAddrBuf.allocate();
    assertThat(Net.bind(fd, address)).isZero();
    assertThat(Net.getsockname(fd, name)).isZero();
    return name;
  }

  private Path pathOf(int bytes) {
    String start = folder + "/";
    return Path.of(start + "s".repeat(bytes - start.getBytes(UTF_8).length));
  }
}
