package dev.sluice.benchmarks;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Scale;
import io.netty.util.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a figure means nothing without: machine, kernel, versions, settings. */
final class Facts {
  private static final int SECONDS = 10;

  private Facts() {}

  static Map<String, String> of(Lab lab, Scale scale) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", field("/proc/cpuinfo", "model name"));
    facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", field("/proc/meminfo", "MemTotal"));
    facts.put("kernel", line("/proc/sys/kernel/osrelease"));
    facts.put("congestion control", line("/proc/sys/net/ipv4/tcp_congestion_control"));
    facts.put("JDK", System.getProperty("java.vendor") + " " + Runtime.version());
    facts.put("C compiler", said(lab, "cc", "--version"));
    facts.put("nginx", said(lab, "nginx", "-v"));
    facts.put("HAProxy", said(lab, "haproxy", "-v"));
    facts.put("Netty", netty());
    facts.put("commit", commit(lab));
    facts.put(
        "pinned", "server to core " + lab.cores().server() + ", load to " + lab.cores().client());
    facts.put("scale", scale.name());
    facts.put(
        "settings",
        String.format(
            "%d rounds of %d ms, warm-up %d ms per server and %d ms per row; fewer rounds where"
                + " time is short",
            scale.rounds(), scale.sliceMillis(), scale.warmMillis(), scale.rewarmMillis()));
    return facts;
  }

  private static String field(String file, String name) throws IOException {
    return Files.readString(Path.of(file))
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String line(String file) throws IOException {
    Path path = Path.of(file);
    return Files.isReadable(path) ? Files.readString(path).strip() : "unknown";
  }

  private static String netty() {
    Version version = Version.identify().get("netty-transport");
    return version == null ? "unknown" : version.artifactVersion();
  }

  /** The first line that a program prints about itself. */
  private static String said(Lab lab, String name, String option) throws IOException {
    @Nullable Path program = Lab.program(name);
    if (program == null) {
      return "not installed";
    }
    ProcessBuilder builder = new ProcessBuilder(List.of(program.toString(), option));
    return lab.output(builder, SECONDS).lines().findFirst().orElse("unknown");
  }

  private static String commit(Lab lab) throws IOException {
    if (Lab.program("git") == null) {
      return "unknown";
    }
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of("git", "-C", lab.root().toString(), "describe", "--always", "--dirty"));
    String said = lab.output(builder, SECONDS).strip();
    return said.matches("[0-9a-f]{7,40}(-dirty)?|.*-g[0-9a-f]{7,40}(-dirty)?") ? said : "unknown";
  }
}
