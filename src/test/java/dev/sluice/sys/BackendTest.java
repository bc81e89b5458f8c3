package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BackendTest {
  @Test
  void theBackendIsTheOneAskedFor() {
    String wanted = System.getProperty("sluice.backend", "raw");

    assertThat(Backend.current()).hasToString(wanted.toUpperCase(java.util.Locale.ROOT));
  }
}
