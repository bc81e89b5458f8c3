package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;
import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Options that make the kernel look or write elsewhere than into the value. All options of all
 * sockets: see {@link MemorySafetySweepTest}.
 */
@Bounded
class MemorySafetyOptionTest {
  private static final int IP_ADD_SOURCE_MEMBERSHIP = 39;
  private static final int IP_MSFILTER = 41;
  private static final int MCAST_JOIN_SOURCE_GROUP = 46;
  private static final int MCAST_MSFILTER = 48;
  private static final int IPV6_FLOWLABEL_MGR = 32;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  /**
   * Filters of BPF hold addresses, so do TCP_ZEROCOPY_RECEIVE and what netfilter has behind IP and
   * IPv6; of levels that nobody looked through, nothing is known.
   */
  @ParameterizedTest(name = "level {0}, option {1}")
  @CsvSource({
    "1, 26",
    "1, 51",
    "6, 35",
    "0, 64",
    "0, 65",
    "0, 66",
    "0, 67",
    "0, 80",
    "0, 96",
    "0, 128",
    "0, 200",
    "0, 1152",
    "0, 2147483647",
    "41, 64",
    "41, 65",
    "41, 96",
    "41, 200",
    "41, 2147483647",
    "-1, 1",
    "2, 1",
    "18, 1",
    "58, 1",
    "132, 1",
    "136, 1",
    "255, 1",
    "263, 1",
    "270, 1",
    "271, 1",
    "276, 1",
    "279, 1",
    "282, 1",
    "283, 1",
    "284, 1",
    "2147483647, 1",
    "-2147483648, -1"
  })
  void optionsThatHoldAddressesAreRefused(int level, int name) {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    Canary room = Canary.around(arena, 16);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.setsockopt(fd, level, name, room.target()))
        .withMessageContaining(Integer.toString(name));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.getsockopt(fd, level, name, room.target()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.setsockopt(fd, level, name, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.getsockopt(fd, level, name));
    room.assertUntouched();
  }

  /** The kernel fills as many sources as the value says, however long the value is. */
  @Test
  void theSourceFilterOfIpv4DoesNotOverflow() {
    int fd = owned.socket(AF_INET, SOCK_DGRAM);
    for (int i = 1; i <= 8; i++) {
      MemorySegment membership = arena.allocate(12, 4);
      setSources(membership, 0x0a000000 + i);
      assertThat(SocketOptions.setsockopt(fd, IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, membership))
          .isZero();
    }
    Canary room = Canary.around(arena, 16);
    setSources(room.target(), 1);
    room.target().set(JAVA_INT, 12, 1000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.getsockopt(fd, IPPROTO_IP, IP_MSFILTER, room.target()));

    room.assertIntactAround();
  }

  /** As the one above, for either family: a struct group_filter, and sockaddr_storage behind it. */
  @ParameterizedTest(name = "IPv6 {0}")
  @CsvSource({"false", "true"})
  void theSourceFilterOfEitherFamilyDoesNotOverflow(boolean six) {
    int level = six ? IPPROTO_IPV6 : IPPROTO_IP;
    int fd = owned.socket(six ? AF_INET6 : AF_INET, SOCK_DGRAM);
    for (int i = 1; i <= 4; i++) {
      MemorySegment membership = arena.allocate(264, 8);
      membership.set(JAVA_INT, 0, 1);
      setGroup(membership.asSlice(8, 128), six, true, 1);
      setGroup(membership.asSlice(136, 128), six, false, i);
      assertThat(SocketOptions.setsockopt(fd, level, MCAST_JOIN_SOURCE_GROUP, membership)).isZero();
    }
    Canary room = Canary.around(arena, 144);
    room.target().fill((byte) 0);
    room.target().set(JAVA_INT, 0, 1);
    setGroup(room.target().asSlice(8, 128), six, true, 1);
    room.target().set(JAVA_INT, 136, 1);
    room.target().set(JAVA_INT, 140, 1000);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.getsockopt(fd, level, MCAST_MSFILTER, room.target()));

    room.assertIntactAround();
  }

  /** TCP_AO_GET_KEYS: the length is that of one element, and the first one says how many. */
  @Test
  void theKeysOfTcpAuthenticationDoNotOverflow() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    Canary room = Canary.around(arena, 64);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.getsockopt(fd, IPPROTO_TCP, 41, room.target()));

    room.assertUntouched();
  }

  /** The one option whose setting writes into the value. */
  @Test
  void aFlowLabelIsNotWrittenIntoReadOnlyMemory() {
    int fd = owned.socket(AF_INET6, SOCK_DGRAM);
    Canary room = Canary.around(arena, 32);
    MemorySegment request = room.target();
    request.fill((byte) 0);
    request.set(JAVA_BYTE, 15, (byte) 1);
    request.set(JAVA_BYTE, 21, (byte) 1); // Exclusive.
    request.set(JAVA_SHORT, 22, (short) 1); // Create.

    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SocketOptions.setsockopt(
                    fd, IPPROTO_IPV6, IPV6_FLOWLABEL_MGR, request.asReadOnly()));

    assertThat(request.get(JAVA_INT, 16)).as("the label").isZero();
    room.assertIntactAround();
  }

  @Test
  void aValueOfNoBytesIsHarmless() {
    int tcp = owned.socket(AF_INET, SOCK_STREAM);
    int udp = owned.socket(AF_INET6, SOCK_DGRAM);
    Canary room = Canary.around(arena, 0);
    for (MemorySegment empty :
        new MemorySegment[] {MemorySegment.NULL, room.target(), MemorySegment.ofAddress(1)}) {
      for (int name = -1; name < 64; name++) {
        for (int level :
            new int[] {SOL_SOCKET, IPPROTO_IP, IPPROTO_TCP, IPPROTO_IPV6, IPPROTO_UDP}) {
          assertHarmless(tcp, level, name, empty);
          assertHarmless(udp, level, name, empty);
        }
      }
    }
    room.assertUntouched();
  }

  private static void assertHarmless(int fd, int level, int name, MemorySegment empty) {
    try {
      assertThat(SocketOptions.getsockopt(fd, level, name, empty)).isLessThanOrEqualTo(0);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("option " + name);
    }
  }

  @Test
  void shortValuesAreReadyForAnIntAndStillChecked() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    MemorySegment closed;
    try (Arena shared = Arena.ofShared()) {
      closed = shared.allocate(2);
    }
    MemorySegment readOnly = arena.allocate(2).asReadOnly();
    MemorySegment heap = MemorySegment.ofArray(new byte[2]);

    for (MemorySegment bad : new MemorySegment[] {closed, readOnly, heap}) {
      assertThatThrownBy(
              () -> SocketOptions.getsockopt(fd, SOL_SOCKET, SocketOptionConstants.SO_RCVBUF, bad))
          .isInstanceOfAny(IllegalStateException.class, IllegalArgumentException.class);
    }
  }

  /** The kernel reads as many instructions as the header says. */
  @Test
  void aProgramThatThreadsFillTogetherIsNeverLongerThanItsMemory() throws Exception {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    for (int i = 0; i < 200; i++) {
      BpfProgram program = BpfProgram.allocate(64);
      Thread other = new Thread(() -> fillUp(program));
      other.start();
      fillUp(program);
      other.join();

      MemorySegment memory = program.forCall();
      int length = Short.toUnsignedInt(memory.get(JAVA_SHORT, BpfProgram.LENGTH));
      assertThat(BpfProgram.HEADER + (long) length * BpfProgram.INSTRUCTION)
          .isLessThanOrEqualTo(memory.byteSize());
      assertThat(SocketOptions.attachFilter(fd, program)).isZero();
    }
  }

  private static void fillUp(BpfProgram program) {
    try {
      while (true) {
        program.add(BpfConstants.BPF_RET, -1);
      }
    } catch (IndexOutOfBoundsException e) {
      assertThat(e).hasMessageContaining("64");
    }
  }

  private static void setSources(MemorySegment membership, int source) {
    bytes(membership, 0, 232, 1, 1, 1);
    bytes(membership, 4, 127, 0, 0, 1);
    bytes(membership, 8, source >>> 24, source >>> 16, source >>> 8, source);
  }

  /** A sockaddr of a multicast group, or of a source. */
  private static void setGroup(MemorySegment address, boolean six, boolean group, int last) {
    address.set(JAVA_SHORT, 0, (short) (six ? AF_INET6 : AF_INET));
    if (six) {
      bytes(address, 8, group ? 0xff : 0xfd, group ? 0x31 : 0);
      bytes(address, 23, last);
    } else {
      bytes(address, 4, group ? 232 : 10, 1, 1, last);
    }
  }

  private static void bytes(MemorySegment segment, long offset, int... values) {
    for (int i = 0; i < values.length; i++) {
      segment.set(JAVA_BYTE, offset + i, (byte) values[i]);
    }
  }
}
