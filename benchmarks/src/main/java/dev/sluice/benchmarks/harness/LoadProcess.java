package dev.sluice.benchmarks.harness;

import com.google.gson.Gson;
import dev.sluice.benchmarks.load.BulkOrder;
import dev.sluice.benchmarks.load.LoadMain;
import dev.sluice.benchmarks.load.Order;
import dev.sluice.benchmarks.load.Outcome;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The load, pinned to its core. It lives as long as the run, and so is warm. */
public final class LoadProcess {
  private static final Gson JSON = new Gson();

  private final BufferedWriter orders;
  private final BufferedReader answers;
  private final Map<String, Integer> sinks = new HashMap<>();

  LoadProcess(Lab lab) throws IOException {
    List<String> command = Lab.java(LoadMain.class.getName(), List.of(), List.of());
    ProcessBuilder builder = new ProcessBuilder(Cores.onCore(lab.cores().client(), command));
    builder.redirectError(lab.scratch().resolve("load.log").toFile());
    Process process = lab.children().start(builder);
    orders = process.outputWriter();
    answers = process.inputReader();
  }

  /** Opens the connections of an order. */
  public Connections open(Order order) throws IOException {
    return new Connections(number("open " + JSON.toJson(order)));
  }

  /** Opens the connections of an order for a proxy. */
  public Connections open(BulkOrder order) throws IOException {
    return new Connections(number("bulk " + JSON.toJson(order)));
  }

  /** {@return the port of a sink of that name, where it listens until the run ends} */
  public int sink(String name) throws IOException {
    Integer port = sinks.get(name);
    if (port == null) {
      port = Integer.valueOf(number("sink"));
      sinks.put(name, port);
    }
    return port;
  }

  private String number(String order) throws IOException {
    String line = ask(order);
    if (line.startsWith("{")) {
      outcome(line);
    }
    return line;
  }

  /** Opens, runs, and closes. */
  public Outcome run(Order order, int millis) throws IOException {
    try (Connections connections = open(order)) {
      return connections.run(millis);
    }
  }

  /** Load with its connections open. */
  public final class Connections implements AutoCloseable {
    private final String number;

    private Connections(String number) {
      this.number = number;
    }

    /** Applies it for so many milliseconds, and waits until that is done. */
    public Outcome run(int millis) throws IOException {
      return outcome(ask("run " + number + " " + millis));
    }

    @Override
    public void close() throws IOException {
      ask("close " + number);
    }
  }

  private String ask(String line) throws IOException {
    say(line);
    return line();
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
