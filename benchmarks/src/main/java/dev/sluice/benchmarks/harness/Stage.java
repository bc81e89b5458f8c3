package dev.sluice.benchmarks.harness;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** What is alive at present: servers and the like, kept from one workload to the next. */
public final class Stage implements AutoCloseable {
  private final Lab lab;
  private final Scale scale;
  private final Map<String, AutoCloseable> residents = new HashMap<>();
  private int rounds;

  Stage(Lab lab, Scale scale) {
    this.lab = lab;
    this.scale = scale;
  }

  /** {@return where the run takes place} */
  public Lab lab() {
    return lab;
  }

  /** {@return how thorough the run is} */
  public Scale scale() {
    return scale;
  }

  /** {@return how many turns each candidate will have} */
  public int rounds() {
    return rounds;
  }

  void plan(int turns) {
    rounds = turns;
  }

  /** Starts something, or answers what was started under that name before. */
  public <T extends AutoCloseable> T resident(String name, Class<T> type, Starter<T> starter)
      throws IOException {
    AutoCloseable present = residents.get(name);
    if (present == null) {
      present = starter.start();
      residents.put(name, present);
    }
    return type.cast(present);
  }

  /** Ends one that misbehaved. */
  void discard(String name) {
    AutoCloseable resident = residents.remove(name);
    if (resident != null) {
      close(resident);
    }
  }

  private static void close(AutoCloseable resident) {
    try {
      resident.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    residents.values().forEach(Stage::close);
    residents.clear();
  }

  /** Starts a resident. */
  @FunctionalInterface
  public interface Starter<T> {
    /** {@return it, running} */
    T start() throws IOException;
  }
}
