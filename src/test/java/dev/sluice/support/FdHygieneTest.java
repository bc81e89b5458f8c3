package dev.sluice.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** A class of tests that leaves a descriptor open fails by that, and says which. */
class FdHygieneTest {
  private static final String FILE = "/proc/self/stat";
  private static final String REAL_FILE = "/proc/" + ProcessHandle.current().pid() + "/stat";
  private static final List<InputStream> OPEN = new ArrayList<>();

  static class Leaking {
    @Test
    void opens() throws IOException {
      OPEN.add(new FileInputStream(FILE));
    }
  }

  static class Outer {
    @Test
    void doesNothing() {}

    @Nested
    class Inner {
      @Test
      void opens() throws IOException {
        OPEN.add(new FileInputStream(FILE));
      }
    }
  }

  static class Closing {
    @Test
    void opensAndCloses() throws IOException {
      try (InputStream file = new FileInputStream(FILE)) {
        assertThat(file.read()).isPositive();
      }
    }
  }

  static class LeavingItToTheCollector {
    @Test
    void opensAndForgets() throws IOException {
      InputStream forgotten = new FileInputStream(FILE);
      assertThat(forgotten.read()).isPositive();
    }
  }

  @KeepsOpen("/proc/.*")
  static class KeepingByIntention extends Leaking {}

  static class ClosingWhatItDoesNotOwn {
    @Test
    void closes() throws IOException {
      OPEN.getFirst().close();
    }
  }

  @AfterEach
  void close() throws IOException {
    for (InputStream file : OPEN) {
      file.close();
    }
    OPEN.clear();
  }

  @Test
  void aLeakFailsTheClassAndIsNamed() throws IOException {
    TestExecutionSummary summary = run(Leaking.class);

    assertThat(summary.getTestsSucceededCount()).isEqualTo(1);
    assertThat(messages(summary)).hasSize(1);
    Matcher left =
        Pattern.compile(".*Leaking does not end as it began: left open: (\\d+) -> " + REAL_FILE)
            .matcher(messages(summary).getFirst());
    assertThat(left.matches()).as(messages(summary).toString()).isTrue();
    assertThat(Path.of("/proc/self/fd", left.group(1)).toRealPath()).hasToString(REAL_FILE);
  }

  @Test
  void aLeakOfANestedClassIsItsOwnAndTheOuterOnes() {
    assertThat(messages(run(Outer.class)))
        .hasSize(2)
        .allSatisfy(message -> assertThat(message).contains("left open").contains(REAL_FILE));
  }

  @Test
  void whatIsClosedOrCollectedIsNoLeak() {
    assertThat(messages(run(Closing.class))).isEmpty();
    assertThat(messages(run(LeavingItToTheCollector.class))).isEmpty();
  }

  @Test
  void whatIsKeptByIntentionIsNoLeak() {
    assertThat(messages(run(KeepingByIntention.class))).isEmpty();
    assertThat(OPEN).hasSize(1);
  }

  @Test
  void closingWhatWasOpenBeforeFailsTheClassToo() throws IOException {
    OPEN.add(new FileInputStream(FILE));

    assertThat(messages(run(ClosingWhatItDoesNotOwn.class)))
        .singleElement()
        .asString()
        .contains("closed: ")
        .contains(REAL_FILE);
  }

  private static TestExecutionSummary run(Class<?> tests) {
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create()
        .execute(
            LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build(),
            listener);
    return listener.getSummary();
  }

  private static List<String> messages(TestExecutionSummary summary) {
    return summary.getFailures().stream()
        .map(failure -> String.valueOf(failure.getException().getMessage()))
        .toList();
  }
}
