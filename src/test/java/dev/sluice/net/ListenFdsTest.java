package dev.sluice.net;

import static dev.sluice.net.Ends.LIMIT;
import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.support.Jvm;
import dev.sluice.support.Tools;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Io;
import dev.sluice.sys.Net;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sockets that somebody else opened. */
@Bounded
class ListenFdsTest {
  private static final String LAUNCHER =
      """
      import os, socket, sys
      path, command = sys.argv[1], sys.argv[2:]
      tcp = socket.create_server(('127.0.0.1', 0))
      unix = socket.socket(socket.AF_UNIX); unix.bind(path); unix.listen()
      udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); udp.bind(('127.0.0.1', 0))
      fds = [tcp.fileno(), unix.fileno(), udp.fileno()]
      high = [os.dup(fd) for fd in fds]
      print(tcp.getsockname()[1], udp.getsockname()[1], flush=True)
      for i, fd in enumerate(high):
          os.dup2(os.dup(fd), 3 + i, inheritable=True)
      os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS='3', LISTEN_FDNAMES='web:local')
      os.execv(command[0], command)
      """;

  @AutoClose private final Ends ends = new Ends();
  @TempDir private Path folder;

  /** Run by a launcher: adopts what it was given, and answers one client of each. */
  static final class Adopter {
    private Adopter() {}

    public static void main(String[] args) throws IOException {
      List<ListenFds.Inherited> taken = ListenFds.take();
      for (ListenFds.Inherited each : taken) {
        int flags = Descriptors.fcntl(each.fd().number(), F_GETFD, 0);
        System.out.println(each.name() + " " + each.fd().number() + " " + (flags & FD_CLOEXEC));
      }
      System.out.println(ListenFds.take().size());
      for (int i = 0; i < args.length; i++) {
        serve(args[i], taken.get(i).fd());
      }
    }

    private static void serve(String kind, Fd fd) throws IOException {
      switch (kind) {
        case "tcp" -> greet(TcpListener.adopt(fd));
        case "unix" -> greet(UnixListener.adopt(fd));
        case "udp" -> {
          try (UdpSocket socket = UdpSocket.adopt(fd)) {
            System.out.println(Ends.receive(socket));
          }
        }
        default -> throw new IllegalArgumentException(kind);
      }
    }

    private static <A extends SockAddr, S extends StreamSocket<A>> void greet(
        Listener<A, S> listener) throws ErrnoException {
      S client = Ends.accepted(listener);
      System.out.println(Ends.receive(client, 3));
      client.send(Ends.bytes("welcome"), false);
      client.close();
      listener.close();
    }
  }

  @Test
  void aLaunchersSocketsAreTaken() throws Exception {
    Tools.require("python3 python3");
    Path path = folder.resolve("local");
    List<String> command = new ArrayList<>(List.of("python3", "-c", LAUNCHER, path.toString()));
    command.addAll(Jvm.command(List.of(), Adopter.class, "tcp", "unix", "udp"));
    try (Program launched = Program.start(command)) {
      String[] ports = launched.readLine().split(" ", 2);
      assertThat(launched.readLine()).isEqualTo("web 3 1");
      assertThat(launched.readLine()).isEqualTo("local 4 1");
      assertThat(launched.readLine()).isEqualTo("unknown 5 1");
      assertThat(launched.readLine()).as("taken once").isEqualTo("0");

      SockAddr.Inet tcp = SockAddr.inet4("127.0.0.1", Integer.parseInt(ports[0]));
      assertGreets(launched, TcpStream.connect(tcp, LIMIT));
      assertGreets(launched, UnixStream.connect(SockAddr.unix(path.toString()), LIMIT));
      UdpSocket udp = ends.add(UdpSocket.open(AF_INET));
      udp.connect(SockAddr.inet4("127.0.0.1", Integer.parseInt(ports[1])));
      udp.send(Ends.bytes("datagram"));
      assertThat(launched.readLine()).isEqualTo("datagram");
      launched.assertEnds();
    }
  }

  @Test
  void systemdsToolHandsOverItsListener() throws Exception {
    Tools.require("systemd-socket-activate systemd");
    Path path = folder.resolve("activated");
    List<String> command =
        new ArrayList<>(
            List.of("systemd-socket-activate", "--fdname=front", "-l", path.toString()));
    command.addAll(Jvm.command(List.of(), Adopter.class, "unix"));
    try (Program launched = Program.start(command)) {
      // It starts the program when the first client comes.
      UnixStream client = connected(SockAddr.unix(path.toString()));
      assertThat(launched.readLine()).isEqualTo("front 3 1");
      assertThat(launched.readLine()).isEqualTo("0");
      assertGreets(launched, client);
      launched.assertEnds();
    }
  }

  private void assertGreets(Program launched, StreamSocket<?> client) throws Exception {
    ends.add(client);
    client.send(Ends.bytes("hi!"), false);
    assertThat(launched.readLine()).isEqualTo("hi!");
    assertThat(Ends.receive(client, 8)).isEqualTo("welcome");
  }

  private static UnixStream connected(UnixAddr address) throws Exception {
    while (true) {
      try {
        return UnixStream.connect(address, LIMIT);
      } catch (ErrnoException e) {
        Thread.sleep(5);
      }
    }
  }

  @Test
  void theVariablesAreForOneProcess() {
    Map<String, String> ours =
        Map.of("LISTEN_PID", "77", "LISTEN_FDS", "3", "LISTEN_FDNAMES", "a::c:d");

    assertThat(ListenFds.names(ours, 77)).containsExactly("a", "unknown", "c");
    assertThat(ListenFds.names(ours, 78)).isEmpty();
    assertThat(ListenFds.names(Map.of(), 77)).isEmpty();
    assertThat(ListenFds.names(Map.of("LISTEN_FDS", "3"), 77)).isEmpty();
    assertThat(ListenFds.names(Map.of("LISTEN_PID", "77"), 77)).isEmpty();
    assertThat(ListenFds.names(Map.of("LISTEN_PID", "77", "LISTEN_FDS", "1"), 77))
        .containsExactly("unknown");
    for (String wrong : new String[] {"x", "-1", "99999999999", " 1"}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ListenFds.names(Map.of("LISTEN_PID", "77", "LISTEN_FDS", wrong), 77))
          .withMessage("LISTEN_FDS is no number: " + wrong);
    }
  }

  @Test
  void onlyWhatItSaysIsAdopted() throws Exception {
    try (Fd listener = listening(AF_INET);
        Fd local = listening(AF_UNIX);
        Fd idle = Fd.adopt(Net.socket(AF_INET, SOCK_STREAM, 0));
        Fd udp = UdpSocket.bound(SockAddr.inet4("127.0.0.1", 0)).detach()) {
      assertThatIllegalArgumentException().isThrownBy(() -> TcpListener.adopt(idle));
      assertThatIllegalArgumentException().isThrownBy(() -> TcpListener.adopt(udp));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TcpListener.adopt(local))
          .withMessage(local + " is no TCP socket: family 1, type 1, protocol 0");
      assertThatIllegalArgumentException().isThrownBy(() -> UnixListener.adopt(listener));
      assertThatIllegalArgumentException().isThrownBy(() -> SeqPacketListener.adopt(local));
      assertThatIllegalArgumentException().isThrownBy(() -> UdpSocket.adopt(listener));
      assertThatIllegalArgumentException().isThrownBy(() -> UnixDatagram.adopt(udp));
      assertThat(listener.isOpen() && local.isOpen() && idle.isOpen() && udp.isOpen()).isTrue();
      try (TcpListener adopted = TcpListener.adopt(listener)) {
        assertThat(adopted.accept()).as("does not block").isNull();
      }
      try (UdpSocket adopted = UdpSocket.adopt(udp)) {
        assertThat(adopted.receive(ByteBuffer.allocate(1))).isNegative();
      }
    }
    int[] pipe = new int[2];
    assertThat(Io.pipe2(pipe, 0)).isZero();
    try (Fd read = Fd.adopt(pipe[0]);
        Fd write = Fd.adopt(pipe[1])) {
      assertThatThrownBy(() -> TcpListener.adopt(read)).hasMessageContaining("ENOTSOCK");
      assertThatThrownBy(() -> UnixDatagram.adopt(write)).hasMessageContaining("ENOTSOCK");
    }
  }

  private static Fd listening(int family) {
    Fd fd = Fd.adopt(Net.socket(family, SOCK_STREAM, 0));
    assertThat(
            Net.bind(
                fd.number(),
                Endpoint.encoded(
                    family == AF_UNIX ? SockAddr.unixUnnamed() : SockAddr.inet4("127.0.0.1", 0))))
        .isZero();
    assertThat(Net.listen(fd.number(), 1)).isZero();
    return fd;
  }
}
