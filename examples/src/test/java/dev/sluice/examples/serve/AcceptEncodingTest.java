package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 9110, 12.5.3. */
class AcceptEncodingTest {
  @ParameterizedTest
  @CsvSource({
    "'gzip', 0, 0, 1000, true",
    "'gzip, deflate, br, zstd', 1000, 1000, 1000, true",
    "'GZIP;Q=0.5 , BR ; q=0.25', 250, 0, 500, true",
    "'x-gzip;q=1.000', 0, 0, 1000, true",
    "'*', 1000, 1000, 1000, true",
    "'*;q=0.5, br;q=0', 0, 500, 500, true",
    "'*;q=0', 0, 0, 0, false",
    "'*;q=0, identity', 0, 0, 0, true",
    "'identity;q=0', 0, 0, 0, false",
    "'identity;q=0.001', 0, 0, 0, true",
    "'', 0, 0, 0, true",
    "',,', 0, 0, 0, true",
    "'br;q=1., gzip;q=0.', 1000, 0, 0, true",
    "'br;q=0.123', 123, 0, 0, true",
    // Malformed: as if it were not there.
    "'br;q=2, gzip;q=-1, zstd;q=0.1234', 0, 0, 0, true",
    "'br;q=, gzip;q, zstd;level=3', 0, 0, 0, true",
    "'br gzip', 0, 0, 0, true",
  })
  void weights(String field, int brotli, int zstd, int gzip, boolean identity) {
    AcceptEncoding accepted = new AcceptEncoding(field);
    assertThat(accepted.weight(Coding.BROTLI)).isEqualTo(brotli);
    assertThat(accepted.weight(Coding.ZSTD)).isEqualTo(zstd);
    assertThat(accepted.weight(Coding.GZIP)).isEqualTo(gzip);
    assertThat(accepted.prefersIdentity(0)).isEqualTo(identity);
  }

  @ParameterizedTest
  @CsvSource({
    "'gzip;q=0.001', 1, false",
    "'gzip, identity;q=0.5', 1000, false",
    "'gzip;q=0.5, identity', 500, true",
    "'gzip;q=0.5, identity;q=0.5', 500, false",
    "'gzip;q=0.5, *', 500, true",
  })
  void identityAgainstOthers(String field, int weight, boolean preferred) {
    assertThat(new AcceptEncoding(field).prefersIdentity(weight)).isEqualTo(preferred);
  }
}
