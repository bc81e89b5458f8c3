package dev.sluice.examples.restart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.examples.Await;
import dev.sluice.fd.Fd;
import dev.sluice.net.SeqPacket;
import dev.sluice.net.SockAddr;
import dev.sluice.net.SocketPair;
import dev.sluice.net.TcpListener;
import dev.sluice.reactor.EventLoop;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The talk of predecessor and successor, and all that can go wrong in it. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HandOverTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final Duration SHORT = Duration.ofMillis(100);

  @AutoClose private TcpListener listener;
  @AutoClose private SocketPair<SeqPacket> pair;

  @BeforeEach
  void open() throws IOException {
    listener = TcpListener.bind(SockAddr.inet4("127.0.0.1", 0), 16);
    pair = SocketPair.seqPackets();
  }

  private int[] sockets(int count) {
    int[] numbers = new int[count];
    Arrays.fill(numbers, listener.fd());
    return numbers;
  }

  /** The predecessor, in a loop of its own. */
  private final class Predecessor implements AutoCloseable {
    final CompletableFuture<String> outcome = new CompletableFuture<>();
    final CompletableFuture<EventLoop> loop = new CompletableFuture<>();
    final Thread thread;

    Predecessor(int[] listeners, int[] door, Duration limit) {
      thread = Thread.ofPlatform().name("predecessor").start(() -> run(listeners, door, limit));
    }

    private void run(int[] listeners, int[] door, Duration limit) {
      try (EventLoop mine = EventLoop.open()) {
        loop.complete(mine);
        HandOver.begin(mine, pair.first(), listeners, door, new Told(), limit);
        mine.run();
      } catch (Throwable t) {
        loop.completeExceptionally(t);
        outcome.completeExceptionally(t);
      }
    }

    private final class Told implements HandOver.Outcome {
      @Override
      public void ready() {
        outcome.complete("ready");
      }

      @Override
      public void failed(String why) {
        outcome.complete(why);
      }
    }

    String outcome() throws Exception {
      return outcome.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
      loop.join().stop();
      while (thread.isAlive()) {
        Await.pause(1);
      }
    }
  }

  /** The rest of the successor's part. */
  private static String accede(Inheritance inheritance) throws IOException {
    List<String> outcome = new ArrayList<>();
    try (EventLoop loop = EventLoop.open()) {
      Accession.begin(
          loop,
          inheritance.predecessor(),
          new Accession.Outcome() {
            @Override
            public void settled() {
              outcome.add("settled");
              loop.stop();
            }

            @Override
            public void refused() {
              outcome.add("refused");
              loop.stop();
            }
          });
      loop.run();
    }
    return String.join(" ", outcome);
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "3, 1", "200, 1", "450, 0"})
  void allSocketsGoOver(int count, int doors) throws Exception {
    try (Predecessor predecessor = new Predecessor(sockets(count), sockets(doors), LIMIT);
        Inheritance inheritance = Inheritance.receive(pair.second(), LIMIT)) {
      List<Fd> taken = inheritance.takeListeners();
      assertThat(taken).hasSize(count);
      for (Fd each : taken) {
        try (TcpListener adopted = TcpListener.adopt(each)) {
          assertThat(adopted.localAddress()).isEqualTo(listener.localAddress());
        }
      }
      Fd door = inheritance.takeDoor();
      assertThat(door == null).isEqualTo(doors == 0);
      if (door != null) {
        door.close();
      }
      assertThat(inheritance.takeDoor()).as("once").isNull();
      assertThat(inheritance.takeListeners()).as("once").isEmpty();
      assertThat(predecessor.outcome.isDone()).isFalse();
      assertThat(accede(inheritance)).isEqualTo("settled");
      assertThat(predecessor.outcome()).isEqualTo("ready");
    }
  }

  @Test
  void whatNobodyTakesIsClosed() throws Exception {
    try (Predecessor predecessor = new Predecessor(sockets(5), sockets(1), LIMIT)) {
      Inheritance.receive(pair.second(), LIMIT).close();
      assertThat(predecessor.outcome()).isEqualTo("it ended before it was ready");
      assertThat(listener.isOpen()).isTrue();
    }
  }

  @Test
  void aSuccessorThatIsSilentIsNotWaitedForForEver() throws Exception {
    try (Predecessor predecessor = new Predecessor(sockets(1), sockets(0), SHORT);
        Inheritance inheritance = Inheritance.receive(pair.second(), LIMIT)) {
      assertThat(predecessor.outcome()).isEqualTo("it was not ready within PT0.1S");
      assertThat(accede(inheritance)).as("it hears that it is too late").isEqualTo("refused");
    }
  }

  @Test
  void aSuccessorThatDoesNotReadIsNotWaitedForForEver() throws Exception {
    int[] more = sockets(20_000);
    try (Predecessor predecessor = new Predecessor(more, sockets(0), SHORT)) {
      assertThat(predecessor.outcome()).isNotEqualTo("ready");
    }
  }

  @ParameterizedTest
  @CsvSource({"garbage", "readyready", "yours", "sluice-restart 1 1 0"})
  void aSuccessorThatTalksNonsenseIsNone(String words) throws Exception {
    try (Predecessor predecessor = new Predecessor(sockets(1), sockets(0), LIMIT);
        Records successor = new Records(pair.second())) {
      assertThat(successor.send(words)).isTrue();
      assertThat(predecessor.outcome()).isEqualTo("it does not speak as one");
    }
  }

  @Test
  void aPredecessorThatStopsKeepsItsSockets() throws Exception {
    try (Predecessor predecessor = new Predecessor(sockets(1), sockets(0), LIMIT);
        Inheritance inheritance = Inheritance.receive(pair.second(), LIMIT)) {
      predecessor.loop.get().stop();
      assertThat(predecessor.outcome()).isEqualTo("this one stops");
      assertThat(accede(inheritance)).isEqualTo("refused");
    }
  }

  @Test
  void aPredecessorThatDiesLeavesAll() throws Exception {
    Saying.send(pair.first(), "sluice-restart 1 1 0");
    Saying.send(pair.first(), "sockets", listener.fd());
    try (Inheritance inheritance = Inheritance.receive(pair.second(), LIMIT)) {
      pair.first().close();
      assertThat(accede(inheritance)).isEqualTo("settled");
      List<Fd> taken = inheritance.takeListeners();
      assertThat(taken).hasSize(1);
      taken.getFirst().close();
    }
  }

  /** What a predecessor says, {@code +n} being so many descriptors beside it. */
  @ParameterizedTest
  @CsvSource({
    "'', it is silent",
    "'sluice-restart 1 2 0|sockets+1', it is silent",
    "garbage, it does not speak as one",
    "sluice-restart 2 1 0, it does not speak as one",
    "sluice-restart 1 1, it does not speak as one",
    "sluice-restart 1 99999 0, it does not speak as one",
    "sluice-restart 1 0 0, 0 sockets",
    "sluice-restart 1 5000 0, 5000 sockets",
    "'sluice-restart 1 1 0|sockets', of 1 sockets 0 came",
    "'sluice-restart 1 2 0|sockets+1|yours', of 2 sockets 1 came",
    "'sluice-restart 1 1 0|other+1', of 1 sockets 1 came",
    "'sluice-restart 1 1 0|sockets+3', more sockets came than 1",
    "'sluice-restart 1 250 0|sockets+250', not all descriptors fit in (ulimit -n)",
    "end, it closed the connection",
    "'sluice-restart 1 2 1|sockets+2|end', it closed the connection",
    "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, more than 64 bytes at once",
  })
  void aPredecessorThatTalksNonsenseIsNone(String said, String found) throws Exception {
    for (String each : said.split("\\|", -1)) {
      if (each.equals("end")) {
        pair.first().close();
      } else if (!each.isEmpty()) {
        say(each);
      }
    }
    Duration limit = found.equals("it is silent") ? SHORT : LIMIT;
    assertThatThrownBy(() -> Inheritance.receive(pair.second(), limit))
        .isInstanceOf(IOException.class)
        .hasMessage("the predecessor hands nothing over: " + found);
  }

  private void say(String words) throws IOException {
    int plus = words.indexOf('+');
    int count = plus < 0 ? 0 : Integer.parseInt(words.substring(plus + 1));
    Saying.send(pair.first(), plus < 0 ? words : words.substring(0, plus), sockets(count));
  }

  @Test
  void theVariableSpeaksToTheChildOfOneParent() throws Exception {
    assertThat(Inheritance.fromParent(null, 77)).isNull();
    for (String other : List.of("", "3", "3:78", "x:77", "-1:77", "3:77:77", "99999999999:77")) {
      assertThat(Inheritance.fromParent(other, 77)).as(other).isNull();
    }
    assertThatThrownBy(() -> Inheritance.fromParent("900000000:77", 77))
        .hasMessageContaining("EBADF");
  }

  @Test
  void aCommandLineIsReadAsTheKernelKeepsIt() throws Exception {
    assertThat(SuccessorProcess.commandLine("java\0-jar\0a b\0\0x=\u00e4\0".getBytes(UTF_8)))
        .containsExactly("java", "-jar", "a b", "", "x=\u00e4");
    for (String wrong : List.of("", "java")) {
      assertThatThrownBy(() -> SuccessorProcess.commandLine(wrong.getBytes(UTF_8)))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("/proc/self/cmdline");
    }
  }
}
