package dev.sluice.benchmarks.load;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Load for a server, ready to be applied again and again. */
interface Load extends AutoCloseable {
  /** Applies it for so many milliseconds. */
  Outcome run(int millis) throws IOException;

  @Override
  void close();

  /** {@return the load of an order, its connections open} */
  static Load of(Order order) throws IOException {
    if (order.mode() == Order.Mode.CHURN) {
      return new Churn(order);
    }
    Exchange exchange = new Exchange(order);
    try {
      exchange.open();
      return exchange;
    } catch (IOException | RuntimeException e) {
      exchange.close();
      throw e;
    }
  }

  /** {@return the load of an order for a proxy, its connections open} */
  static Load of(BulkOrder order, Sink sink, @Nullable Sink mirror) throws IOException {
    Bulk bulk = new Bulk(order);
    try {
      bulk.open(sink, mirror);
      return bulk;
    } catch (IOException | RuntimeException e) {
      bulk.close();
      throw e;
    }
  }
}
