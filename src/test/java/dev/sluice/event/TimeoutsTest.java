package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeoutsTest {
  @ParameterizedTest
  @CsvSource({
    "PT0S, 0",
    "PT-0.000000001S, 0",
    "PT-1000000H, 0",
    "PT0.000000001S, 1",
    "PT0.001S, 1",
    "PT0.001000001S, 2",
    "PT0.999999999S, 1000",
    "PT1S, 1000",
    "PT2147482.999999999S, 2147483000",
    "PT2147483S, 2147483647",
    "PT2562047788015215H, 2147483647",
  })
  void durationsAreRoundedUpAndKeptWithinAnInt(Duration timeout, int millis) {
    assertThat(Timeouts.millis(timeout)).isEqualTo(millis);
  }
}
