package dev.sluice.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** What a JVM tells about its heap, asked from outside. */
public final class Heap {
  private static final int SECONDS = 30;

  private Heap() {}

  /** Collects garbage, so that memory in use is memory that is needed. */
  public static void collect(Lab lab, Server server) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    lab.output(new ProcessBuilder(List.of(jcmd, Long.toString(server.pid()), "GC.run")), SECONDS);
  }
}
