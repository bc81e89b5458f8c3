package dev.sluice.examples.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.examples.TraceLog;
import dev.sluice.examples.TraceLog.Call;
import dev.sluice.support.Tools;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What strace sees of a mirror: the bytes are in splice and tee alone. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class MirrorTraceTest {
  private static final int SIZE = 32 << 20;
  private static final String CALLS =
      "splice,tee,vmsplice,sendfile,read,pread64,readv,preadv,preadv2,recvfrom,recvmsg,recvmmsg,"
          + "write,pwrite64,writev,sendto,sendmsg,sendmmsg,copy_file_range";

  @Test
  void bytesDoNotEnter(@TempDir Path temp) throws Exception {
    Tools.require("strace");
    Path trace = temp.resolve("trace");
    String options = "-D -f -q -y -s0 --seccomp-bpf -e signal=none -e trace=" + CALLS;
    List<String> wrapper = new ArrayList<>(List.of("strace", "-o", trace.toString()));
    wrapper.addAll(List.of(options.split(" ", -1)));
    long pid;
    byte[] none = {};
    try (Sink server = new Sink();
        Sink mirror = new Sink();
        ServerProcess process =
            ServerProcess.start(
                wrapper,
                List.of(),
                "mirror",
                "--to",
                server.address(),
                "--mirror",
                mirror.address(),
                "--lag",
                "1G")) {
      pid = process.pid();
      CompletableFuture<String> atServer = server.take(none);
      CompletableFuture<String> atMirror = mirror.take(none);
      try (RawClient client = RawClient.connect(process.port())) {
        assertThat(client.send(new byte[SIZE]).endOutput().untilEnd()).isEmpty();
      }
      assertThat(atServer.get()).startsWith(SIZE + " ").isEqualTo(atMirror.get());
      assertThat(process.stop()).isEqualTo(0);
    }
    Map<String, Long> moved = new HashMap<>();
    for (Call call : TraceLog.read(trace, pid)) {
      // Files and pipes are the JVM's own business, as at its start.
      if (call.arguments().contains("<socket:") || call.name().equals("tee")) {
        moved.merge(call.name(), Math.max(0, call.result()), Long::sum);
      }
    }
    // In once, and out twice.
    assertThat(moved.remove("splice")).isEqualTo(3L * SIZE);
    assertThat(moved.remove("tee")).isEqualTo(SIZE);
    assertThat(moved.values()).allMatch(bytes -> bytes == 0);
  }
}
