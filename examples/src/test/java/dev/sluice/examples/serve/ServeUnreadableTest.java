package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Files and folders that the server may not read. */
class ServeUnreadableTest extends ServeFixture {
  /** Root reads everything, unless it gives that up. */
  @Override
  List<String> wrapper() {
    String lost = "-dac_override,-dac_read_search";
    List<String> without = List.of("setpriv", "--inh-caps", lost, "--bounding-set", lost);
    try {
      if (Run.output("id", "-u").trim().equals("0")) {
        Tools.require("setpriv util-linux");
        Run run = Run.command(java.time.Duration.ofMinutes(1), concat(without, List.of("true")));
        if (run.exit() != 0) {
          Tools.missing("capabilities may not be dropped here: " + run.err().trim());
        }
        return without;
      }
      return List.of();
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> concat(List<String> first, List<String> second) {
    List<String> all = new java.util.ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  @Override
  void fill(Path dir) throws IOException {
    Files.writeString(dir.resolve("unreadable.txt"), "secret\n");
    Files.createDirectory(dir.resolve("closed"));
    Files.writeString(dir.resolve("closed/file.txt"), "secret\n");
    Files.createDirectory(dir.resolve("unlistable"));
    Files.writeString(dir.resolve("unlistable/file.txt"), "file\n");
    Files.createDirectory(dir.resolve("index"));
    Files.writeString(dir.resolve("index/index.html"), "secret\n");
    mode(dir.resolve("unreadable.txt"), "---------");
    mode(dir.resolve("index/index.html"), "-wx-wx-wx");
    mode(dir.resolve("closed"), "---------");
    mode(dir.resolve("unlistable"), "--x--x--x");
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  @AfterAll
  void makeDeletable() throws IOException {
    mode(folder().resolve("closed"), "rwx------");
    mode(folder().resolve("unlistable"), "rwx------");
  }

  @Test
  void unreadableFiles() throws IOException {
    for (String target : List.of("/unreadable.txt", "/closed/file.txt", "/index/")) {
      assertThat(get(target).status()).as(target).isEqualTo(403);
      assertThat(get(target).text()).as(target).doesNotContain("secret");
    }
  }

  @Test
  void unreadableFolders() throws IOException {
    for (String target : List.of("/closed", "/closed/", "/unlistable", "/unlistable/")) {
      assertThat(get(target).status()).as(target).isEqualTo(403);
    }
    assertThat(get("/unlistable/file.txt").text()).isEqualTo("file\n");
  }

  @Test
  void filesThatBecomeUnreadable() throws IOException {
    Path file = Files.writeString(folder().resolve("now.txt"), "now\n");
    assertThat(get("/now.txt").text()).isEqualTo("now\n");
    mode(file, "---------");
    assertThat(get("/now.txt").status()).isEqualTo(403);
  }
}
