package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Page;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The reference of system calls is what the code says, and every call is in it. */
class SyscallsPageTest {
  @Test
  void thePageIsWhatTheCodeSays() throws Exception {
    Page.requireCurrent("SYSCALLS.md", new SyscallsPage().text(), SyscallsPageTest.class);
  }

  @Test
  void everyCallHasAMethodATestAndALeastKernel() throws Exception {
    SyscallsPage page = new SyscallsPage();

    assertThat(without(page.withoutMethod())).isEmpty();
    assertThat(page.withoutTest()).isEmpty();
    assertThat(page.withoutKernel()).isEmpty();
  }

  @Test
  void everyCallIsOfOneSubject() {
    List<Call> grouped = new ArrayList<>();
    SyscallsText.GROUPS.values().forEach(grouped::addAll);

    assertThat(grouped).containsExactlyInAnyOrder(Call.values());
  }

  private static List<Call> without(java.util.Set<Call> calls) {
    List<Call> others = new ArrayList<>(calls);
    others.removeAll(SyscallsText.INTERNAL);
    return others;
  }
}
