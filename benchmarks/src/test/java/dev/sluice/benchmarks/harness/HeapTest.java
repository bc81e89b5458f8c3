package dev.sluice.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class HeapTest {
  @Test
  void aHistogramIsAddedUp() throws IOException {
    String histogram =
        """
        4711:
         num     #instances         #bytes  class name (module)
        -------------------------------------------------------
           1:         15843         954344  [B (java.base@25.0.3)
           2:            12            960  dev.sluice.reactor.Connection
           3:             3             96  [Ldev.sluice.timer.Timer;
           4:             2             32  dev.sluice.reactor.EventLoop$$Lambda/0x00007f1c2c0a3c18
           5:             7             77  com.example.sluice.Other
        Total         15867         955509
        """;
    assertThat(Heap.parse(histogram)).isEqualTo(new Heap.Live(955_509, 17));
  }

  @Test
  void anAnswerWithoutOneIsAnError() {
    assertThatThrownBy(() -> Heap.parse("4711:\nUnknown diagnostic command\n"))
        .isInstanceOf(IOException.class)
        .hasMessage("no histogram: 4711:");
  }
}
