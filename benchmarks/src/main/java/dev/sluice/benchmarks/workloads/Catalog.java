package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.UsageException;
import dev.sluice.benchmarks.harness.Workload;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** All rows, in the order of the report. */
public final class Catalog {
  private static final int TINY = 6;
  private static final int KIB = 1 << 10;
  private static final int MIB = 1 << 20;
  private static final Set<String> QUICK_CALLS =
      Set.of("noop", "getppid", "recvEagain", "roundTrip1B", "roundTrip16KiB", "epollWait64");

  private Catalog() {}

  /** {@return them} */
  public static List<Workload> all() {
    List<Workload> all = new ArrayList<>();
    for (String operation : Callers.operations()) {
      all.add(new CallWorkload(operation, QUICK_CALLS.contains(operation)));
    }
    // Those with many requests first: they are what compiles a JVM's code.
    for (int connections : new int[] {100, 1, 1000, 10_000}) {
      all.add(EchoWorkload.of(64, connections, connections <= 100));
      all.add(EchoWorkload.of(KIB, connections, false));
      all.add(EchoWorkload.of(16 * KIB, connections, connections == 100));
    }
    all.add(EchoWorkload.pipelined(64, 100, 16, true));
    all.add(EchoWorkload.pipelined(KIB, 100, 16, false));
    all.add(EchoWorkload.atRate(64, 100, 10_000, true));
    all.add(EchoWorkload.atRate(64, 1000, 20_000, false));
    all.add(new ChurnWorkload());
    all.add(new LeakWorkload());
    all.add(new FilesWorkload(TINY, 50, false));
    all.add(new FilesWorkload(10 * KIB, 50, true));
    all.add(new FilesWorkload(MIB, 50, false));
    all.add(new FilesWorkload(100 * MIB, 2, false));
    all.add(new ProxyWorkload(64, false));
    all.add(new ProxyWorkload(4 * KIB, false));
    all.add(new ProxyWorkload(64 * KIB, false));
    all.add(BulkWorkload.proxy(true));
    all.add(BulkWorkload.mirror(false));
    all.add(new StallWorkload());
    all.add(new IdleWorkload());
    all.addAll(PollerWorkload.all());
    all.add(new ReapingWorkload());
    all.add(new StartWorkload());
    return all;
  }

  /**
   * {@return those that a run has}
   *
   * @param quick only those of a quick run, unless they are asked for by name
   * @param patterns names, or beginnings of names, or globs; none for all
   * @throws UsageException when one of them fits no row
   */
  public static List<Workload> select(boolean quick, List<String> patterns) throws UsageException {
    List<Workload> all = all();
    if (patterns.isEmpty()) {
      return all.stream().filter(workload -> !quick || workload.quick()).toList();
    }
    for (String pattern : patterns) {
      if (all.stream().noneMatch(workload -> fits(workload.id(), pattern))) {
        throw new UsageException("no row is called " + pattern + "; --list shows them all");
      }
    }
    return all.stream()
        .filter(workload -> patterns.stream().anyMatch(p -> chosen(workload.id(), p, all)))
        .toList();
  }

  /** A whole name is that row and no other, even where others begin with it. */
  private static boolean chosen(String id, String pattern, List<Workload> all) {
    boolean whole = all.stream().anyMatch(workload -> workload.id().equals(pattern));
    return whole ? id.equals(pattern) : fits(id, pattern);
  }

  private static boolean fits(String id, String pattern) {
    if (id.equals(pattern) || id.startsWith(pattern + "/")) {
      return true;
    }
    boolean glob = pattern.indexOf('*') >= 0 || pattern.indexOf('?') >= 0;
    if (!glob) {
      return false;
    }
    PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
    return matcher.matches(Path.of(id));
  }
}
