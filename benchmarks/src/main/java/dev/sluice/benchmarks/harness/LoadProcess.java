package dev.sluice.benchmarks.harness;

import com.google.gson.Gson;
import dev.sluice.benchmarks.load.LoadMain;
import dev.sluice.benchmarks.load.Order;
import dev.sluice.benchmarks.load.Outcome;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.List;

/** The load, pinned to its core. It lives as long as the run, and so is warm. */
public final class LoadProcess {
  private static final Gson JSON = new Gson();

  private final BufferedWriter orders;
  private final BufferedReader answers;

  LoadProcess(Lab lab) throws IOException {
    List<String> command = Lab.java(LoadMain.class.getName(), List.of(), List.of());
    ProcessBuilder builder = new ProcessBuilder(Cores.onCore(lab.cores().client(), command));
    builder.redirectError(lab.scratch().resolve("load.log").toFile());
    Process process = lab.children().start(builder);
    orders = process.outputWriter();
    answers = process.inputReader();
  }

  /** Does it, and waits until it is done. */
  public Outcome run(Order order) throws IOException {
    say(JSON.toJson(order));
    return outcome(line());
  }

  /**
   * Opens the connections and leaves them open while something else is done.
   *
   * @param meanwhile that
   */
  public void hold(Order order, IoAction meanwhile) throws IOException {
    say(JSON.toJson(order));
    String line = line();
    if (!line.equals("holding")) {
      outcome(line);
    }
    try {
      meanwhile.run();
    } finally {
      say("");
      outcome(line());
    }
  }

  private void say(String line) throws IOException {
    orders.write(line);
    orders.newLine();
    orders.flush();
  }

  private String line() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the load process ended");
    }
    return line;
  }

  private static Outcome outcome(String line) throws IOException {
    Outcome outcome = JSON.fromJson(line, Outcome.class);
    if (outcome.error() != null) {
      throw new IOException(outcome.error());
    }
    return outcome;
  }

  /** Something that reads or writes. */
  @FunctionalInterface
  public interface IoAction {
    /** Does it. */
    void run() throws IOException;
  }
}
