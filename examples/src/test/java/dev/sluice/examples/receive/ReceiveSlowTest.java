package dev.sluice.examples.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Senders that stop, at a server with little patience. */
class ReceiveSlowTest extends ReceiveFixture {
  @Override
  List<String> options() {
    return List.of("--idle", "1");
  }

  @Override
  void probe(int number) throws IOException {
    assertThat(answerTo(bytes("PUT 2 probe" + number + "\nok"))).startsWith("OK 2 probe");
  }

  @Test
  void inTheHeaderAndInTheFile() throws Exception {
    try (RawClient silent = client();
        RawClient halfHeader = client();
        RawClient halfFile = client()) {
      halfHeader.send("PUT 5 na");
      halfFile.send("PUT 5 name\n123");
      assertThat(text(halfHeader.untilEnd()))
          .isEqualTo("ERR the first line was not there in time\n");
      assertThat(text(silent.untilEnd())).startsWith("ERR the first line was not there");
      assertThat(text(halfFile.untilEnd())).isEqualTo("ERR nothing came for 1 s\n");
    }
    assertThat(file("name")).doesNotExist();
  }
}
