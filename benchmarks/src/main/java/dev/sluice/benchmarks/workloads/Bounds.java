package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.result.Bound;
import dev.sluice.benchmarks.result.Metric;
import java.util.List;

/** What is promised of the rows. */
public final class Bounds {
  /** What the project holds itself to. */
  public static final List<Bound> PROMISED =
      List.of(
          new Bound("echo/64B/100", "sluice", "c-epoll", Metric.CPU, 1.10),
          new Bound("echo/64B/100", "sluice", null, Metric.ALLOCATED, 0.1),
          new Bound("files/10KiB", "sluice", "nginx", Metric.RATE, 0.90),
          new Bound("start", "sluice", null, Metric.START, 150),
          new Bound("start", "sluice-aot", null, Metric.START, 100));

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
