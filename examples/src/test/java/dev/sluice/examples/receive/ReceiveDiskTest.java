package dev.sluice.examples.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fills up: of 1 MiB, which only a server in a namespace of its own sees. */
class ReceiveDiskTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int FITS = 700_000;

  private static String upload(ServerProcess server, String name, int size) throws IOException {
    try (RawClient client = RawClient.connect(server.port())) {
      client.send("PUT " + size + " " + name + "\n").send(new byte[size]);
      return new String(client.untilEnd(), ISO_8859_1);
    }
  }

  @Test
  @Timeout(value = 120, unit = TimeUnit.SECONDS)
  void whatDoesNotFitLeavesNothing(@TempDir Path folder) throws Exception {
    Tools.require("unshare util-linux", "mount mount");
    String kind = Run.output("id", "-u").equals("0\n") ? "--mount" : "-rm";
    if (Run.command("unshare", kind, "true").exit() != 0) {
      Tools.missing("this machine does not let unshare make namespaces");
    }
    String mount = "mount -t tmpfs -o size=1m sluice \"$0\" && exec \"$@\"";
    List<String> wrapper = List.of("unshare", kind, "sh", "-c", mount, folder.toString());
    try (ServerProcess server =
        ServerProcess.start(wrapper, List.of(), "receive", "--dir", folder.toString(), "--fsync")) {
      Path seen = Path.of("/proc/" + server.pid() + "/root" + folder);

      assertThat(upload(server, "large", 4 << 20))
          .isEqualTo("ERR ENOSPC (No space left on device)\n");
      assertThat(upload(server, "fits", FITS)).isEqualTo("OK " + FITS + " fits\n");
      assertThat(upload(server, "second", FITS)).startsWith("ERR ENOSPC");

      Await.until(LIMIT, () -> names(seen).equals(List.of("fits")), () -> names(seen).toString());
      assertThat(Files.size(seen.resolve("fits"))).isEqualTo(FITS);
      assertThat(server.errors()).contains("large: ENOSPC").doesNotContain("\tat ");
      assertThat(server.stop()).isEqualTo(0);
    }
  }

  private static List<String> names(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
