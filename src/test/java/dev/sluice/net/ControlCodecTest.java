package dev.sluice.net;

import static dev.sluice.abi.Bindings.layout;
import static dev.sluice.abi.Bindings.offset;
import static dev.sluice.sys.IpOptionConstants.IP_PKTINFO;
import static dev.sluice.sys.IpOptionConstants.IP_RECVERR;
import static dev.sluice.sys.IpOptionConstants.IP_TOS;
import static dev.sluice.sys.IpOptionConstants.IP_TTL;
import static dev.sluice.sys.Ipv6OptionConstants.IPV6_PKTINFO;
import static dev.sluice.sys.Ipv6OptionConstants.IPV6_RECVERR;
import static dev.sluice.sys.MessageConstants.SCM_CREDENTIALS;
import static dev.sluice.sys.MessageConstants.SCM_RIGHTS;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMP;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMPING;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMPNS;
import static dev.sluice.sys.MessageConstants.SO_EE_CODE_ZEROCOPY_COPIED;
import static dev.sluice.sys.MessageConstants.SO_EE_ORIGIN_ZEROCOPY;
import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;
import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.UdpOptionConstants.UDP_GRO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sys.ControlBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Control messages that no kernel sends, and where those that it sends have their fields. */
class ControlCodecTest {
  private static final int[][] KINDS = {
    {SOL_SOCKET, SCM_CREDENTIALS},
    {SOL_SOCKET, SCM_TIMESTAMP},
    {SOL_SOCKET, SCM_TIMESTAMPNS},
    {SOL_SOCKET, SCM_TIMESTAMPING},
    {IPPROTO_IP, IP_PKTINFO},
    {IPPROTO_IP, IP_TTL},
    {IPPROTO_IP, IP_TOS},
    {IPPROTO_IP, IP_RECVERR},
    {IPPROTO_IPV6, IPV6_PKTINFO},
    {IPPROTO_IPV6, IPV6_RECVERR},
    {IPPROTO_UDP, UDP_GRO},
    {12345, 6},
  };

  private final Arena arena = Arena.ofAuto();

  @Test
  void anyBytesAreDecoded() {
    Random random = new Random(20_261_121);
    ControlBuf buf = ControlBuf.allocate(arena, 4096);
    for (int round = 0; round < 5_000; round++) {
      buf.clear();
      int number = random.nextInt(5);
      for (int i = 0; i < number; i++) {
        int[] kind = KINDS[random.nextInt(KINDS.length)];
        byte[] data = new byte[random.nextInt(70)];
        if (random.nextBoolean()) {
          random.nextBytes(data);
        }
        buf.add(kind[0], kind[1], MemorySegment.ofArray(data));
      }
      List<ControlMessage> decoded = ControlCodec.decode(buf);

      assertThat(decoded).hasSize(number);
      assertThat(decoded.toString()).isNotEmpty();
    }
  }

  @Test
  void whatIsTooShortIsUnknown() {
    ControlBuf buf = ControlBuf.allocate(arena, 4096);
    for (int[] kind : KINDS) {
      buf.add(kind[0], kind[1], MemorySegment.ofArray(new byte[0]));
    }

    assertThat(ControlCodec.decode(buf))
        .hasSize(KINDS.length)
        .hasOnlyElementsOfType(ControlMessage.Unknown.class);
  }

  /** No descriptors in it: nothing may be closed, nothing be owned. */
  @Test
  void numbersThatAreNoDescriptorsHaveNoOwners() {
    ControlBuf buf = ControlBuf.allocate(arena, 64);
    buf.add(SOL_SOCKET, SCM_RIGHTS, MemorySegment.ofArray(new int[] {-1, -100}));

    ControlCodec.closeDescriptors(buf);
    assertThat(ControlCodec.decode(buf)).containsExactly(new ControlMessage.Rights(List.of()));
  }

  /** Loopback copies always, and is told so by TCP alone; here is what the kernel writes. */
  @Test
  void zeroCopyCompletionsAreRanges() {
    ControlBuf buf = ControlBuf.allocate(arena, 256);
    for (int code : new int[] {0, SO_EE_CODE_ZEROCOPY_COPIED}) {
      MemorySegment error = MemorySegment.ofArray(new byte[16]);
      error.set(ValueLayout.JAVA_BYTE, 4, (byte) SO_EE_ORIGIN_ZEROCOPY);
      error.set(ValueLayout.JAVA_BYTE, 6, (byte) code);
      error.set(ValueLayout.JAVA_INT_UNALIGNED, 8, 7);
      error.set(ValueLayout.JAVA_INT_UNALIGNED, 12, -1);
      buf.add(IPPROTO_IP, IP_RECVERR, error);
    }

    assertThat(ControlCodec.decode(buf))
        .containsExactly(
            new ControlMessage.ZeroCopied(7, 0xffff_ffffL, false),
            new ControlMessage.ZeroCopied(7, 0xffff_ffffL, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void fieldsAreThoseOfTheBindings(String arch) throws Exception {
    MemoryLayout who = layout(arch, "ucred");
    MemoryLayout four = layout(arch, "in_pktinfo");
    MemoryLayout six = layout(arch, "in6_pktinfo");
    MemoryLayout error = layout(arch, "sock_extended_err");

    assertThat(ControlCodec.UCRED_SIZE).isEqualTo(who.byteSize());
    assertThat(ControlCodec.UID).isEqualTo(offset(who, "uid"));
    assertThat(ControlCodec.GID).isEqualTo(offset(who, "gid"));
    assertThat(ControlCodec.PACKET4_SIZE).isEqualTo(four.byteSize());
    assertThat(ControlCodec.LOCAL4).isEqualTo(offset(four, "ipi_spec_dst"));
    assertThat(ControlCodec.DESTINATION4).isEqualTo(offset(four, "ipi_addr"));
    assertThat(ControlCodec.PACKET6_SIZE).isEqualTo(six.byteSize());
    assertThat(ControlCodec.INTERFACE6).isEqualTo(offset(six, "ipi6_ifindex"));
    assertThat(ControlCodec.ERROR_SIZE).isEqualTo(error.byteSize());
    assertThat(ControlCodec.ORIGIN).isEqualTo(offset(error, "ee_origin"));
    assertThat(ControlCodec.ERROR_TYPE).isEqualTo(offset(error, "ee_type"));
    assertThat(ControlCodec.ERROR_CODE).isEqualTo(offset(error, "ee_code"));
    assertThat(ControlCodec.INFO).isEqualTo(offset(error, "ee_info"));
    // In an anonymous union, the last field.
    assertThat(ControlCodec.DATA).isEqualTo(error.byteOffset(PathElement.groupElement(6)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void timesAndAddressesAreThoseOfTheBindings(String arch) throws Exception {
    MemoryLayout four = layout(arch, "sockaddr_in");
    MemoryLayout six = layout(arch, "sockaddr_in6");

    assertThat(ControlCodec.TIME_SIZE)
        .isEqualTo(layout(arch, "timespec").byteSize())
        .isEqualTo(layout(arch, "timeval").byteSize());
    assertThat(ControlCodec.FRACTION)
        .isEqualTo(offset(layout(arch, "timespec"), "tv_nsec"))
        .isEqualTo(offset(layout(arch, "timeval"), "tv_usec"));
    assertThat(ControlCodec.INET4_SIZE).isEqualTo(four.byteSize());
    assertThat(ControlCodec.INET6_SIZE).isEqualTo(six.byteSize());
    assertThat(ControlCodec.PORT)
        .isEqualTo(offset(four, "sin_port"))
        .isEqualTo(offset(six, "sin6_port"));
    assertThat(ControlCodec.ADDRESS4).isEqualTo(offset(four, "sin_addr"));
    assertThat(ControlCodec.FLOW_INFO).isEqualTo(offset(six, "sin6_flowinfo"));
    assertThat(ControlCodec.ADDRESS6).isEqualTo(offset(six, "sin6_addr"));
    assertThat(ControlCodec.SCOPE_ID).isEqualTo(offset(six, "sin6_scope_id"));
  }
}
