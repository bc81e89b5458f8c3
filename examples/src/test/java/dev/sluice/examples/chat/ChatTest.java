package dev.sluice.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Everybody hears what is said in the room, and nobody can spoil it for the others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ChatTest {
  private static final String ASKED = "* What is your name?\n";
  private static final String COMMANDS = "* /join ROOM, /who, /quit; all else goes to the room\n";

  private static final int BATCH = 16;

  private final ExecutorService senders = Executors.newCachedThreadPool();
  private ServerProcess server;
  private int descriptors;

  @BeforeAll
  void start() throws IOException {
    Tools.require("nc netcat-openbsd");
    server = ServerProcess.start("chat", "--max-pending", "65536");
  }

  @BeforeEach
  void count() {
    descriptors = server.settledDescriptors();
  }

  @AfterEach
  void stillWell() {
    assertThat(server.isAlive()).as(server.errors()).isTrue();
    server.awaitDescriptors(descriptors);
    assertThat(server.errors()).isEmpty();
  }

  @AfterAll
  void stop() throws InterruptedException {
    senders.shutdownNow();
    try (ServerProcess s = server) {
      assertThat(s.stop()).isEqualTo(0);
    }
  }

  private Caller call(String name) throws IOException {
    return Caller.call(server.port(), name);
  }

  private RawClient client() throws IOException {
    return RawClient.connect(server.port());
  }

  private static void hears(RawClient client, String text) throws IOException {
    byte[] expected = text.getBytes(UTF_8);
    assertThat(new String(client.in().readNBytes(expected.length), UTF_8)).isEqualTo(text);
  }

  @Test
  void threeTalk() throws Exception {
    try (Caller ann = call("ann");
        Caller bob = call("bob");
        Caller joe = call("jörg")) {
      ann.hears("* bob is in lobby", "* jörg is in lobby").says("hello");
      bob.hears("* jörg is in lobby", "ann: hello").says("hello, ann");
      joe.hears("ann: hello", "bob: hello, ann").says("schön hier");
      bob.hears("bob: hello, ann", "jörg: schön hier").hangsUp();
      ann.hears("ann: hello", "bob: hello, ann", "jörg: schön hier", "* bob has left");
      joe.hears("jörg: schön hier", "* bob has left").says("/who").hears("* in lobby: ann, jörg");
      ann.says("/quit").hears("* Bye");
      assertThat(ann.hearsToTheEnd()).isEmpty();
      joe.hears("* ann has left");
    }
  }

  @Test
  void roomsAreApart() throws Exception {
    try (Caller ann = call("ann");
        Caller bob = call("bob");
        Caller eve = call("eve")) {
      ann.hears("* bob is in lobby", "* eve is in lobby").says("/join tea");
      ann.hears("* ann is in tea").says("anybody?").hears("ann: anybody?");
      bob.hears("* eve is in lobby", "* ann has left").says("/join tea").hears("* bob is in tea");
      ann.hears("* bob is in tea").says("/who").hears("* in tea: ann, bob").says("tea?");
      bob.hears("ann: tea?").says("yes").hears("bob: yes");
      // Nothing of that.
      eve.hears("* ann has left", "* bob has left").says("/who").hears("* in lobby: eve");
    }
  }

  @Test
  void oneNameOncePerRoom() throws Exception {
    try (Caller ann = call("ann");
        Caller other = Caller.call(server.port())) {
      other.says("ann").hears("* ann is here already. What is your name?");
      ann.says("/join tea").hears("* ann is in tea");
      other.says("ann").hearsCommands().hears("* ann is in lobby");
      other.says("/join tea").hears("* ann is in tea already");
      ann.says("/join tea").hears("* ann is in tea already").says("alone").hears("ann: alone");
      other.says("still here").hears("ann: still here");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "two words",
        "/join",
        "\u001b[2J",
        "a\u0301",
        "1234567890123456789012345"
      })
  void noName(String name) throws Exception {
    try (Caller caller = Caller.call(server.port())) {
      caller.says(name);
      caller.hears("* letters, digits and _ . - , at most 24. What is your name?");
      caller.says("  x1_.-  ").hearsCommands().hears("* x1_.- is in lobby");
      caller.says("/join " + name);
      caller.hears("* letters, digits and _ . - , at most 24").says("/fly").hearsCommands();
    }
  }

  @Test
  void byteByByte() throws Exception {
    try (Caller bob = call("bob");
        RawClient ann = client()) {
      byte[] all = "ann\r\nzwölf € 😀\r\n\r\n/who\r\nhalf".getBytes(UTF_8);
      byte[][] bytes = new byte[all.length][];
      for (int i = 0; i < all.length; i++) {
        bytes[i] = new byte[] {all[i]};
      }
      ann.sendApart(bytes);
      hears(ann, ASKED + COMMANDS + "* ann is in lobby\nann: zwölf € 😀\n* in lobby: bob, ann\n");
      // What is no line yet is nobody's business, nor when it never will be.
      ann.endOutput();
      assertThat(ann.untilEnd()).isEmpty();
      bob.hears("* ann is in lobby", "ann: zwölf € 😀", "* ann has left");
    }
  }

  @Test
  void allAtOnce(@TempDir Path temp) throws Exception {
    Path said = Files.writeString(temp.resolve("said"), "ann\none\n/join tea\ntwo\n");
    String script = "nc -N 127.0.0.1 \"$1\" < \"$0\"";
    Run run = Run.command("sh", "-c", script, said.toString(), String.valueOf(server.port()));
    assertThat(run.exit()).isEqualTo(0);
    assertThat(run.out())
        .isEqualTo(ASKED + COMMANDS + "* ann is in lobby\nann: one\n* ann is in tea\nann: two\n");
  }

  @ParameterizedTest
  @CsvSource({"1024, \\n", "1024, \\r\\n", "1025, \\n", "1025, \\r\\n", "1026, ''", "60000, ''"})
  void longLines(int length, String end) throws Exception {
    try (RawClient ann = client();
        Caller bob = call("bob")) {
      String line = "x".repeat(length);
      ann.send("ann\n" + line + end.translateEscapes());
      hears(ann, ASKED + COMMANDS + "* ann is in lobby\n");
      if (length <= 1024) {
        hears(ann, "ann: " + line + "\n");
        bob.hears("* ann is in lobby", "ann: " + line);
      } else {
        hears(ann, "* A line has at most 1024 bytes. Bye\n");
        assertThat(ann.untilEnd()).isEmpty();
        bob.hears("* ann is in lobby", "* ann has left").says("on we go").hears("bob: on we go");
      }
    }
  }

  /** Escape sequences in 7 and in 8 bits, no UTF-8, telnet's commands, right to left. */
  @Test
  void nothingHarmsATerminal() throws Exception {
    try (RawClient ann = client();
        Caller bob = call("bob")) {
      ann.send("ann\na\u001b[2Jb\u0007\b\tc\u007f\r\r\n");
      ann.send("\u00ff\u00f4\u00ff\u00fd\u0006 \u00c3( \u00e2\u0082\n");
      ann.send("\u009b31m\n".getBytes(UTF_8)).send("x\u202Ey\u2028z\u200F\n".getBytes(UTF_8));
      bob.hears("* ann is in lobby", "ann: a�[2Jb���c��");
      bob.hears("ann: ����� �( �");
      bob.hears("ann: �31m", "ann: x�y�z�");
    }
  }

  /** Much more than the kernel and the bound hold, while the others never wait for it. */
  @Test
  void whoNeverReadsIsDisconnected() throws Exception {
    String said = "x".repeat(1000) + "\n";
    try (RawClient ann = client();
        RawClient bob = client();
        Caller deaf = Caller.call(server.port())) {
      ann.send("ann\n");
      hears(ann, ASKED + COMMANDS + "* ann is in lobby\n");
      bob.send("bob\n");
      hears(bob, ASKED + COMMANDS + "* bob is in lobby\n");
      deaf.says("deaf").hearsCommands();
      hears(ann, "* bob is in lobby\n* deaf is in lobby\n");
      hears(bob, "* deaf is in lobby\n");
      int batches = 0;
      boolean gone = false;
      while (!gone) {
        assertThat(batches++).isLessThan(4000);
        ann.send(said.repeat(BATCH));
        gone = hearsBatchAndLeaving(ann, "ann: " + said);
        assertThat(hearsBatchAndLeaving(bob, "ann: " + said)).isEqualTo(gone);
      }
      ann.send("/who\n");
      hears(ann, "* in lobby: ann, bob\n");
      // It was cut off in the middle.
      long all = (long) batches * BATCH * said.length();
      assertThat((long) deaf.hearsToTheEnd().length()).isBetween(1000L, all);
    }
  }

  /** Hears each line of a batch; true when it was told meanwhile that one is gone. */
  private static boolean hearsBatchAndLeaving(RawClient client, String expected)
      throws IOException {
    boolean gone = false;
    for (int heard = 0; heard < BATCH; ) {
      String line = line(client);
      if (line.equals("* deaf has left\n")) {
        gone = true;
      } else {
        assertThat(line).isEqualTo(expected);
        heard++;
      }
    }
    return gone;
  }

  /** Who asks more than it reads is heard no more until it reads, and loses nothing. */
  @Test
  void whoAsksMuchAndReadsLate() throws Exception {
    int count = 400_000;
    try (RawClient ann = RawClient.connect(server.port(), 4096);
        Caller bob = call("bob")) {
      ann.send("ann\n");
      bob.hears("* ann is in lobby");
      Future<?> sender = senders.submit(() -> ann.send("/who\n".repeat(count)));
      bob.says("I").hears("bob: I").says("do not wait").hears("bob: do not wait");
      hears(ann, ASKED + COMMANDS + "* ann is in lobby\n");
      for (int answers = 0; answers < count; ) {
        String line = line(ann);
        if (!line.startsWith("bob: ")) {
          assertThat(line).isEqualTo("* in lobby: bob, ann\n");
          answers++;
        }
      }
      sender.get();
      ann.send("done\n");
      bob.hears("ann: done");
    }
  }

  private static String line(RawClient client) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int b = client.in().read(); ; b = client.in().read()) {
      assertThat(b).isNotNegative();
      line.append((char) b);
      if (b == '\n') {
        return line.toString();
      }
    }
  }

  @Test
  void aCrowd() throws Exception {
    int size = 100;
    RawClient[] crowd = new RawClient[size];
    try {
      for (int i = 0; i < size; i++) {
        crowd[i] = client().send("n" + i + "\n");
        hears(crowd[i], ASKED + COMMANDS + "* n" + i + " is in lobby\n");
      }
      for (int i = 0; i < size; i++) {
        for (int j = i + 1; j < size; j++) {
          hears(crowd[i], "* n" + j + " is in lobby\n");
        }
      }
      crowd[0].send("/who\nhi\n");
      hears(crowd[0], "* in lobby: n0, n1, ");
      assertThat(line(crowd[0])).endsWith(", n49 and 50 more\n");
      for (RawClient each : crowd) {
        hears(each, "n0: hi\n");
      }
      // All at once, and each is told of others that go.
      for (RawClient each : crowd) {
        each.reset();
      }
    } finally {
      for (RawClient each : crowd) {
        if (each != null) {
          each.close();
        }
      }
    }
  }

  /** The option prevails over the host, which is nobody's (RFC 5737). */
  @Test
  void listensAndStopsWhileTheyTalk() throws Exception {
    try (ServerProcess own =
            ServerProcess.start("chat", "--host", "192.0.2.1", "--listen", "127.0.0.1:0");
        Caller ann = Caller.call(own.port(), "ann");
        Caller nameless = Caller.call(own.port())) {
      ann.says("hello").hears("ann: hello");
      assertThat(own.stop()).isEqualTo(0);
      assertThat(ann.hearsToTheEnd()).isEmpty();
      assertThat(nameless.hearsToTheEnd()).isEmpty();
      assertThat(own.errors()).isEmpty();
    }
  }
}
