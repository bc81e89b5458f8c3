package dev.sluice.sys;

import static dev.sluice.sys.SignalConstants.SIGHUP;
import static dev.sluice.sys.SignalConstants.SIGTERM;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.abi.Bindings;
import dev.sluice.abi.StructBinding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigSetTest {
  @Test
  void signalsComeAndGo() {
    SigSet set = new SigSet();
    assertThat(set.isEmpty()).isTrue();

    set.add(SIGTERM);
    set.add(SIGTERM);
    set.add(SIGUSR1);
    assertThat(set.contains(SIGTERM)).isTrue();
    assertThat(set.contains(SIGHUP)).isFalse();
    assertThat(set).hasToString("[10, 15]");

    set.remove(SIGTERM);
    assertThat(set.contains(SIGTERM)).isFalse();
    assertThat(set.isEmpty()).isFalse();
    set.clear();
    assertThat(set.isEmpty()).isTrue();
    assertThat(set).hasToString("[]");
  }

  /** As the kernel numbers them: signal n is bit n - 1. */
  @Test
  void theFirstAndTheLastAreTheEndsOfTheKernelsBits() {
    SigSet set = SigSet.of(1, 64);

    assertThat(set.segment().get(JAVA_LONG, 0)).isEqualTo(1 | Long.MIN_VALUE);
    assertThat(set.segment().asSlice(SigSet.KERNEL_SIZE).toArray(JAVA_LONG)).containsOnly(0);
    set.fill();
    assertThat(set.contains(32)).isTrue();
    assertThat(set.segment().asSlice(SigSet.KERNEL_SIZE).toArray(JAVA_LONG)).containsOnly(0);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 65, 128, Integer.MAX_VALUE})
  void whatIsNoSignalIsRefused(int number) {
    SigSet set = new SigSet();

    assertThatIllegalArgumentException().isThrownBy(() -> set.add(number));
    assertThatIllegalArgumentException().isThrownBy(() -> set.remove(number));
    assertThatIllegalArgumentException().isThrownBy(() -> set.contains(number));
    assertThatIllegalArgumentException().isThrownBy(() -> SigSet.of(SIGTERM, number));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theSizeIsThatOfTheBindings(String arch) throws Exception {
    assertThat(
            Bindings.of(arch).structs().stream()
                .filter(struct -> struct.name().contains("sigset_t"))
                .map(StructBinding::layout))
        .isNotEmpty()
        .allSatisfy(layout -> assertThat(layout.byteSize()).isEqualTo(SigSet.SIZE));
  }
}
