package dev.sluice.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.benchmarks.harness.Progress;
import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.UsageException;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.result.Bound;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CatalogTest {
  private static List<String> ids(List<Workload> workloads) {
    return workloads.stream().map(Workload::id).toList();
  }

  @Test
  void namesAreUnique() {
    assertThat(ids(Catalog.all())).doesNotHaveDuplicates();
  }

  @Test
  void everyBoundSpeaksOfARowAndItsCandidates() {
    for (Bound bound : Bounds.PROMISED) {
      check(bound);
    }
    for (Bound bound : Bounds.GUARDED) {
      check(bound);
      assertThat(quickRow(bound).quick()).as(bound.row()).isTrue();
    }
  }

  private static Workload quickRow(Bound bound) {
    return Catalog.all().stream()
        .filter(workload -> workload.id().equals(bound.row()))
        .findFirst()
        .orElseThrow();
  }

  private static void check(Bound bound) {
    assertThat(quickRow(bound).candidates()).contains(bound.candidate());
    if (bound.against() != null) {
      assertThat(quickRow(bound).candidates()).contains(bound.against());
    }
  }

  @Test
  void everyOperationOfTheBenchmarksIsARow() {
    for (Callers.Caller caller : Callers.ALL) {
      assertThat(Callers.operations())
          .as(caller.name())
          .containsAll(
              java.util.Arrays.stream(caller.type().getMethods())
                  .filter(m -> m.isAnnotationPresent(org.openjdk.jmh.annotations.Benchmark.class))
                  .map(java.lang.reflect.Method::getName)
                  .toList());
    }
  }

  @Test
  void aWholeNameIsOneRowAndABeginningAllThatFollow() throws UsageException {
    assertThat(ids(Catalog.select(true, List.of("echo/64B/100")))).containsExactly("echo/64B/100");
    assertThat(ids(Catalog.select(true, List.of("echo/64B"))))
        .contains("echo/64B/1", "echo/64B/100/pipeline16")
        .doesNotContain("echo/16KiB/100");
    assertThat(ids(Catalog.select(true, List.of("files/*"))))
        .containsExactly("files/6B", "files/10KiB", "files/1MiB", "files/100MiB");
  }

  @Test
  void anUnknownRowIsSaidToBeOne() {
    assertThatThrownBy(() -> Catalog.select(true, List.of("churn", "ecko")))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("ecko");
  }

  @Test
  void anUnknownCandidateIsSaidToBeOne() {
    assertThatThrownBy(() -> Limited.to(Set.of("sluice", "vertx"), Catalog.all()))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("vertx");
  }

  @Test
  void aQuickRunIsPlannedToFit() throws UsageException {
    List<Workload> quick = Catalog.select(true, List.of());
    assertThat(Progress.estimate(quick, Scale.QUICK)).isLessThan(Scale.QUICK.budgetSeconds());
    assertThat(Progress.estimate(Catalog.all(), Scale.FULL)).isLessThan(Scale.FULL.budgetSeconds());
  }
}
