package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Paths and files that must not be served: nothing outside of the folder is ever sent. */
class ServeBadPathTest extends ServeFixture {
  @Override
  void fill(Path dir) throws IOException {
    Files.createDirectories(dir.resolve("sub/deep"));
    Files.writeString(dir.resolve("real.txt"), "real\n");
    Files.writeString(dir.resolve("sub/file.txt"), "file\n");
  }

  private void refused(String target) throws IOException {
    try (RawClient client = client()) {
      Answer answer = client.send(request(target)).answer();
      assertThat(answer.status()).as(target).isIn(403, 404);
      assertThat(answer.text()).as(target).doesNotContain("secret", "root:");
      assertThat(client.send(request("HEAD", target)).headAnswer().status())
          .as(target)
          .isEqualTo(answer.status());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/..",
        "/../",
        "/../outside/secret.txt",
        "/../../../../../../../../../../../../etc/passwd",
        "/sub/../../outside/secret.txt",
        "/sub/deep/../../../outside/secret.txt",
        "/%2e%2e",
        "/%2e%2e/outside/secret.txt",
        "/%2E%2E%2foutside%2fsecret.txt",
        "/.%2e/outside/secret.txt",
        "/%2e./outside/secret.txt",
        "/sub/%2e%2e/%2e%2e/outside/secret.txt",
        "/sub/..%2f..%2foutside/secret.txt",
        "/./.././outside/secret.txt",
        "/sub//..//..//outside//secret.txt",
        // Decoded once, and only once; nor is there any other way to write a dot or a slash.
        "/%252e%252e/outside/secret.txt",
        "/%c0%ae%c0%ae/outside/secret.txt",
        "/..%c0%afoutside/secret.txt",
        "/..\\outside\\secret.txt",
        "/..%5coutside%5csecret.txt",
        "/..;/outside/secret.txt",
        "/.../outside/secret.txt",
        "http://localhost/../outside/secret.txt",
        "http://localhost/..",
        // Not even a way back in is taken.
        "/../site/real.txt",
      })
  void dots(String target) throws IOException {
    refused(target);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/%00",
        "/real.txt%00",
        "/real.txt%00.html",
        "/sub%00/file.txt",
        "/sub/%00",
        "/..%00/outside/secret.txt",
        "/%00/../outside/secret.txt",
      })
  void nulBytes(String target) throws IOException {
    refused(target);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "//", "/%2F", "/%2f%2f/", "/./", "http://x/", "http://x//%2F"})
  void absolutePaths(String prefix) throws IOException {
    refused(prefix + "etc/passwd");
    refused(prefix + "proc/self/environ");
    refused(prefix + outside().resolve("secret.txt").toString().substring(1));
  }

  @ParameterizedTest
  @CsvSource({
    "relative file, ../outside/secret.txt, ",
    "absolute file, OUTSIDE/secret.txt, ",
    "relative folder, ../outside, /secret.txt",
    "absolute folder, OUTSIDE, /secret.txt",
    "above, .., /outside/secret.txt",
    "top, /, /etc/passwd",
    "proc, /proc/self/root, /etc/passwd",
    "cwd, /proc/self/cwd, ",
    "dev, /dev/null, ",
    "roundabout, sub/deep/../../../outside/secret.txt, ",
    // Absolute, and therefore out of the folder, although it points back in.
    "absolute inside, SITE/real.txt, ",
  })
  void linksThatLeadOut(String name, String target, String rest) throws IOException {
    String path =
        target.replace("OUTSIDE", outside().toString()).replace("SITE", folder().toString());
    Files.createSymbolicLink(folder().resolve(name), Path.of(path));
    Files.createSymbolicLink(folder().resolve("sub/to " + name), Path.of("../" + name));
    Files.createSymbolicLink(folder().resolve("to to " + name), Path.of("sub/to " + name));
    String suffix = rest == null ? "" : rest;
    for (String link : new String[] {name, "sub/to " + name, "to to " + name}) {
      String encoded = "/" + link.replace(" ", "%20");
      refused(encoded);
      refused(encoded + suffix);
      refused(encoded + "/");
    }
    // Or whoever empties the folder would have to wonder about them.
    Files.delete(folder().resolve(name));
  }

  @ParameterizedTest
  @CsvSource({
    "in, real.txt, , real",
    "sub/up, ../real.txt, , real",
    "sub/deep/up, ../../sub/../real.txt, , real",
    "in-folder, sub, /file.txt, file",
    "sub/self, ., /self/self/file.txt, file",
    "chain, sub/up2, , real",
  })
  void linksThatStayInside(String name, String target, String rest, String text)
      throws IOException {
    Path second = folder().resolve("sub/up2");
    if (!Files.isSymbolicLink(second)) {
      Files.createSymbolicLink(second, Path.of("../in2"));
      Files.createSymbolicLink(folder().resolve("in2"), Path.of("./real.txt"));
    }
    Files.createSymbolicLink(folder().resolve(name), Path.of(target));
    assertThat(get("/" + name + (rest == null ? "" : rest)).text()).isEqualTo(text + "\n");
  }

  @Test
  void indexThatLeadsOut() throws IOException {
    Path dir = Files.createDirectory(folder().resolve("trap"));
    Files.createSymbolicLink(dir.resolve("index.html"), outside().resolve("secret.txt"));
    refused("/trap/");
    Path relative = Files.createDirectory(folder().resolve("trap2"));
    Files.createSymbolicLink(relative.resolve("index.html"), Path.of("../../outside/secret.txt"));
    refused("/trap2/");
  }

  @Test
  void linksInCircles() throws IOException {
    Files.createSymbolicLink(folder().resolve("a"), Path.of("b"));
    Files.createSymbolicLink(folder().resolve("b"), Path.of("a"));
    Files.createSymbolicLink(folder().resolve("self"), Path.of("self"));
    refused("/a");
    refused("/b/x");
    refused("/self");
  }

  /** What is checked and what is opened must be the same, however fast a link changes. */
  @Test
  void linksThatChangeMeanwhile() throws Exception {
    Path shown = Files.createDirectory(folder().resolve("shown"));
    Files.writeString(shown.resolve("secret.txt"), "public\n");
    Path link = Files.createSymbolicLink(folder().resolve("flip"), Path.of("shown"));
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService executor = Executors.newSingleThreadExecutor();
        RawClient client = client()) {
      Future<?> flipping = executor.submit(() -> flip(link, done));
      int served = 0;
      int denied = 0;
      for (int i = 0; i < 20_000 && (i < 2_000 || served == 0 || denied == 0); i++) {
        Answer answer = client.send(request("/flip/secret.txt")).answer();
        if (answer.status() == 200) {
          assertThat(answer.text()).isEqualTo("public\n");
          served++;
        } else {
          assertThat(answer.status()).isEqualTo(403);
          denied++;
        }
      }
      done.set(true);
      flipping.get();
      assertThat(served).isPositive();
      assertThat(denied).isPositive();
    }
  }

  private static Void flip(Path link, AtomicBoolean done) throws IOException {
    Path fresh = link.resolveSibling("fresh");
    for (int i = 0; !done.get(); i++) {
      Files.createSymbolicLink(fresh, Path.of(i % 2 == 0 ? "../outside" : "shown"));
      Files.move(fresh, link, StandardCopyOption.ATOMIC_MOVE);
    }
    return null;
  }

  @Test
  void fifosDoNotBlock() throws IOException, InterruptedException {
    Tools.require("mkfifo coreutils");
    Run.output("mkfifo", folder().resolve("fifo").toString());
    Path dir = Files.createDirectory(folder().resolve("fifo-index"));
    Run.output("mkfifo", dir.resolve("index.html").toString());
    for (String target : new String[] {"/fifo", "/fifo-index/", "/fifo-index/index.html"}) {
      assertThat(get(target).status()).as(target).isEqualTo(403);
    }
    refused("/fifo/");
  }

  @Test
  void devices() throws IOException, InterruptedException {
    Tools.require("mknod coreutils");
    for (String device : new String[] {"null c 1 3", "zero c 1 5", "tty c 5 0", "loop b 7 0"}) {
      String[] words = device.split(" ", -1);
      Path path = folder().resolve(words[0]);
      Run run = Run.command("mknod", path.toString(), words[1], words[2], words[3]);
      if (run.exit() != 0) {
        Tools.missing("device files may not be made here: " + run.err().trim());
      }
      assertThat(get("/" + words[0]).status()).as(device).isEqualTo(403);
      Files.delete(path);
    }
  }

  @Test
  void sockets() throws IOException {
    Path path = folder().resolve("socket");
    try (ServerSocketChannel socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      socket.bind(UnixDomainSocketAddress.of(path));
      assertThat(get("/socket").status()).isEqualTo(403);
    }
    assertThat(get("/socket").status()).isEqualTo(403);
  }
}
