package dev.sluice.examples.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.ProtocolException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The first line of an upload. */
class HeaderTest {
  private static Header parse(String line) throws ProtocolException {
    return Header.parse(line.getBytes(UTF_8));
  }

  @ParameterizedTest
  @CsvSource({"0, a", "1, name with blanks .txt", "9223372036854775807, Größe", "12, -rf"})
  void whatIsWrittenIsRead(long size, String name) throws Exception {

    Header header = new Header(size, name);
    byte[] bytes = header.toBytes();

    assertThat(bytes).endsWith('\n').hasSizeLessThanOrEqualTo(Header.LONGEST);
    assertThat(Header.parse(Arrays.copyOf(bytes, bytes.length - 1))).isEqualTo(header);
  }

  @Test
  void theLongestFits() throws Exception {
    String name = "n".repeat(Header.LONGEST_NAME);
    assertThat(new Header(Long.MAX_VALUE, name).toBytes()).hasSize(Header.LONGEST);
    assertThat(parse("PUT 1 " + name).name()).isEqualTo(name);
    assertThatThrownBy(() -> parse("PUT 1 " + name + "n")).hasMessageContaining("a bad name");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "PUT",
        "PUT ",
        "PUT 1",
        "PUT a",
        "put 1 a",
        "GET 1 a",
        " PUT 1 a",
        "PUT  1 a",
        "PUT -1 a",
        "PUT +1 a",
        "PUT 01 a",
        "PUT 0x1 a",
        "PUT 1.0 a",
        "PUT ١ a",
        "PUT 9223372036854775808 a",
        "PUT 99999999999999999999999 a",
        "PUT 1 ",
        "PUT 1 .",
        "PUT 1 ..",
        "PUT 1 .hidden",
        "PUT 1 .upload-1.part",
        "PUT 1 /etc/passwd",
        "PUT 1 ../a",
        "PUT 1 a/../../b",
        "PUT 1 a/",
        "PUT 1 a\u0000b",
        "PUT 1 a\r",
        "PUT 1 a\tb",
        "PUT 1 \u001b[2J",
        "PUT 1 a\u0085b",
        "PUT 1 a\u007f",
      })
  void refuses(String line) {
    assertThatThrownBy(() -> parse(line)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void refusesWhatIsNoText() {
    assertThatThrownBy(() -> Header.parse("PUT 1 a\u00ff".getBytes(ISO_8859_1)))
        .hasMessage("not UTF-8");
    assertThatThrownBy(() -> Header.parse("PUT 1 \u00c0\u00af".getBytes(ISO_8859_1)))
        .hasMessage("not UTF-8");
  }
}
