package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.sys.Backend;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Pollers at work leave no garbage. In a JVM with so little room for it that one object per round
 * would be collected many times over.
 */
class GarbageTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  @Test
  void steadyWorkIsNeverCollectedFrom() throws Exception {
    String backend = Backend.current().name().toLowerCase(Locale.ROOT);
    List<String> options =
        List.of(
            "-Dsluice.backend=" + backend, "-XX:TieredStopAtLevel=4", "-Xmn2m", "-Xlog:gc:stdout");

    Run run = Run.command(LIMIT, Jvm.command(options, SteadyWork.class));

    assertThat(run.exit()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    List<String> warm = lines.subList(lines.indexOf(SteadyWork.BEGIN) + 1, lines.size());
    assertThat(warm)
        .filteredOn(line -> !line.contains("Pause"))
        .containsExactly("true", "true", "true");
    // What the compiler and the JVM do beside may fill the room once.
    assertThat(warm).filteredOn(line -> line.contains("Pause")).hasSizeLessThan(2);
  }
}
