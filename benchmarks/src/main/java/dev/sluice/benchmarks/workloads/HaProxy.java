package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.UnavailableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** HAProxy with one thread, without logs, as a proxy of TCP. */
final class HaProxy {
  private HaProxy() {}

  /**
   * Starts one.
   *
   * @param to where its back end listens
   * @param options of the proxy, as the configuration names them
   */
  static Server start(Lab lab, int to, String... options) throws IOException {
    Path program = Lab.program("haproxy");
    if (program == null) {
      throw new UnavailableException("not installed: haproxy (Debian package haproxy)");
    }
    int port = Server.freePort();
    Path configuration = Files.createTempFile(lab.scratch(), "haproxy-", ".cfg");
    Files.writeString(configuration, configuration(port, to, options));
    return Server.startSilent(
        lab, List.of(program.toString(), "-db", "-f", configuration.toString()), port);
  }

  private static String configuration(int port, int to, String... options) {
    return """
        global
            nbthread 1
            maxconn 4000
        defaults
            mode tcp
            timeout connect 5s
            timeout client 1h
            timeout server 1h
        OPTIONS
        listen proxy
            bind 127.0.0.1:PORT
            server back 127.0.0.1:TO
        """
        .replace(
            "OPTIONS\n",
            Arrays.stream(options)
                .map(option -> "    option " + option + "\n")
                .collect(Collectors.joining()))
        .replace("PORT", Integer.toString(port))
        .replace("TO", Integer.toString(to));
  }
}
