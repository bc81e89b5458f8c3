package dev.sluice.benchmarks.result;

import java.util.Locale;

/** What is measured. */
public enum Metric {
  /** Of the server, user and system. */
  CPU("CPU per request", "µs", false),
  /** Answered requests. */
  RATE("requests per second", "1/s", true),
  /** Median latency. */
  P50("latency, median", "µs", false),
  /** 99 % of the latencies are at most this. */
  P99("latency, 99 %", "µs", false),
  /** 99.9 % of the latencies are at most this. */
  P999("latency, 99.9 %", "µs", false),
  /** On the Java heap, per request. */
  ALLOCATED("allocated per request", "B", false),
  /** Resident memory of the server. */
  MEMORY("resident memory", "MiB", false),
  /** Growth of the resident memory for a connection. */
  MEMORY_PER_CONNECTION("memory per connection", "B", false),
  /** Descriptors that are open when all connections are gone, beyond those before the first. */
  DESCRIPTORS_LEFT("left open", "descriptors", false),
  /** Objects of the library that are reachable then, beyond those before: timers, buffers, … */
  OBJECTS_LEFT("left in reach", "objects", false),
  /** Growth of the Java heap, garbage apart, for a connection that is gone. */
  HEAP_LEFT("heap left per connection", "B", false),
  /** Of the server, user and system, for 10⁹ bytes. */
  CPU_PER_GB("CPU per GB", "s", false),
  /** What arrives behind the server. */
  THROUGHPUT("throughput", "MB/s", true),
  /** Of one call. */
  TIME("time per call", "ns", false),
  /** On the Java heap, per call. */
  ALLOCATED_PER_CALL("allocated per call", "B", false),
  /** From the start of the process to the first byte of the first answer. */
  START("start to first byte", "ms", false);

  private final String title;
  private final String unit;
  private final boolean moreIsBetter;

  Metric(String title, String unit, boolean moreIsBetter) {
    this.title = title;
    this.unit = unit;
    this.moreIsBetter = moreIsBetter;
  }

  /** {@return its name in a heading} */
  public String title() {
    return title;
  }

  /** {@return the unit of its values} */
  public String unit() {
    return unit;
  }

  /** {@return whether a larger value is the better one} */
  public boolean moreIsBetter() {
    return moreIsBetter;
  }

  /** {@return a value with as many digits as mean something} */
  public String format(double value) {
    int digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%,." + digits + "f", value).replace(',', ' ');
  }
}
