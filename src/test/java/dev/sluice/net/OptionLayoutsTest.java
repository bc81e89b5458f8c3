package dev.sluice.net;

import static dev.sluice.abi.Bindings.layout;
import static dev.sluice.abi.Bindings.offset;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The structs of options are laid out as the bindings have them. */
class OptionLayoutsTest {
  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void sizesAndOffsetsAreThoseOfTheBindings(String arch) throws Exception {
    MemoryLayout linger = layout(arch, "linger");
    assertThat(linger.byteSize()).isEqualTo(OptionLayouts.LINGER);
    assertThat(offset(linger, "l_onoff")).isZero();
    assertThat(offset(linger, "l_linger")).isEqualTo(OptionLayouts.LINGER_SECONDS);
    MemoryLayout ucred = layout(arch, "ucred");
    assertThat(ucred.byteSize()).isEqualTo(OptionLayouts.UCRED);
    assertThat(offset(ucred, "pid")).isZero();
    assertThat(offset(ucred, "uid")).isEqualTo(OptionLayouts.UCRED_UID);
    assertThat(offset(ucred, "gid")).isEqualTo(OptionLayouts.UCRED_GID);
    MemoryLayout timeval = layout(arch, "timeval");
    assertThat(timeval.byteSize()).isEqualTo(OptionLayouts.TIMEVAL);
    assertThat(offset(timeval, "tv_sec")).isZero();
    assertThat(offset(timeval, "tv_usec")).isEqualTo(OptionLayouts.TIMEVAL_MICROS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void thoseOfMulticastToo(String arch) throws Exception {
    MemoryLayout four = layout(arch, "ip_mreqn");
    assertThat(four.byteSize()).isEqualTo(OptionLayouts.IP_MREQN);
    assertThat(offset(four, "imr_multiaddr")).isZero();
    assertThat(offset(four, "imr_ifindex")).isEqualTo(OptionLayouts.IP_MREQN_INDEX);
    MemoryLayout six = layout(arch, "ipv6_mreq");
    assertThat(six.byteSize()).isEqualTo(OptionLayouts.IPV6_MREQ);
    assertThat(offset(six, "ipv6mr_multiaddr")).isZero();
    assertThat(offset(six, "ipv6mr_interface")).isEqualTo(OptionLayouts.IPV6_MREQ_INDEX);
    assertThat(layout(arch, "in_addr").byteSize()).isEqualTo(OptionLayouts.IN_ADDR);
  }
}
