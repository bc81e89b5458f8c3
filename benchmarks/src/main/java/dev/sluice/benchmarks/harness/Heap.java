package dev.sluice.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a JVM tells about its heap, asked from outside. */
public final class Heap {
  private static final int SECONDS = 30;

  /** Number, instances, bytes, class; the last line has "Total" and no class. */
  private static final Pattern LINE =
      Pattern.compile("\\s*(?:\\d+:|Total)\\s+(\\d+)\\s+(\\d+)(?:\\s+(\\S+).*)?");

  private Heap() {}

  /**
   * What is reachable.
   *
   * @param bytes of all objects
   * @param ours how many objects are of classes of this project
   */
  public record Live(long bytes, long ours) {}

  /** Collects garbage, so that memory in use is memory that is needed. */
  public static void collect(Lab lab, Server server) throws IOException {
    ask(lab, server, "GC.run");
  }

  /** Collects garbage and counts what is left. */
  public static Live live(Lab lab, Server server) throws IOException {
    return parse(ask(lab, server, "GC.class_histogram"));
  }

  static Live parse(String histogram) throws IOException {
    long ours = 0;
    for (String line : histogram.lines().toList()) {
      Matcher matcher = LINE.matcher(line);
      if (matcher.matches()) {
        String type = matcher.group(3);
        if (type == null) {
          return new Live(Long.parseLong(matcher.group(2)), ours);
        }
        // Arrays of them begin with "[L".
        ours += type.contains("dev.sluice.") ? Long.parseLong(matcher.group(1)) : 0;
      }
    }
    throw new IOException("no histogram: " + histogram.lines().findFirst().orElse("nothing"));
  }

  private static String ask(Lab lab, Server server, String command) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    ProcessBuilder builder =
        new ProcessBuilder(List.of(jcmd, Long.toString(server.pid()), command));
    return lab.output(builder, SECONDS);
  }
}
