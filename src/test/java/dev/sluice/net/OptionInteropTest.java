package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.errno.Errno;
import dev.sluice.net.OptionSockets.Kind;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.Ids;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import dev.sluice.sys.NetConstants;
import dev.sluice.sys.SockAddrBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Other programs say the same. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OptionInteropTest {
  @AutoClose private final OptionSockets sockets = new OptionSockets();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void ssSaysTheSameOfAConnection() throws Exception {
    Tools.require("ss iproute2");
    int listener = sockets.open(Kind.TCP);
    int client = sockets.connect(sockets.listen(listener));
    int server = sockets.accept(listener);
    transfer(client, server, 100_000);

    TcpInfo info = TcpOpts.INFO.get(client);
    String line = ss(client);

    assertThat(line).startsWith("ESTAB").contains(" " + TcpOpts.CONGESTION.get(client) + " ");
    assertThat(info.state()).isEqualTo(TcpState.ESTABLISHED);
    assertThat(count(line, "cwnd")).isEqualTo(info.congestion().sndCwnd());
    assertThat(count(line, "mss")).isEqualTo(info.sizes().sndMss());
    assertThat(count(line, "rcvmss")).isEqualTo(info.sizes().rcvMss());
    assertThat(count(line, "pmtu")).isEqualTo(info.sizes().pmtu());
    assertThat(count(line, "advmss")).isEqualTo(info.sizes().advmss());
    assertThat(count(line, "bytes_sent")).isEqualTo(info.traffic().bytesSent().orElseThrow());
    assertThat(count(line, "bytes_acked")).isEqualTo(info.traffic().bytesAcked().orElseThrow());
    assertThat(count(line, "data_segs_out")).isEqualTo(info.traffic().dataSegsOut().orElseThrow());
    assertThat(count(line, "delivered")).isEqualTo(info.traffic().delivered().orElseThrow());
    assertMillis(line, "rto", info.times().rto());
    assertMillis(line, "rtt", info.times().rtt());
    assertMillis(line, "minrtt", info.times().minRtt().orElseThrow());
    assertThat(line)
        .contains("wscale:" + info.agreed().sndWscale() + "," + info.agreed().rcvWscale() + " ");
  }

  @Test
  void ssNamesTheSameStates() throws Exception {
    Tools.require("ss iproute2");
    int listener = sockets.open(Kind.TCP);
    int client = sockets.connect(sockets.listen(listener));
    int server = sockets.accept(listener);
    assertThat(Net.shutdown(client, NetConstants.SHUT_WR)).isZero();
    assertThat(Messages.recv(server, arena.allocate(1), 0)).isZero();

    List<TcpState> states = new ArrayList<>();
    for (int fd : new int[] {listener, client, server}) {
      TcpState state = TcpOpts.INFO.get(fd).state();
      states.add(state);
      assertThat(ss(fd)).startsWith(state + " ");
    }

    assertThat(states).containsExactly(TcpState.LISTEN, TcpState.FIN_WAIT2, TcpState.CLOSE_WAIT);
    assertThat(TcpOpts.INFO.get(sockets.open(Kind.TCP)).state()).isEqualTo(TcpState.CLOSE);
  }

  /** The line of a socket, by its cookie, which no other one has. */
  private static String ss(int fd) throws Exception {
    String cookie = "sk:%x ".formatted(SockOpts.COOKIE.get(fd));
    return Run.output("ss", "-a", "-t", "-i", "-n", "-e", "-H", "-O")
        .lines()
        .map(line -> line + " ")
        .filter(line -> line.contains(cookie))
        .findFirst()
        .orElseThrow();
  }

  private static long count(String line, String name) {
    return (long) number(line, name);
  }

  private static double number(String line, String name) {
    Matcher matcher = Pattern.compile(" " + name + ":([0-9.e+-]+)").matcher(line);
    assertThat(matcher.find()).as("%s in %s", name, line).isTrue();
    return Double.parseDouble(matcher.group(1));
  }

  /** ss prints six digits. */
  private static void assertMillis(String line, String name, Duration time) {
    double millis = time.toNanos() / 1e6;
    assertThat(number(line, name)).as(name).isCloseTo(millis, within(millis * 1e-5));
  }

  private void transfer(int from, int to, int length) {
    MemorySegment bytes = arena.allocate(length);
    assertThat(Messages.send(from, bytes, 0)).isEqualTo(length);
    long received = 0;
    while (received < length) {
      received += Messages.recv(to, bytes, 0);
    }
    // The answer carries the acknowledgement of all that went before.
    assertThat(Messages.send(to, bytes.asSlice(0, 1), 0)).isEqualTo(1);
    assertThat(Messages.recv(from, bytes.asSlice(0, 1), 0)).isEqualTo(1);
  }

  @Test
  void thePeerOfAUnixSocketIsTheProcessThatConnected() throws Exception {
    Tools.require("python3 python3");
    int listener = sockets.open(Kind.UNIX);
    assertThat(SockOpts.PEERCRED.get(listener)).isEqualTo(new PeerCredentials(0, -1, -1));
    // An address without a path: the kernel picks an abstract name.
    SockAddrBuf address = SockAddrBuf.allocate();
    assertThat(Net.getsockname(listener, address)).isZero();
    assertThat(Net.bind(listener, address)).isZero();
    assertThat(Net.listen(listener, 1)).isZero();
    Process python =
        python(
            "import os, socket, sys",
            "s = socket.socket(socket.AF_UNIX)",
            "s.connect('\\0' + sys.argv[1])",
            "s.sendall(b'%d %d' % (os.getuid(), os.getgid()))",
            "s.recv(1)",
            abstractName(listener));
    try {
      int server = sockets.accept(listener);
      MemorySegment room = arena.allocate(64);
      long length = Messages.recv(server, room, 0);
      String[] ids =
          new String(room.asSlice(0, length).toArray(JAVA_BYTE), US_ASCII).split(" ", -1);

      PeerCredentials peer = SockOpts.PEERCRED.get(server);

      assertThat(peer)
          .isEqualTo(
              new PeerCredentials(
                  (int) python.pid(), Integer.parseInt(ids[0]), Integer.parseInt(ids[1])));
      assertThat(peer.pid()).isNotEqualTo(Ids.getpid());
    } finally {
      python.destroyForcibly().waitFor();
    }
  }

  /** As /proc/net/unix has it, by the inode of the socket. */
  private static String abstractName(int fd) throws Exception {
    String link = Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString();
    String inode = link.replaceAll("\\D", "");
    return Files.readAllLines(Path.of("/proc/net/unix")).stream()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(words -> words.length == 8 && words[6].equals(inode))
        .map(words -> words[7].substring(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void connectionsGoToTheSocketOfTheirCpu() throws Exception {
    Tools.require("python3 python3", "taskset util-linux");
    List<Integer> cpus = allowedCpus();
    int count = Math.min(cpus.getLast() + 1, 8);
    List<Integer> group = new ArrayList<>();
    SockAddrBuf address = SockAddrBuf.inet4("127.0.0.1", 0);
    for (int i = 0; i < count; i++) {
      int fd = sockets.open(Kind.TCP);
      SockOpts.REUSEPORT.set(fd, true);
      SockOpts.RCVTIMEO.set(fd, Duration.ofMillis(1));
      address = OptionSockets.bind(fd, "127.0.0.1", address.port());
      assertThat(Net.listen(fd, 16)).isZero();
      group.add(fd);
    }
    SockOpts.ATTACH_REUSEPORT_CBPF.set(group.getFirst(), ReusePort.byCpu(count));

    for (int cpu : cpus) {
      for (int i = 0; i < 3; i++) {
        connectFrom(cpu, address.port());
        int listener = group.get(cpu % count);
        assertThat(sockets.accept(listener)).as("from CPU %s", cpu).isNotNegative();
      }
    }
    for (int listener : group) {
      assertThat(Net.accept4(listener, null, 0)).isEqualTo(Errno.WOULD_BLOCK);
    }
    SockOpts.detachReuseportBpf(group.getFirst());
  }

  private static void connectFrom(int cpu, int port) throws Exception {
    Run.output(
        "taskset",
        "-c",
        "" + cpu,
        "python3",
        "-c",
        "import socket; socket.create_connection(('127.0.0.1', %d))".formatted(port));
  }

  /** At most two of them. */
  private static List<Integer> allowedCpus() throws Exception {
    String list =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("Cpus_allowed_list:"))
            .findFirst()
            .orElseThrow()
            .replaceFirst(".*:\\s*", "");
    List<Integer> cpus = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      String[] ends = range.split("-", -1);
      int last = Integer.parseInt(ends[ends.length - 1]);
      for (int cpu = Integer.parseInt(ends[0]); cpu <= last && cpus.size() < 2; cpu++) {
        cpus.add(cpu);
      }
    }
    return cpus;
  }

  private static Process python(String... linesAndArgument) throws Exception {
    int last = linesAndArgument.length - 1;
    String program = String.join("\n", List.of(linesAndArgument).subList(0, last));
    return new ProcessBuilder("python3", "-c", program, linesAndArgument[last])
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
