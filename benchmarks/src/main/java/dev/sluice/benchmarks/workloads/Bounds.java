package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.result.Bound;
import dev.sluice.benchmarks.result.Metric;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** What is promised of the rows. */
public final class Bounds {
  private static final double ABOVE_C_NANOS = 15;
  private static final double ABOVE_SYS_NANOS = 5;

  /** JMH allocates 5 KB in a turn, the smallest object takes 16 bytes. */
  private static final double NO_OBJECT = 8;

  /** A JVM never stands quite still; whoever leaks, leaks more than this for each connection. */
  private static final double NO_BYTE = 1;

  private static final String BULK = "proxy/bulk";
  private static final String SPLICE = "sluice-splice";
  private static final String AUTO = "sluice-auto";

  /** What the project holds itself to. */
  public static final List<Bound> PROMISED =
      Stream.of(servers(), files(), proxy(), mirror(), raw(), typed(), timers())
          .flatMap(bounds -> bounds)
          .toList();

  private static Stream<Bound> servers() {
    return Stream.of(
            echo("echo/64B/100", 1.07, 0.92),
            echo("echo/64B/1000", 1.07, 0.92),
            echo("echo/16KiB/100", 1.03, 0.70),
            others())
        .flatMap(Function.identity());
  }

  /** CPU time beside C and beside Netty, the slowest answers, and no garbage. */
  private static Stream<Bound> echo(String row, double ofC, double ofNetty) {
    return Stream.of(
        new Bound(row, "sluice", "c-epoll", Metric.CPU, ofC),
        new Bound(row, "sluice", "netty-epoll", Metric.CPU, ofNetty),
        new Bound(row, "sluice", "netty-epoll", Metric.P99, 1),
        new Bound(row, "sluice", null, Metric.ALLOCATED, 0.1));
  }

  private static Stream<Bound> others() {
    return Stream.of(
        new Bound("churn", "sluice", "c-epoll", Metric.RATE, 0.95),
        new Bound("churn/million", "sluice", null, Metric.DESCRIPTORS_LEFT, 0),
        new Bound("churn/million", "sluice", null, Metric.OBJECTS_LEFT, 0),
        new Bound("churn/million", "sluice", null, Metric.HEAP_LEFT, NO_BYTE),
        new Bound("churn/million", "sluice", null, Metric.MEMORY_PER_CONNECTION, NO_BYTE),
        new Bound("idle", "sluice", null, Metric.MEMORY_PER_CONNECTION, 400),
        new Bound("pollers/epoll", "idle-10000", "idle-0", Metric.RATE, 0.95),
        new Bound("pollers/epoll", "idle-10000", "idle-0", Metric.CPU, 1.05),
        new Bound("reaping", "reaping", "alone", Metric.P99, 1.10),
        new Bound("start", "sluice", null, Metric.START, 150),
        new Bound("start", "sluice-aot", null, Metric.START, 100));
  }

  private static Stream<Bound> files() {
    return Stream.of("files/6B", "files/10KiB", "files/1MiB", "files/100MiB")
        .flatMap(
            row ->
                Stream.of(
                    new Bound(row, "sluice", "nginx", Metric.RATE, 1),
                    new Bound(row, "sluice", "nginx", Metric.CPU, 1.05)));
  }

  /** Next to C with pipes of the same size, before HAProxy, and never the worse of two ways. */
  private static Stream<Bound> proxy() {
    return Stream.of(
            Stream.of(
                new Bound(BULK, SPLICE, "c-splice-1MiB", Metric.CPU_PER_GB, 1.05),
                new Bound(BULK, SPLICE, "haproxy-auto", Metric.CPU_PER_GB, 0.75),
                new Bound(BULK, SPLICE, "haproxy-splice", Metric.CPU_PER_GB, 0.75),
                new Bound(BULK, SPLICE, "haproxy-auto", Metric.THROUGHPUT, 1),
                new Bound(BULK, SPLICE, "haproxy-splice", Metric.THROUGHPUT, 1),
                new Bound("proxy/64B", AUTO, "haproxy-auto", Metric.P50, 1),
                new Bound("proxy/64B", AUTO, "haproxy-auto", Metric.P99, 1)),
            auto(BULK, Metric.CPU_PER_GB),
            auto("proxy/64B", Metric.CPU),
            auto("proxy/4KiB", Metric.CPU),
            auto("proxy/64KiB", Metric.CPU))
        .flatMap(Function.identity());
  }

  private static Stream<Bound> auto(String row, Metric metric) {
    return Stream.of(SPLICE, "sluice-copy").map(way -> new Bound(row, AUTO, way, metric, 1.05));
  }

  private static Stream<Bound> mirror() {
    return Stream.of(
        new Bound("mirror/bulk", "sluice", "c-tee", Metric.CPU_PER_GB, 1.05),
        new Bound("mirror/stalled", "stalled", "reading", Metric.THROUGHPUT, 0.95));
  }

  /** Calls that do not block: next to C, and before JNI. */
  private static Stream<Bound> raw() {
    return Stream.of("getppid", "recvEagain", "roundTrip1B", "epollCtl", "epollWait0")
        .map(operation -> "call/" + operation)
        .flatMap(
            row ->
                Stream.of(
                    Bound.above(row, "sys-raw", "c", Metric.TIME, ABOVE_C_NANOS),
                    new Bound(row, "sys-raw", "jni", Metric.TIME, 1),
                    new Bound(row, "sys-raw", null, Metric.ALLOCATED_PER_CALL, NO_OBJECT)));
  }

  /** What a server does again and again: no dearer by types. */
  private static Stream<Bound> typed() {
    return Stream.of(
            "recvEagain",
            "roundTrip1B",
            "epollCtl",
            "epollWait0",
            "readv8",
            "writev8",
            "accept",
            "splice",
            "sendfile")
        .map(operation -> "call/" + operation)
        .flatMap(
            row ->
                Stream.of(
                    Bound.above(row, "typed", "sys-raw", Metric.TIME, ABOVE_SYS_NANOS),
                    new Bound(row, "typed", null, Metric.ALLOCATED_PER_CALL, NO_OBJECT)));
  }

  /** The wheel by itself, and before Netty's. */
  private static Stream<Bound> timers() {
    return Stream.of(
        new Bound("call/timerSchedule", "wheel", null, Metric.TIME, 100),
        new Bound("call/timerSchedule", "wheel", "netty", Metric.TIME, 1),
        new Bound("call/timerMove", "wheel", null, Metric.ALLOCATED_PER_CALL, NO_OBJECT));
  }

  /** What breaks the build where somebody asks for the guard: wide, as machines differ. */
  public static final List<Bound> GUARDED =
      List.of(
          new Bound("call/getppid", "sys-raw", "c", Metric.TIME, 1.5),
          new Bound("call/recvEagain", "sys-raw", "c", Metric.TIME, 1.6),
          new Bound("echo/64B/100", "sluice", "c-epoll", Metric.CPU, 1.5),
          new Bound("echo/16KiB/100", "sluice", "c-epoll", Metric.CPU, 1.5),
          new Bound("files/10KiB", "sluice", "c-epoll", Metric.CPU, 2.5),
          new Bound("start", "sluice", "nio", Metric.START, 6));

  private Bounds() {}
}
