package dev.sluice.examples.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.ListenOptions;
import dev.sluice.examples.RawClient;
import dev.sluice.reactor.Connection;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.Input;
import dev.sluice.support.Jvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Several sockets at one address (SO_REUSEPORT): what waits in the queue of one that is lost would
 * be reset.
 */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class GroupRestartTest {
  private static final int CLIENTS = 4;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  /** Answers a byte by a byte, once per connection. */
  @Command(name = "group")
  static final class Group implements Callable<Integer> {
    @Mixin private ListenOptions listen;
    @Mixin private RestartOptions restart;

    @Option(names = "--threads")
    private int threads;

    public static void main(String[] args) {
      System.exit(new CommandLine(new Group()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
      RestartableServer.run(listen.address(), threads, restart, c -> new Once());
      return 0;
    }
  }

  private static final class Once implements ConnectionHandler {
    @Override
    public void onData(Connection connection, Input input) {
      connection.write(input);
      connection.closeAfterWrites();
    }

    @Override
    public void onStop(Connection connection, Duration quiet) {
      if (quiet.isZero()) {
        connection.closeAfterWrites();
      }
    }
  }

  private List<String> group(int threads) {
    return Jvm.command(
        List.of(),
        Group.class,
        "--port",
        "0",
        "--threads",
        String.valueOf(threads),
        "--take-over",
        folder.resolve("door").toString());
  }

  @Test
  void noConnectionIsLostThoughTheLoopsAreMoreOrFewer() throws Exception {
    try (Generations server = Generations.startProgram(group(3))) {
      AtomicBoolean enough = new AtomicBoolean();
      List<CompletableFuture<Integer>> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(connectAgainAndAgain(server.port(), enough));
      }
      try {
        for (int threads : new int[] {2, 5, 1}) {
          ProcessHandle before = server.current();
          server.takeOverBy(group(threads));
          assertThat(server.current().isAlive()).as(server::output).isTrue();
          server.awaitEnd(before);
        }
        server.restart();
      } finally {
        enough.set(true);
      }
      for (CompletableFuture<Integer> client : clients) {
        assertThat(client.get(60, TimeUnit.SECONDS)).isPositive();
      }
      // Three, as in the beginning, and the door; not those of connections that linger.
      Await.until(LIMIT, () -> sockets(server) == 4, () -> "open: " + server.descriptors());
      assertThat(server.errors()).isEmpty();
    }
  }

  private static long sockets(Generations server) {
    return server.descriptors().values().stream()
        .filter(each -> each.startsWith("socket:"))
        .distinct()
        .count();
  }

  private static CompletableFuture<Integer> connectAgainAndAgain(int port, AtomicBoolean enough) {
    CompletableFuture<Integer> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              int count = 0;
              try {
                while (!enough.get()) {
                  try (RawClient client = RawClient.connect(port)) {
                    assertThat(client.send("x").untilEnd()).containsExactly('x');
                  }
                  count++;
                }
                result.complete(count);
              } catch (Throwable t) {
                result.completeExceptionally(new AssertionError("after " + count, t));
              }
            });
    return result;
  }
}
