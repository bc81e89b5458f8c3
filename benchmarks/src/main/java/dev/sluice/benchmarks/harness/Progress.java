package dev.sluice.benchmarks.harness;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** Says how far a run is and how long it will take, and keeps it within its time. */
public final class Progress {
  private static final String CLEAR_LINE = "\r\033[K";

  private final PrintStream out;
  private final boolean terminal;
  private final Scale scale;
  private final long begin = System.nanoTime();
  private double leftAfterCurrent;
  private double currentSeconds;
  private long currentBegin;
  // How long things take here, by how long they were thought to take.
  private double slowness = 1;
  private double plannedDone;
  private String stage = "";

  /**
   * On a stream.
   *
   * @param terminal whether a line can be written over
   */
  public Progress(PrintStream out, boolean terminal, Scale scale) {
    this.out = out;
    this.terminal = terminal;
    this.scale = scale;
  }

  /** {@return how long these would take in a quiet world, in seconds} */
  public static double estimate(List<Workload> workloads, Scale scale) {
    return estimate(workloads, scale, "");
  }

  private static double estimate(List<Workload> workloads, Scale scale, String open) {
    double sum = 0;
    String stage = open;
    for (Workload workload : workloads) {
      sum += seconds(workload, scale, workload.rounds(scale));
      if (!workload.stage().equals(stage)) {
        stage = workload.stage();
        sum += workload.candidates().size() * workload.startMillis(scale) / 1000.0;
      }
    }
    return sum;
  }

  private static double seconds(Workload workload, Scale scale, int rounds) {
    long each = workload.prepareMillis(scale) + (long) rounds * workload.turnMillis(scale);
    return workload.candidates().size() * each / 1000.0;
  }

  /**
   * {@return how many turns the first of the workloads still to do can have}
   *
   * @param left it, and all that come after
   */
  int rounds(Workload workload, List<Workload> left) {
    double passed = elapsed();
    if (plannedDone > 0) {
      slowness = Math.max(0.5, passed / plannedDone);
    }
    double all = estimate(left, scale, stage);
    double needed = all * slowness;
    double have = scale.budgetSeconds() - passed;
    if (have <= 0) {
      return 0;
    }
    int wanted = workload.rounds(scale);
    int rounds = wanted;
    if (needed > have) {
      rounds = Math.max(Math.min(wanted, Scale.LEAST_ROUNDS), (int) (wanted * have / needed));
    }
    currentSeconds = seconds(workload, scale, rounds);
    stage = workload.stage();
    leftAfterCurrent = estimate(left.subList(1, left.size()), scale, stage);
    currentBegin = System.nanoTime();
    plannedDone += (all - leftAfterCurrent) * rounds / wanted;
    return rounds;
  }

  void preparing(Workload workload, String candidate) {
    if (terminal) {
      show(workload.id() + ": starting " + candidate);
    }
  }

  void turn(Workload workload, String candidate, int round, int rounds) {
    if (terminal) {
      show(String.format("%s: round %d of %d, %s", workload.id(), round, rounds, candidate));
    }
  }

  void done(Workload workload, int rounds) {
    if (!terminal) {
      out.println(times() + workload.id() + ": " + rounds + " rounds");
    }
  }

  private void show(String what) {
    out.print(CLEAR_LINE + times() + what);
    out.flush();
  }

  /** Leaves the line clear for what comes after. */
  public void end() {
    if (terminal) {
      out.print(CLEAR_LINE);
      out.flush();
    }
  }

  private String times() {
    double inCurrent = (System.nanoTime() - currentBegin) / 1e9;
    double left = Math.max(0, currentSeconds * slowness - inCurrent) + leftAfterCurrent * slowness;
    left = Math.min(left, Math.max(0, scale.budgetSeconds() - elapsed()));
    return String.format(Locale.ROOT, "[%s, about %s left] ", clock(elapsed()), clock(left));
  }

  private double elapsed() {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static String clock(double seconds) {
    return String.format(Locale.ROOT, "%d:%02d", (int) seconds / 60, (int) seconds % 60);
  }
}
