package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * The signal mask of a wait holds for that wait. In a JVM of its own, all of whose threads have
 * SIGUSR1 blocked: no other thread can take it.
 */
@Bounded
class SignalMaskTest {
  private static final Duration LIMIT = Duration.ofSeconds(50);

  @Test
  void aWaitLetsThroughWhatItsMaskDoesNotBlock() throws Exception {
    Tools.require("env coreutils");
    String backend = Backend.current().name().toLowerCase(Locale.ROOT);
    List<String> command = new ArrayList<>(List.of("env", "--block-signal=USR1"));
    command.addAll(Jvm.command(List.of("-Dsluice.backend=" + backend), MaskedWaits.class));

    Run run = Run.command(LIMIT, command);

    assertThat(run.exit()).as(run.err()).isZero();
    String outcome = " 0 0 " + -Errno.EINTR.number() + " 0 1";
    assertThat(run.out().lines())
        .containsExactly(
            "epoll_pwait" + outcome,
            "epoll_pwait2" + outcome,
            "ppoll" + outcome,
            "pselect6" + outcome);
  }
}
