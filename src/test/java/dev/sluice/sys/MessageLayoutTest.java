package dev.sluice.sys;

import static dev.sluice.abi.Bindings.layout;
import static dev.sluice.abi.Bindings.offset;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The sizes and offsets of messages that are written out, or taken from one architecture. */
class MessageLayoutTest {
  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void controlMessagesAreThoseOfTheBindings(String arch) throws Exception {
    MemoryLayout header = layout(arch, "cmsghdr");

    assertThat(ControlBuf.HEADER).isEqualTo(header.byteSize());
    assertThat(ControlBuf.LENGTH).isEqualTo(offset(header, "cmsg_len"));
    assertThat(ControlBuf.LEVEL).isEqualTo(offset(header, "cmsg_level"));
    assertThat(ControlBuf.TYPE).isEqualTo(offset(header, "cmsg_type"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"msghdr", "mmsghdr"})
  void messagesAreAlikeOnBothArchitectures(String struct) throws Exception {
    assertThat(layout("aarch64", struct)).isEqualTo(layout("x86_64", struct));
  }

  @Test
  void anArrayOfMessagesHasNoGaps() throws Exception {
    Arena arena = Arena.ofAuto();
    MMsgHdr messages = MMsgHdr.allocate(arena, 3);

    assertThat(messages.segment().byteSize()).isEqualTo(3 * layout("x86_64", "mmsghdr").byteSize());
  }
}
