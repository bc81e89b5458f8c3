package dev.sluice.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the harness relies on, of every server of static files. */
@ParameterizedClass
@ValueSource(
    strings = {
      "NioFiles",
      "VirtualFiles",
      "NettyFiles nio",
      "NettyFiles epoll",
      "NettyFiles uring",
      "files_epoll.c"
    })
@Timeout(60)
class FilesPeerTest {
  private static final String LARGE = "/1048576";
  private static final long SLOW_MILLIS = 200;

  @SuppressWarnings("NullAway.Init")
  private static Path folder;

  @SuppressWarnings("NullAway.Init")
  private static PeerProcess server;

  @Parameter String peer = "";

  @BeforeParameterizedClassInvocation
  static void start(String peer, @TempDir Path scratch) throws Exception {
    folder = Files.createDirectory(scratch.resolve("files"));
    for (int length : new int[] {0, 6, 10 * 1024, 1 << 20}) {
      byte[] content = new byte[length];
      new Random(length).nextBytes(content);
      Files.write(folder.resolve(String.valueOf(length)), content);
    }
    Files.createDirectory(folder.resolve("below"));
    Files.writeString(scratch.resolve("secret"), "secret");
    server = PeerProcess.start(peer, scratch, folder.toString());
  }

  @AfterParameterizedClassInvocation
  static void endsBySigterm() throws InterruptedException {
    assertThat(server.stop()).isIn(0, 143);
  }

  @Test
  void servesFilesOverOneConnection() throws IOException {
    assertServing();
  }

  private void assertServing() throws IOException {
    try (PeerClient client = server.connect()) {
      for (String target : new String[] {"/6", "/10240", LARGE, "/0", "/6"}) {
        assertServed(target, client.get(target).answer());
      }
    }
  }

  @Test
  void answersPipelinedRequestsInTheirOrder() throws IOException {
    try (PeerClient client = server.connect()) {
      client.send(pipelined(50));
      for (int i = 0; i < 50; i++) {
        assertServed("/6", client.answer());
        assertServed("/10240", client.answer());
      }
    }
  }

  @Test
  void answersASlowReaderThatHasEndedItsOutput() throws Exception {
    try (PeerClient client = server.connectSlowReader()) {
      for (int i = 0; i < 20; i++) {
        client.get(LARGE);
      }
      client.endOutput();
      Thread.sleep(SLOW_MILLIS);
      // Not held up by the one that does not read.
      assertServing();
      for (int i = 0; i < 20; i++) {
        assertServed(LARGE, client.answer());
      }
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void takesARequestInPieces() throws Exception {
    try (PeerClient client = server.connect()) {
      for (String piece : new String[] {"G", "ET /6 HT", "TP/1.1\r\nHost: x\r", "\n\r", "\n"}) {
        client.send(piece);
        Thread.sleep(5);
      }
      assertServed("/6", client.answer());
    }
  }

  @Test
  void headsAreOfOneLength() throws Exception {
    try (PeerClient client = server.connect()) {
      String first = client.get("/6").answer().head();
      Thread.sleep(1100);
      String second = client.get("/6").answer().head();
      assertThat(second).hasSameSizeAs(first).isNotEqualTo(first);
      assertThat(first).containsIgnoringCase("\r\nlast-modified: ");
    }
  }

  @Test
  void closesWhenAsked() throws IOException {
    try (PeerClient client = server.connect()) {
      client.send("GET /6 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
      assertServed("/6", client.answer());
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void whatIsNotThereIsNotFound() throws IOException {
    try (PeerClient client = server.connect()) {
      for (String target : new String[] {"/7", "/", "/below", "/6/6"}) {
        assertThat(client.get(target).answer().status()).as(target).isEqualTo(404);
      }
      assertServed("/6", client.get("/6").answer());
    }
  }

  @Test
  void nothingLeadsOutOfTheFolder() throws IOException {
    String secret = folder.resolveSibling("secret").toString();
    try (PeerClient client = server.connect()) {
      for (String target :
          new String[] {"/../secret", "/below/../../secret", "/%2e%2e/secret", "/" + secret}) {
        assertThat(client.get(target).answer().status()).as(target).isEqualTo(404);
      }
    }
  }

  @Test
  void outlivesClientsThatReset() throws Exception {
    for (int i = 0; i < 20; i++) {
      PeerClient client = server.connectSlowReader();
      client.get(LARGE).get(LARGE);
      Thread.sleep(5);
      client.reset();
    }
    assertServing();
  }

  private static String pipelined(int count) {
    String request = " HTTP/1.1\r\nHost: localhost\r\n\r\n";
    return ("GET /6" + request + "GET /10240" + request).repeat(count);
  }

  private void assertServed(String target, PeerAnswer answer) throws IOException {
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(Files.readAllBytes(folder.resolve(target.substring(1))));
  }
}
