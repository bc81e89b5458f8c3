package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

@Bounded
class IdsTest {
  @Test
  void theProcessHasTheIdThatTheJdkSays() {
    assertThat(Ids.getpid()).isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void theParentHasTheIdThatTheJdkSays() {
    long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);

    assertThat(Ids.getppid()).isEqualTo((int) parent);
  }

  @Test
  void allThreadsAreOfOneProcess() {
    assertThat(CompletableFuture.supplyAsync(Ids::getpid).join()).isEqualTo(Ids.getpid());
  }
}
