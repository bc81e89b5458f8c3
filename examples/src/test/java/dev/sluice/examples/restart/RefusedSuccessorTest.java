package dev.sluice.examples.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.net.SeqPacket;
import dev.sluice.net.SeqPacketListener;
import dev.sluice.net.SockAddr;
import dev.sluice.net.UnixListener;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.Ids;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Successors that do not come about, and places where none can ask. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class RefusedSuccessorTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Path door = Path.of("");

  @BeforeEach
  void fill() throws Exception {
    Files.writeString(folder.resolve("small.txt"), "small\n");
    door = folder.resolve("door");
  }

  private Run serve(String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("serve", folder.toString()));
    arguments.addAll(List.of(more));
    return Run.command(
        LIMIT, ServerProcess.command(List.of("-Xmx48m"), arguments.toArray(String[]::new)));
  }

  private static void assertAnswers(Generations server) throws Exception {
    assertThat(server.current().isAlive()).isTrue();
    try (RawClient client = RawClient.connect(server.port())) {
      client.send("GET /small.txt HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.answer().text()).isEqualTo("small\n");
    }
  }

  @Test
  void whatCannotTakeOverLeavesTheOtherAsItIs() throws Exception {
    try (Generations server =
        Generations.start(
            "serve", folder.toString(), "--port", "0", "--take-over", door.toString())) {
      int descriptors = server.descriptors().size();
      Run elsewhere = serve("--port", "1", "--take-over", door.toString());
      assertThat(elsewhere.exit()).isEqualTo(1);
      assertThat(elsewhere.err())
          .isEqualTo(
              "the sockets that were handed over listen on 127.0.0.1:"
                  + server.port()
                  + ", not on 127.0.0.1:1\n");
      assertAnswers(server);
      assertThat(server.errors()).endsWith("no successor: it ended before it was ready\n");

      // A successor that does not get that far: its folder is gone.
      Path away = folder.resolveSibling(folder.getFileName() + "-away");
      Files.move(folder, away);
      server.signal("HUP");
      Await.until(
          LIMIT, () -> server.errors().split("no successor:", -1).length == 3, server::output);
      Files.move(away, folder);
      assertAnswers(server);
      server.awaitDescriptors(descriptors);

      server.takeOver("serve", folder.toString(), "--take-over", door.toString());
      assertAnswers(server);
      assertThat(server.first().isAlive()).isFalse();
    }
  }

  @Test
  void aSocketOfADeadProcessIsReplaced() throws Exception {
    String[] command = {"serve", folder.toString(), "--port", "0", "--take-over", door.toString()};
    try (Generations killed = Generations.start(command)) {
      killed.current().destroyForcibly();
      killed.awaitEnd(killed.current());
    }
    assertThat(door).exists();
    try (Generations next = Generations.start(command)) {
      next.takeOver(command);
      assertAnswers(next);
    }
  }

  @Test
  void whatStandsAtThePathIsSaid() throws Exception {
    Files.writeString(door, "precious");
    assertThat(serve("--port", "0", "--take-over", door.toString()).err())
        .isEqualTo("--take-over " + door + ": is there, and is no socket\n");
    assertThat(door).hasContent("precious");
    Files.delete(door);

    try (UnixListener other = UnixListener.bind(SockAddr.unix(door.toString()), 1)) {
      assertThat(serve("--port", "0", "--take-over", door.toString()).err())
          .isEqualTo("--take-over " + door + ": a socket of another kind is there\n");
      assertThat(other.isOpen()).isTrue();
    }
    Files.delete(door);

    assertThat(serve("--port", "0", "--take-over", folder + "/none/door").err())
        .isEqualTo("--take-over " + folder + "/none/door: ENOENT (No such file or directory)\n");
    assertThat(serve("--port", "0", "--drain", "-1").exit()).isEqualTo(2);
  }

  @Test
  void whoListensThereAndIsNoServerIsSaid() throws Exception {
    try (SeqPacketListener silly = SeqPacketListener.bind(SockAddr.unix(door.toString()), 4)) {
      Thread answering =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (SeqPacket peer = accept(silly)) {
                      Saying.send(peer, "what?");
                    } catch (Exception e) {
                      throw new AssertionError(e);
                    }
                  });
      Run run = serve("--port", "0", "--take-over", door.toString());
      answering.join();
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err())
          .isEqualTo("the predecessor hands nothing over: it does not speak as one\n");
    }
  }

  private static SeqPacket accept(SeqPacketListener listener) throws Exception {
    assertThat(listener.awaitReadable(LIMIT)).isTrue();
    return Objects.requireNonNull(listener.accept());
  }

  /** Nobody but root has a second user at hand. */
  private static String asStranger(String program) throws Exception {
    if (Ids.geteuid() != 0) {
      Tools.missing("root");
    }
    Tools.require("python3 python3");
    // By itself: the interpreter may be where nobody else may look.
    return Run.output("python3", "-c", "import os, socket; os.setuid(65534); " + program);
  }

  @Test
  void strangersGetNothing() throws Exception {
    String name = "sluice-" + ProcessHandle.current().pid() + "-stranger";
    try (Generations server =
        Generations.start("serve", folder.toString(), "--port", "0", "--take-over", "@" + name)) {
      String ask =
          "s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET);"
              + " s.connect('\\0"
              + name
              + "'); print(s.recvmsg(100, 100)[:2])";
      assertThat(asStranger(ask)).isEqualTo("(b'', [])\n");
      assertThat(server.errors()).contains("who asks at --take-over: is another user's, 65534\n");
      server.takeOver("serve", folder.toString(), "--take-over", "@" + name);
      assertAnswers(server);
    }
  }

  @Test
  void strangersAreNotFollowed() throws Exception {
    String name = "sluice-" + ProcessHandle.current().pid() + "-trap";
    CompletableFuture<String> trap = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                trap.complete(
                    asStranger(
                        "s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET);"
                            + " s.bind('\\0"
                            + name
                            + "'); s.listen(); print(s.accept()[0].recv(9))"));
              } catch (Throwable t) {
                trap.completeExceptionally(t);
              }
            });
    Await.until(
        LIMIT,
        () -> trap.isDone() || Files.readString(Path.of("/proc/net/unix")).contains("@" + name),
        () -> "no trap");
    Run run = trap.isDone() ? null : serve("--port", "0", "--take-over", "@" + name);
    assertThat(trap.get(60, TimeUnit.SECONDS)).isEqualTo("b''\n");
    assertThat(Objects.requireNonNull(run).err())
        .isEqualTo("--take-over @" + name + ": is another user's, 65534\n");
  }
}
