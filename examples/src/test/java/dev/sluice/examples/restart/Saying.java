package dev.sluice.examples.restart;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.ControlMessage;
import dev.sluice.net.Message;
import dev.sluice.net.SeqPacket;
import dev.sluice.sys.ControlBuf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Says anything, with any number of descriptors that the kernel takes. */
final class Saying {
  private Saying() {}

  static void send(SeqPacket socket, String words, int... descriptors) throws IOException {
    byte[] bytes = words.getBytes(US_ASCII);
    try (Arena arena = Arena.ofConfined();
        Message message =
            Message.allocate(arena, 1, (int) ControlBuf.space(4L * Math.max(1, descriptors.length)))
                .add(arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes)))) {
      if (descriptors.length > 0) {
        message.control(ControlMessage.rights(descriptors));
      }
      assertThat(message.send(socket, 0)).isEqualTo(bytes.length);
    }
  }
}
