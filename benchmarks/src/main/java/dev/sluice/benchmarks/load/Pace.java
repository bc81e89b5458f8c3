package dev.sluice.benchmarks.load;

/** When the requests of an open loop are due: evenly spread, the connections taking turns. */
final class Pace {
  private final int connections;
  private final double nanosPerRequest;
  private long start;
  private long next;

  /** How many requests of each connection have been begun. */
  private long[] turns = {};

  Pace(Order order) {
    connections = order.connections();
    nanosPerRequest = order.rate() > 0 ? 1e9 / order.rate() : 0;
  }

  void start(long time) {
    start = time;
    next = 0;
    turns = new long[connections];
  }

  /** {@return the connection whose request is due by now; -1 where none is} */
  int next(long now) {
    if (now - start < (long) (next * nanosPerRequest)) {
      return -1;
    }
    return (int) (next++ % connections);
  }

  /** {@return when the next request of this connection was due} */
  long dueTime(Client client) {
    long turn = turns[client.index]++;
    return start + (long) ((turn * connections + client.index) * nanosPerRequest);
  }
}
