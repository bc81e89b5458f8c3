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
 * open ORDER}, answered by a number; {@code run NUMBER MILLIS}, answered by what came of it; {@code
 * close NUMBER}. So it is compiled and warm by the time that anything is measured, its connections
 * stay from turn to turn, and it ends with whoever started it.
 */
public final class LoadMain {
  private static final Gson JSON = new Gson();

  private final Map<Integer, Load> loads = new HashMap<>();
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
        case "open" -> open(words[1]);
        case "run" -> run(words[1].split(" ", 2));
        case "close" -> close(Integer.parseInt(words[1]));
        default -> throw new IllegalArgumentException(words[0]);
      };
    } catch (IOException e) {
      return JSON.toJson(Outcome.failed(String.valueOf(e.getMessage())));
    }
  }

  private String open(String order) throws IOException {
    loads.put(++last, Load.of(JSON.fromJson(order, Order.class)));
    return Integer.toString(last);
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
