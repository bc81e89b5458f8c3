package dev.sluice.benchmarks.workloads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.support.Tools;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The proxies that are not the project's, as the harness configures them. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ProxiesTest {
  private static final int BYTES = 100_000;
  private static final int LIMIT_MILLIS = 20_000;
  private static final Path STREAM = Path.of("/usr/lib/nginx/modules/ngx_stream_module.so");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c-splice-64KiB",
        "c-splice-1MiB",
        "haproxy",
        "haproxy-auto",
        "haproxy-splice",
        "nginx-stream",
        "nio"
      })
  void standsBeforeTheBackEnd(String name) throws Exception {
    Tools.require("taskset util-linux", "setsid util-linux", "cc gcc");
    if (name.startsWith("haproxy")) {
      Tools.require("haproxy haproxy");
    }
    if (name.startsWith("nginx")) {
      Tools.require("nginx nginx");
      if (!Files.exists(STREAM)) {
        Tools.missing("nginx's stream module (Debian package libnginx-mod-stream)");
      }
    }
    Contestant contestant = Contestants.named(name, Proxies.before(lab -> lab.backEnd().port()));
    try (Lab lab = new Lab(Path.of("..").toAbsolutePath().normalize());
        Server server = contestant.launch().start(lab, List.of())) {
      assertThat(server.port()).isNotEqualTo(lab.backEnd().port());
      assertEchoes(server.port());
    }
  }

  private static void assertEchoes(int port) throws Exception {
    byte[] message = new byte[BYTES];
    new Random(port).nextBytes(message);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        OutputStream out = socket.getOutputStream();
        InputStream in = socket.getInputStream()) {
      socket.setSoTimeout(LIMIT_MILLIS);
      out.write(message);
      assertThat(in.readNBytes(BYTES)).isEqualTo(message);
    }
  }
}
