package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.AF_UNSPEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@Bounded
class SockAddrBufTest {
  @AutoClose private final Owned owned = new Owned();

  @Test
  void anEmptyOneHasNoFamily() {
    SockAddrBuf empty = SockAddrBuf.allocate();

    assertThat(empty.length()).isZero();
    assertThat(empty.family()).isEqualTo(AF_UNSPEC);
    assertThat(empty.port()).isZero();
  }

  @Test
  void ipv4() {
    SockAddrBuf address = SockAddrBuf.inet4("192.168.1.254", 65_535);

    assertThat(address.family()).isEqualTo(AF_INET);
    assertThat(address.inet4Bits()).isEqualTo(0xc0a801fe);
    assertThat(address.port()).isEqualTo(65_535);
    assertThat(address.length()).isEqualTo(16);
  }

  @Test
  void ipv6() {
    SockAddrBuf address = SockAddrBuf.inet6("2001:db8::1:2", 443);

    assertThat(address.family()).isEqualTo(AF_INET6);
    assertThat(HexFormat.of().formatHex(address.inet6Bytes()))
        .isEqualTo("20010db8000000000000000000010002");
    assertThat(address.port()).isEqualTo(443);
    assertThat(address.length()).isEqualTo(28);
    assertThat(address.flowInfo()).isZero();
    assertThat(address.scopeId()).isZero();
  }

  @Test
  void anIpv4AddressMappedIntoIpv6StaysIpv6() {
    SockAddrBuf address = SockAddrBuf.inet6("::ffff:1.2.3.4", 1);

    assertThat(address.family()).isEqualTo(AF_INET6);
    assertThat(HexFormat.of().formatHex(address.inet6Bytes()))
        .isEqualTo("00000000000000000000ffff01020304");
  }

  @Test
  void theScopeIsTheInterfaceThatWasNamed() {
    assertThat(SockAddrBuf.inet6("fe80::1%7", 1).scopeId()).isEqualTo(7);
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.inet6("fe80::1%nowhere", 1));
  }

  @Test
  void allPartsOfIpv6AreKept() {
    SockAddrBuf address = SockAddrBuf.allocate();
    byte[] bytes = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");

    address.setInet6(MemorySegment.ofArray(bytes), 80, 0x000a_bcde, 3);

    assertThat(address.inet6Bytes()).isEqualTo(bytes);
    assertThat(address.port()).isEqualTo(80);
    assertThat(address.flowInfo()).isEqualTo(0x000a_bcde);
    assertThat(address.scopeId()).isEqualTo(3);
  }

  @Test
  void aSecondAddressLeavesNothingOfTheFirst() {
    SockAddrBuf address = SockAddrBuf.inet6("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 65_535);

    address.setInet4(0x01020304, 5);
    assertThat(address.length()).isEqualTo(16);
    assertThat(address.family()).isEqualTo(AF_INET);
    address.setInet6(MemorySegment.ofArray(new byte[16]), 6, 0, 0);

    assertThat(address.inet6Bytes()).containsOnly(0);
    assertThat(address.flowInfo()).isZero();
    assertThat(address.scopeId()).isZero();
  }

  @Test
  void whatIsNoAddressIsRefused() {
    SockAddrBuf address = SockAddrBuf.allocate();
    MemorySegment fifteen = MemorySegment.ofArray(new byte[15]);

    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.inet4("localhost", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.inet4("::1", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.inet6("1.2.3.4.5", 1));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.inet4("127.0.0.1", -1));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddrBuf.inet4("127.0.0.1", 65_536));
    assertThatIllegalArgumentException().isThrownBy(() -> address.setInet6(fifteen, 1, 0, 0));
  }

  @Test
  void itLivesAsLongAsItsArena() {
    int fd = owned.socket(AF_INET, SOCK_DGRAM);
    SockAddrBuf address;
    try (Arena arena = Arena.ofShared()) {
      address = SockAddrBuf.allocate(arena);
      address.setInet4(0x7f000001, 0);
      assertThat(Net.bind(fd, address)).isZero();
    }

    assertThatIllegalStateException().isThrownBy(() -> Net.bind(fd, address));
    assertThatIllegalStateException().isThrownBy(() -> Net.connect(fd, address));
    assertThatIllegalStateException().isThrownBy(() -> Net.getsockname(fd, address));
    assertThatIllegalStateException().isThrownBy(() -> Net.getpeername(fd, address));
    assertThatIllegalStateException().isThrownBy(() -> Net.accept4(fd, address, 0));
    assertThatIllegalStateException().isThrownBy(() -> address.setInet4(1, 1));
    assertThatIllegalStateException().isThrownBy(address::port);
    assertThatIllegalStateException().isThrownBy(address::family);
    assertThatIllegalStateException().isThrownBy(address::inet6Bytes);
  }

  @Test
  void anArenaThatHandsOutTooLittleIsNoHarm() {
    Arena stingy =
        new ForeignArena(Arena.ofAuto(), (size, alignment) -> Arena.ofAuto().allocate(8));

    assertThatThrownBy(() -> SockAddrBuf.allocate(stingy))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void anArenaThatHandsOutHeapOrReadOnlyMemoryIsNoHarm() {
    int fd = owned.socket(AF_INET, SOCK_DGRAM);
    Owned.bindToLoopback(fd, SockAddrBuf.allocate());
    SockAddrBuf heap =
        SockAddrBuf.allocate(
            new ForeignArena(
                Arena.ofAuto(),
                (size, alignment) -> MemorySegment.ofArray(new long[(int) size / 8 + 1])));
    SockAddrBuf readOnly =
        SockAddrBuf.allocate(
            new ForeignArena(
                Arena.ofAuto(),
                (size, alignment) -> Arena.ofAuto().allocate(size, alignment).asReadOnly()));

    assertThatIllegalArgumentException().isThrownBy(() -> Net.getsockname(fd, heap));
    assertThatThrownBy(() -> Net.getsockname(fd, readOnly))
        .isInstanceOfAny(IllegalArgumentException.class, UnsupportedOperationException.class);
    assertThat(Net.bind(fd, readOnly)).isEqualTo(-Errno.EINVAL.number());
  }
}
