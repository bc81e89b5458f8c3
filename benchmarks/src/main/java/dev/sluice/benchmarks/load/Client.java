package dev.sluice.benchmarks.load;

/** One connection of an exchange, and how far it is. */
final class Client {
  final int fd;
  final int index;

  /** Of the request that is under way, or of several in a row: what the socket has not taken. */
  int unsent;

  /** Of the answer that is coming in. */
  int received;

  /** Requests sent or under way without a whole answer. */
  int outstanding;

  /** In an open loop: requests that are due and wait for their turn. */
  int due;

  boolean awaitsOutput;

  /** When each outstanding request began, or was due: a ring as long as the pipeline. */
  private final long[] begins;

  private int oldest;

  Client(int fd, int index, int pipeline) {
    this.fd = fd;
    this.index = index;
    this.begins = new long[pipeline];
  }

  void begin(long time) {
    begins[(oldest + outstanding) % begins.length] = time;
    outstanding++;
  }

  /** An answer is whole: when its request began. */
  long end() {
    long time = begins[oldest];
    oldest = (oldest + 1) % begins.length;
    outstanding--;
    return time;
  }
}
