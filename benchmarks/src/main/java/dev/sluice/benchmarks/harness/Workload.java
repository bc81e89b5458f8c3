package dev.sluice.benchmarks.harness;

import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.List;

/** Something to be done by several candidates in turns: a row of the report. */
public interface Workload {
  /** {@return its name on the command line, its parts separated by slashes} */
  String id();

  /** {@return what is done, in words} */
  String title();

  /** {@return what decides} */
  Metric primary();

  /** {@return whether it is part of a quick run} */
  boolean quick();

  /** {@return who takes part; the first is what the others are set against} */
  List<String> candidates();

  /**
   * {@return what stays alive from one workload to the next: those of the same name share servers}
   */
  String stage();

  /**
   * Gets a candidate ready and warm.
   *
   * @throws UnavailableException when it cannot run here
   */
  Subject prepare(String candidate, Stage stage) throws IOException;

  /** {@return about how long a turn of one candidate takes, in ms} */
  default int turnMillis(Scale scale) {
    return scale.sliceMillis() + 8;
  }

  /** {@return about how long it takes to get one candidate ready, in ms} */
  default int prepareMillis(Scale scale) {
    return scale.rewarmMillis() + 200;
  }

  /** {@return about how long it takes to start one candidate of the stage, in ms} */
  default int startMillis(Scale scale) {
    return 800;
  }

  /** {@return how many turns each candidate has} */
  default int rounds(Scale scale) {
    return scale.rounds();
  }
}
