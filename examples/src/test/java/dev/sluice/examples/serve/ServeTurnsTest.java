package dev.sluice.examples.serve;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.examples.TraceLog;
import dev.sluice.examples.TraceLog.Call;
import dev.sluice.net.SockAddr;
import dev.sluice.net.TcpOpts;
import dev.sluice.net.TcpStream;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much goes out at once: neither too little in a packet nor too much in a turn. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ServeTurnsTest {
  private static final int BIG = 16 << 20;
  private static final long TURN = 1 << 20;
  private static final String REQUEST = "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n";

  @Test
  void headAndFirstBytesShareASegment(@TempDir Path dir) throws Exception {
    Files.write(dir.resolve("file"), Noise.bytes(1, 10_000));
    try (ServerProcess server = ServerProcess.start("serve", dir.toString());
        TcpStream client = TcpStream.connect(SockAddr.inet4("127.0.0.1", server.port()))) {
      long fewest = Long.MAX_VALUE;
      for (int i = 0; i < 10; i++) {
        long before = segments(client);
        client.outputStream().write(String.format(REQUEST, "file").getBytes(US_ASCII));
        InputStream in = client.inputStream();
        assertThat(Answer.read(in, true).body()).hasSize(10_000);
        fewest = Math.min(fewest, segments(client) - before);
      }
      // Loopback's segments take 64 KiB; one may ever be sent again.
      assertThat(fewest).isEqualTo(1);
      assertThat(server.stop()).isEqualTo(0);
    }
  }

  private static long segments(TcpStream client) throws IOException {
    return client.get(TcpOpts.INFO).traffic().dataSegsIn().orElseThrow();
  }

  /** Two readers of large files: neither gets more than its share before the other is asked. */
  @Test
  void aTurnHasABudget(@TempDir Path temp) throws Exception {
    Tools.require("strace");
    Path dir = Files.createDirectory(temp.resolve("site"));
    Noise.sparse(dir.resolve("big"), BIG, 1 << 20);
    Path trace = temp.resolve("trace");
    String options = "-D -f -q -y --seccomp-bpf -e signal=none -e trace=";
    String calls = "sendfile,epoll_wait,epoll_pwait,epoll_pwait2";
    List<String> wrapper = new ArrayList<>(List.of("strace", "-o", trace.toString()));
    wrapper.addAll(List.of((options + calls).split(" ", -1)));
    long pid;
    try (ServerProcess server = ServerProcess.start(wrapper, List.of(), "serve", dir.toString());
        RawClient one = RawClient.connect(server.port());
        RawClient other = RawClient.connect(server.port())) {
      pid = server.pid();
      one.send(String.format(REQUEST, "big"));
      other.send(String.format(REQUEST, "big"));
      assertThat(one.answer().body()).hasSize(BIG);
      assertThat(other.answer().body()).hasSize(BIG);
      assertThat(server.stop()).isEqualTo(0);
    }
    Map<String, Long> sent = new HashMap<>();
    long all = 0;
    for (Call call : TraceLog.read(trace, pid)) {
      if (!call.name().equals("sendfile")) {
        // A turn ends.
        sent.clear();
        continue;
      }
      String socket = call.arguments().substring(0, call.arguments().indexOf(','));
      long count = Math.max(0, call.result());
      all += count;
      assertThat(sent.merge(socket, count, Long::sum)).as(socket).isLessThanOrEqualTo(TURN);
    }
    assertThat(all).isEqualTo(2L * BIG);
  }
}
