package dev.sluice.sys;

import static dev.sluice.abi.Bindings.layout;
import static dev.sluice.abi.Bindings.offset;
import static dev.sluice.sys.BpfConstants.BPF_ABS;
import static dev.sluice.sys.BpfConstants.BPF_B;
import static dev.sluice.sys.BpfConstants.BPF_JEQ;
import static dev.sluice.sys.BpfConstants.BPF_JMP;
import static dev.sluice.sys.BpfConstants.BPF_K;
import static dev.sluice.sys.BpfConstants.BPF_LD;
import static dev.sluice.sys.BpfConstants.BPF_RET;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_DETACH_FILTER;
import static dev.sluice.sys.SocketOptionConstants.SO_DETACH_REUSEPORT_BPF;
import static dev.sluice.sys.SocketOptionConstants.SO_LOCK_FILTER;
import static dev.sluice.sys.SocketOptionConstants.SO_REUSEPORT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of BPF on sockets. */
@Bounded
class BpfProgramTest {
  /** Of a UDP packet, the header before its first byte of data. */
  private static final int UDP_HEADER = 8;

  private static final int GROUP = 3;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void aFilterDropsWhatItDoesNotWant() {
    Owned.Pair ends = owned.udp();
    BpfProgram onlyA =
        BpfProgram.allocate(4)
            .add(BPF_LD | BPF_B | BPF_ABS, UDP_HEADER)
            .add(BPF_JMP | BPF_JEQ | BPF_K, 'a', 0, 1)
            .add(BPF_RET | BPF_K, -1)
            .add(BPF_RET | BPF_K, 0);
    assertThat(onlyA.length()).isEqualTo(4);
    assertThat(SocketOptions.attachFilter(ends.second(), onlyA)).isZero();

    send(ends.first(), "b1");
    send(ends.first(), "a2");
    assertThat(receive(ends.second())).isEqualTo("a2");
    assertThat(receive(ends.second())).isEmpty();

    assertThat(SocketOptions.setsockopt(ends.second(), SOL_SOCKET, SO_DETACH_FILTER, 0)).isZero();
    send(ends.first(), "b3");
    assertThat(receive(ends.second())).isEqualTo("b3");
  }

  @Test
  void aFilterCutsPackets() {
    Owned.Pair ends = owned.udp();
    BpfProgram threeBytes = BpfProgram.allocate(1).add(BPF_RET | BPF_K, UDP_HEADER + 3);
    assertThat(SocketOptions.attachFilter(ends.second(), threeBytes)).isZero();

    send(ends.first(), "abcdef");

    assertThat(receive(ends.second())).isEqualTo("abc");
  }

  @Test
  void aLockedFilterStays() {
    int fd = owned.udp().first();
    BpfProgram all = BpfProgram.allocate(1).add(BPF_RET | BPF_K, -1);
    assertThat(SocketOptions.attachFilter(fd, all)).isZero();
    assertThat(SocketOptions.setsockopt(fd, SOL_SOCKET, SO_LOCK_FILTER, 1)).isZero();

    assertThat(SocketOptions.attachFilter(fd, all)).isEqualTo(-Errno.EPERM.number());
    assertThat(SocketOptions.setsockopt(fd, SOL_SOCKET, SO_DETACH_FILTER, 0))
        .isEqualTo(-Errno.EPERM.number());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void aProgramSteersConnectionsToTheSocketThatItNames(int chosen) {
    SockAddrBuf address = SockAddrBuf.inet4("127.0.0.1", 0);
    int[] group = sharingListeners(address);
    BpfProgram program = BpfProgram.allocate(1).add(BPF_RET | BPF_K, chosen);

    assertThat(SocketOptions.attachReuseportCbpf(group[0], program)).isZero();
    for (int i = 0; i < 8; i++) {
      int client = owned.socket(AF_INET, SOCK_STREAM);
      assertThat(Net.connect(client, address)).isZero();
      assertThat(owned.add(Net.accept4(group[chosen], null, 0))).isNotNegative();
    }
    for (int listener : group) {
      assertThat(Net.accept4(listener, null, 0)).isEqualTo(Errno.WOULD_BLOCK);
    }
    assertThat(SocketOptions.setsockopt(group[1], SOL_SOCKET, SO_DETACH_REUSEPORT_BPF, 0)).isZero();
    assertThat(SocketOptions.setsockopt(group[1], SOL_SOCKET, SO_DETACH_REUSEPORT_BPF, 0))
        .as("nothing is attached")
        .isEqualTo(-Errno.ENOENT.number());
  }

  private int[] sharingListeners(SockAddrBuf address) {
    int[] group = new int[GROUP];
    for (int i = 0; i < GROUP; i++) {
      group[i] = owned.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);
      assertThat(SocketOptions.setsockopt(group[i], SOL_SOCKET, SO_REUSEPORT, 1)).isZero();
      assertThat(Net.bind(group[i], address)).isZero();
      assertThat(Net.getsockname(group[i], address)).isZero();
      assertThat(Net.listen(group[i], 16)).isZero();
    }
    return group;
  }

  @Test
  void whatIsNoProgramIsAnErrno() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    int invalid = -Errno.EINVAL.number();
    BpfProgram returns = BpfProgram.allocate(1).add(BPF_RET | BPF_K, 0);

    assertThat(SocketOptions.attachFilter(fd, BpfProgram.allocate(9))).isEqualTo(invalid);
    assertThat(
            SocketOptions.attachFilter(fd, BpfProgram.allocate(1).add(BPF_LD | BPF_B | BPF_ABS, 0)))
        .as("no return")
        .isEqualTo(invalid);
    assertThat(SocketOptions.attachFilter(fd, BpfProgram.allocate(1).add(0xffff, 0)))
        .isEqualTo(invalid);
    assertThat(SocketOptions.attachReuseportCbpf(fd, returns))
        .as("does not share its port")
        .isEqualTo(invalid);
    assertThat(SocketOptions.attachFilter(owned.pipe(0).first(), returns))
        .isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(SocketOptions.attachFilter(owned.closedOne(), returns))
        .isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void theLongestProgramIsTaken() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    BpfProgram program = BpfProgram.allocate(BpfProgram.MAX_INSTRUCTIONS);
    while (program.length() < BpfProgram.MAX_INSTRUCTIONS) {
      program.add(BPF_RET | BPF_K, -1);
    }

    assertThat(SocketOptions.attachFilter(fd, program)).isZero();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> program.add(BPF_RET | BPF_K, -1));
    assertThat(program.length()).isEqualTo(BpfProgram.MAX_INSTRUCTIONS);
  }

  @ParameterizedTest
  @CsvSource({"-1, 0, 0", "65536, 0, 0", "6, -1, 0", "6, 0, -1", "6, 256, 0", "6, 0, 256"})
  void whatFitsIntoNoInstructionIsRefused(int code, int jumpTrue, int jumpFalse) {
    BpfProgram program = BpfProgram.allocate(1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> program.add(code, 0, jumpTrue, jumpFalse));
    assertThat(program.length()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4097, Integer.MAX_VALUE})
  void aCapacityThatTheKernelRefusesIsRefused(int capacity) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BpfProgram.allocate(capacity))
        .withMessageContaining("" + capacity);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theLayoutIsThatOfTheBindings(String arch) throws Exception {
    MemoryLayout program = layout(arch, "sock_fprog");
    MemoryLayout instruction = layout(arch, "sock_filter");

    assertThat(program.byteSize()).isEqualTo(BpfProgram.HEADER);
    assertThat(offset(program, "len")).isEqualTo(BpfProgram.LENGTH);
    assertThat(offset(program, "filter")).isEqualTo(BpfProgram.FILTER);
    assertThat(instruction.byteSize()).isEqualTo(BpfProgram.INSTRUCTION);
    assertThat(offset(instruction, "code")).isEqualTo(BpfProgram.CODE);
    assertThat(offset(instruction, "jt")).isEqualTo(BpfProgram.JUMP_TRUE);
    assertThat(offset(instruction, "jf")).isEqualTo(BpfProgram.JUMP_FALSE);
    assertThat(offset(instruction, "k")).isEqualTo(BpfProgram.OPERAND);
  }

  private void send(int fd, String text) {
    MemorySegment bytes = arena.allocateFrom(text, US_ASCII).asSlice(0, text.length());
    assertThat(Messages.send(fd, bytes, 0)).isEqualTo(text.length());
  }

  /** A datagram that is there, or nothing. */
  private String receive(int fd) {
    MemorySegment room = arena.allocate(64);
    long length = Messages.recv(fd, room, MSG_DONTWAIT);
    if (length == Errno.WOULD_BLOCK) {
      return "";
    }
    assertThat(length).isPositive();
    return new String(room.asSlice(0, length).toArray(JAVA_BYTE), US_ASCII);
  }
}
