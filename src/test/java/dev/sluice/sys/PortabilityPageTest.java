package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.abi.Bindings;
import dev.sluice.support.Page;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is said of architectures and libraries is what the bindings and the table say. */
class PortabilityPageTest {
  @Test
  void thePageIsWhatTheBindingsSay() throws Exception {
    Page.requireCurrent("PORTABILITY.md", new PortabilityPage().text(), PortabilityPageTest.class);
  }

  /** What the page says of aarch64: no call of the table has a number on one of them only. */
  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void everyNumberIsThereOnBoth(String arch) throws Exception {
    Set<String> numbers = Set.copyOf(Bindings.of(arch).constants().keySet());
    Set<String> others = Set.copyOf(Bindings.of("x86_64").constants().keySet());

    assertThat(numbers).isEqualTo(others).contains("__NR_accept4");
  }

  /** What the page says of old libraries: whatever may be missing has a number. */
  @Test
  void whatMuslLacksTheKernelHas() {
    assertThat(PortabilityPage.NOT_IN_MUSL).noneMatch(Call::libcOnly);
  }

  /** What the page says of glibc, where that is the library here. */
  @Test
  void whatThisLibraryLacksTheKernelHas() {
    Set<Call> missing = EnumSet.noneOf(Call.class);
    for (Call call : Call.values()) {
      if (Symbols.LOOKUP.find(call.symbol).isEmpty()) {
        missing.add(call);
      }
    }

    assertThat(missing)
        .contains(Call.PSELECT6, Call.SIGNALFD4, Call.RT_SIGQUEUEINFO)
        .noneMatch(Call::libcOnly);
  }
}
