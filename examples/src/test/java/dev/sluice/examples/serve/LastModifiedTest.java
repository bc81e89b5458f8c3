package dev.sluice.examples.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times that only some file systems can hold. */
class LastModifiedTest {
  private static String head(long second) {
    byte[] head = new ResponseHead(Status.OK).lastModified(second).endAndClose();
    return new String(head, ISO_8859_1);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 'Thu, 01 Jan 1970 00:00:00 GMT'",
    "-1, 'Wed, 31 Dec 1969 23:59:59 GMT'",
    "-62135596800, 'Mon, 01 Jan 0001 00:00:00 GMT'",
  })
  void timesOfFourDigits(long second, String date) {
    assertThat(head(second)).contains("\r\nLast-Modified: " + date + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(longs = {-62135596801L, -100_000_000_000L, -40_000_000_000_000_000L, Long.MIN_VALUE})
  void timesBeforeYears(long second) {
    assertThat(head(second)).doesNotContain("Last-Modified");
  }

  @ParameterizedTest
  @ValueSource(longs = {5_000_000_000L, 400_000_000_000L, 40_000_000_000_000_000L, Long.MAX_VALUE})
  void timesToCome(long second) {
    assertThat(head(second))
        .containsPattern("Last-Modified: \\w{3}, \\d\\d \\w{3} \\d{4} \\d\\d:\\d\\d:\\d\\d GMT\r\n")
        .doesNotContain("+");
  }
}
