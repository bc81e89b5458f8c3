package dev.sluice.benchmarks.load;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes orders from standard input and answers each with a line, until the end of the input: {@code
 * open ORDER} and {@code bulk ORDER}, answered by a number; {@code run NUMBER MILLIS}, answered by
 * what came of it; {@code close NUMBER}; {@code sink}, answered by a port. So it is compiled and
 * warm by the time that anything is measured, its connections stay from turn to turn, and it ends
 * with whoever started it.
 */
public final class LoadMain {
  private static final Gson JSON = new Gson();

  private final Map<Integer, Load> loads = new HashMap<>();
  private final Map<Integer, Sink> sinks = new HashMap<>();
  private int last;

  private LoadMain() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    LoadMain load = new LoadMain();
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      System.out.println(load.answer(line.split(" ", 2)));
    }
  }

  private String answer(String[] words) {
    try {
      return switch (words[0]) {
        case "open" -> add(Load.of(JSON.fromJson(words[1], Order.class)));
        case "bulk" -> add(bulk(JSON.fromJson(words[1], BulkOrder.class)));
        case "sink" -> sink();
        case "run" -> run(words[1].split(" ", 2));
        case "close" -> close(Integer.parseInt(words[1]));
        default -> throw new IllegalArgumentException(words[0]);
      };
    } catch (IOException e) {
      return JSON.toJson(Outcome.failed(String.valueOf(e.getMessage())));
    }
  }

  private String add(Load load) {
    loads.put(++last, load);
    return Integer.toString(last);
  }

  private String sink() throws IOException {
    Sink sink = Sink.open();
    sinks.put(sink.port(), sink);
    return Integer.toString(sink.port());
  }

  private Load bulk(BulkOrder order) throws IOException {
    Sink sink = sinks.get(order.sink());
    if (sink == null) {
      throw new IOException("no sink " + order.sink());
    }
    return Load.of(order, sink, sinks.get(order.mirror()));
  }

  private String run(String[] words) throws IOException {
    int number = Integer.parseInt(words[0]);
    Load load = loads.get(number);
    if (load == null) {
      throw new IOException("no load " + number);
    }
    try {
      return JSON.toJson(load.run(Integer.parseInt(words[1])));
    } catch (IOException e) {
      // Its connections are in no known state.
      close(number);
      throw e;
    }
  }

  private String close(int number) {
    Load load = loads.remove(number);
    if (load != null) {
      load.close();
    }
    return "closed";
  }
}
