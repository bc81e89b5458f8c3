package dev.sluice.benchmarks.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ServerTest {
  /** Closes a descriptor once it has been told to. */
  private static final String SCRIPT =
      "exec 9</dev/null; echo 'listening on 127.0.0.1:7'; "
          + "read line < \"$0\"; exec 9<&-; exec sleep 60";

  @TempDir private Path folder;

  @Test
  void descriptorsAreAwaited() throws Exception {
    Tools.require("taskset util-linux", "setsid util-linux", "mkfifo coreutils");
    String fifo = folder.resolve("fifo").toString();
    assertThat(Run.command(Duration.ofSeconds(20), List.of("mkfifo", fifo)).exit()).isZero();

    try (Lab lab = new Lab(folder);
        Server server = Server.start(lab, List.of("sh", "-c", SCRIPT, fifo))) {
      long before = server.descriptors();
      assertThat(before).isGreaterThanOrEqualTo(4);
      assertThat(server.awaitDescriptors(before, 0)).isTrue();
      assertThat(server.awaitDescriptors(before - 1, 0)).isFalse();

      Files.writeString(Path.of(fifo), "close it\n");

      assertThat(server.awaitDescriptors(before - 1, 20)).isTrue();
    }
  }
}
