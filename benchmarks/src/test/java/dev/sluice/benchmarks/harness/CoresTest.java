package dev.sluice.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CoresTest {
  @Test
  void listsAsTheKernelWritesThem() {
    assertThat(Cores.parse("0-1")).containsExactly(0, 1);
    assertThat(Cores.parse("3,5-7,9")).containsExactly(3, 5, 6, 7, 9);
    assertThat(Cores.parse("4")).containsExactly(4);
    assertThat(Cores.parse("")).isEmpty();
  }
}
