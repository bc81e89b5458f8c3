package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.UdpOptionConstants.UDP_GRO;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fd.Fd;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.Io;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Control messages to and from Python's, which stand on libc. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MessageInteropTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;
  @AutoClose private final TestSockets sockets = new TestSockets();
  @AutoClose private final Arena arena = Arena.ofShared();

  @BeforeEach
  void needPython() {
    Tools.require("python3 python3");
  }

  /** Runs a script, its argument in {@code sys.argv[1]}, beside this thread. */
  private static CompletableFuture<String> python(String script, String argument) {
    List<String> command = new ArrayList<>(List.of("python3", "-c"));
    command.add("import os, socket, struct, sys\n" + script);
    command.add(argument);
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            Run run = Run.command(LIMIT, command);
            assertThat(run.exit()).as(run.err()).isZero();
            return run.out().strip();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        },
        run -> new Thread(run).start());
  }

  private int listen(Path path) {
    int fd = sockets.add(Net.socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    assertThat(Net.bind(fd, SockAddrBuf.unix(path.toString()))).isZero();
    assertThat(Net.listen(fd, 1)).isZero();
    return fd;
  }

  private String read(int fd) {
    MemorySegment room = arena.allocate(64);
    int length = Math.toIntExact(Io.read(fd, room));
    return new String(room.asSlice(0, length).toArray(JAVA_BYTE), US_ASCII);
  }

  private Message message(int size) {
    return Message.allocate(arena, 1, 256).add(arena.allocate(size));
  }

  @Test
  void descriptorsComeFromPython() throws Exception {
    Path path = folder.resolve("socket");
    int listener = listen(path);
    CompletableFuture<String> script =
        python(
            """
            with socket.socket(socket.AF_UNIX) as s:
                s.connect(sys.argv[1])
                r, w = os.pipe()
                os.write(w, b"from python")
                socket.send_fds(s, [b"two"], [r, w])
                s.recv(1)
            """,
            path.toString());
    int peer = sockets.add(Net.accept4(listener, null, SOCK_CLOEXEC));
    Message received = message(8);

    assertThat(received.receive(peer, 0)).isEqualTo(3);
    List<Fd> fds = TestSockets.descriptors(received);
    assertThat(fds).hasSize(2);
    assertThat(read(fds.get(0).number())).isEqualTo("from python");
    message(1).send(peer, 0);
    script.join();
    fds.forEach(Fd::close);
  }

  @Test
  void descriptorsGoToPython() throws Exception {
    Path path = folder.resolve("socket");
    int listener = listen(path);
    TestSockets.Pair pipe = sockets.pipe();
    CompletableFuture<String> script =
        python(
            """
            with socket.socket(socket.AF_UNIX) as s:
                s.connect(sys.argv[1])
                data, fds, flags, _ = socket.recv_fds(s, 8, 4)
                os.write(fds[1], b"from python")
                print(len(data), len(fds), flags & socket.MSG_CTRUNC)
            """,
            path.toString());
    int peer = sockets.add(Net.accept4(listener, null, SOCK_CLOEXEC));

    message(5).control(ControlMessage.rights(pipe.first(), pipe.second())).send(peer, 0);

    assertThat(script.join()).isEqualTo("5 2 0");
    assertThat(read(pipe.first())).isEqualTo("from python");
  }

  @Test
  void whatPythonCutsIntoDatagramsComesTogether() throws Exception {
    int receiver = sockets.udp("127.0.0.1");
    TestSockets.option(receiver, IPPROTO_UDP, UDP_GRO);
    Message received = message(100);
    CompletableFuture<String> script =
        python(
            """
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                segment = [(socket.IPPROTO_UDP, 103, struct.pack("H", 10))]
                print(s.sendmsg([b"x" * 25], segment, 0, ("127.0.0.1", int(sys.argv[1]))))
            """,
            "" + TestSockets.nameOf(receiver).port());

    assertThat(received.receive(receiver, 0)).isEqualTo(25);
    assertThat(received.controlMessages()).containsExactly(new ControlMessage.SegmentSize(10));
    assertThat(script.join()).isEqualTo("25");
  }

  @Test
  void whatIsCutIntoDatagramsComesToPython() throws Exception {
    int sender = sockets.udp("127.0.0.1");
    Message asked = message(8);
    CompletableFuture<String> script =
        python(
            """
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as s:
                s.sendto(b"apart", ("127.0.0.1", int(sys.argv[1])))
                lengths = [len(s.recv(100)) for _ in range(3)]
                s.setsockopt(socket.IPPROTO_UDP, 104, 1)
                s.sendto(b"whole", ("127.0.0.1", int(sys.argv[1])))
                data, control, _, _ = s.recvmsg(100, 100)
                size = [struct.unpack("i", d)[0] for l, t, d in control if (l, t) == (17, 104)]
                print(lengths, len(data), size)
            """,
            "" + TestSockets.nameOf(sender).port());

    for (int i = 0; i < 2; i++) {
      assertThat(asked.receive(sender, 0)).isEqualTo(5);
      message(25).peer(asked.peer()).control(new ControlMessage.SegmentSize(10)).send(sender, 0);
    }
    assertThat(script.join()).isEqualTo("[10, 10, 5] 25 [10]");
  }
}
