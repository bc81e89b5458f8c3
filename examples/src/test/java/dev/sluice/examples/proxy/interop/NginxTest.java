package dev.sluice.examples.proxy.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.transfer.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * nginx and curl: a large file in each direction, and many small ones. {@code
 * -Dsluice.interop.bytes=1073741824} makes the large one a gibibyte.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class NginxTest {
  private static final int SMALL_FILES = 50;

  @TempDir private static Path folder;
  private static Path large;
  private static String sum;
  private static Program server;
  private static Proxies proxies;

  @BeforeAll
  static void start() throws Exception {
    Tools.require("nginx", "curl", "sha256sum coreutils");
    int port = Program.freePort();
    server = Nginx.start(folder, port);
    large = Content.file(Nginx.root(folder).resolve("large"), 5, Content.LARGE);
    sum = Content.sha256(large);
    for (int i = 0; i < SMALL_FILES; i++) {
      Content.file(Nginx.root(folder).resolve("small-" + i), i, 100L * i);
    }
    proxies = Proxies.to(port);
  }

  @AfterAll
  static void end() throws Exception {
    try (Program its = server;
        Proxies all = proxies) {
      if (its != null && all != null) {
        all.endWithoutFailures();
      }
    }
  }

  private static String url(Mode mode, String path) {
    return "http://127.0.0.1:" + proxies.port(mode) + "/" + path;
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void download(Mode mode) throws Exception {
    String command = "curl -sS --fail \"$0\" | sha256sum";

    assertThat(Run.output("sh", "-c", command, url(mode, "large"))).isEqualTo(sum + "  -\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void upload(Mode mode) throws Exception {
    String name = "put/" + mode;

    Run.output("curl", "-sS", "--fail", "-T", large.toString(), url(mode, name));

    Path stored = Nginx.root(folder).resolve(name);
    assertThat(Content.sha256(stored)).isEqualTo(sum);
    Files.delete(stored);
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void manySmallFiles(Mode mode) throws Exception {
    Path got = Files.createDirectory(folder.resolve("got-" + mode));
    for (boolean parallel : new boolean[] {false, true}) {
      List<String> command = new ArrayList<>(List.of("curl", "-sS", "--fail"));
      if (parallel) {
        command.addAll(List.of("-Z", "--parallel-max", "20"));
      }
      String range = "small-[0-" + (SMALL_FILES - 1) + "]";
      command.addAll(List.of(url(mode, range), "-o", got.resolve("small-#1").toString()));

      Run.output(command.toArray(String[]::new));

      for (int i = 0; i < SMALL_FILES; i++) {
        Path file = Nginx.root(folder).resolve("small-" + i);
        assertThat(Files.mismatch(file, got.resolve("small-" + i))).as("%d", i).isEqualTo(-1);
        Files.delete(got.resolve("small-" + i));
      }
    }
  }
}
