package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, 14.1.2. */
class ByteRangeTest {
  private static final ByteRange NONE = ByteRange.NOT_SATISFIABLE;

  @ParameterizedTest
  @CsvSource({
    "0-0, 10, 0, 1",
    "0-9, 10, 0, 10",
    "0-10, 10, 0, 10",
    "3-5, 10, 3, 3",
    "9-9, 10, 9, 1",
    "9-, 10, 9, 1",
    "0-, 10, 0, 10",
    "-1, 10, 9, 1",
    "-10, 10, 0, 10",
    "-11, 10, 0, 10",
    "0003-0005, 10, 3, 3",
    "0-99999999999999999999999999, 10, 0, 10",
    "-99999999999999999999999999, 10, 0, 10",
    "5-9223372036854775807, 10, 5, 5",
    "4000000000000-, 5000000000000, 4000000000000, 1000000000000",
  })
  void parts(String range, long size, long first, long length) {
    assertThat(ByteRange.of("bytes=" + range, size)).isEqualTo(new ByteRange(first, length));
    assertThat(ByteRange.of("BYTES= " + range + " ", size)).isEqualTo(new ByteRange(first, length));
  }

  @ParameterizedTest
  @CsvSource({
    "10-, 10",
    "10-10, 10",
    "99-100, 10",
    "-0, 10",
    "-00, 10",
    "0-, 0",
    "0-0, 0",
    "-0, 0"
  })
  void nothingOfTheFile(String range, long size) {
    assertThat(ByteRange.of("bytes=" + range, size)).isEqualTo(NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"99999999999999999999-", "9223372036854775807-9223372036854775807"})
  void beyondAnyFile(String range) {
    assertThat(ByteRange.of("bytes=" + range, Long.MAX_VALUE - 1)).isEqualTo(NONE);
  }

  /** The field is ignored: RFC 9110, 14.2. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes=",
        "bytes=-",
        "bytes=1",
        "bytes=2-1",
        "bytes=a-b",
        "bytes=1-b",
        "bytes=+1-2",
        "bytes=1--2",
        "bytes=--2",
        "bytes=1 - 2",
        "bytes=0x1-2",
        "bytes=1-2-3",
        "bytes=\u0661-\u0662",
        "bytes 1-2",
        "lines=1-2",
        "none",
        // Several parts: the whole, by the RFC's leave.
        "bytes=0-0,-1",
        "bytes=0-0, 2-2",
        "bytes=,0-0",
        "bytes=0-0,",
        "bytes=0-0, bytes=1-1",
      })
  void ignored(String field) {
    assertThat(ByteRange.of(field, 10)).isNull();
  }

  @Test
  void theLastBytesOfNothingAreAllThereIs() {
    assertThat(ByteRange.of("bytes=-1", 0)).isNull();
  }
}
