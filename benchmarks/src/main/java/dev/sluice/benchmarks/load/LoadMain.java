package dev.sluice.benchmarks.load;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Takes orders from standard input and answers each with a line, until the end of the input. So it
 * is compiled and warm by the time that anything is measured, and ends with whoever started it.
 */
public final class LoadMain {
  private static final Gson JSON = new Gson();

  private LoadMain() {}

  /** Runs. */
  public static void main(String[] args) throws IOException {
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      answer(JSON.fromJson(line, Order.class), orders);
    }
  }

  private static void answer(Order order, BufferedReader orders) throws IOException {
    Outcome outcome;
    try {
      outcome = follow(order, orders);
    } catch (IOException e) {
      outcome = Outcome.failed(String.valueOf(e.getMessage()));
    }
    System.out.println(JSON.toJson(outcome));
  }

  private static Outcome follow(Order order, BufferedReader orders) throws IOException {
    if (order.mode() == Order.Mode.CHURN) {
      try (Churn churn = new Churn(order)) {
        return churn.run();
      }
    }
    try (Exchange exchange = new Exchange(order)) {
      exchange.open();
      if (order.mode() == Order.Mode.EXCHANGE) {
        return exchange.run();
      }
      System.out.println("holding");
      orders.readLine();
      return new Outcome(0, order.connections(), 0, 0, 0, 0, null);
    }
  }
}
