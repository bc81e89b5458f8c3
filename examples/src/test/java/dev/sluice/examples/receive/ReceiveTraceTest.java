package dev.sluice.examples.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.examples.TraceLog;
import dev.sluice.examples.TraceLog.Call;
import dev.sluice.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What strace sees of uploads: splice brings them, and fsync comes before the answer. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ReceiveTraceTest {
  private static final int SIZE = 16 << 20;
  private static final String CALLS =
      "splice,recvfrom,recvmsg,readv,sendto,sendmsg,write,pwrite64,fsync,fdatasync,link,linkat,"
          + "rename,renameat2,mmap";

  @Test
  void bytesDoNotEnter(@TempDir Path temp) throws Exception {
    Tools.require("strace");
    Path dir = Files.createDirectory(temp.resolve("inbox")).toRealPath();
    Path trace = temp.resolve("trace");
    String options = "-D -f -q -y -s0 --seccomp-bpf -e signal=none -e trace=" + CALLS;
    List<String> wrapper = new ArrayList<>(List.of("strace", "-o", trace.toString()));
    wrapper.addAll(List.of(options.split(" ", -1)));
    long pid;
    try (ServerProcess server =
        ServerProcess.start(wrapper, List.of(), "receive", "--dir", dir.toString(), "--fsync")) {
      pid = server.pid();
      try (RawClient client = RawClient.connect(server.port())) {
        // In one piece, so that bytes of the file wait behind the header.
        byte[] header = new Header(SIZE, "file").toBytes();
        byte[] all = new byte[header.length + SIZE];
        System.arraycopy(header, 0, all, 0, header.length);
        assertThat(new String(client.send(all).untilEnd(), ISO_8859_1))
            .isEqualTo("OK " + SIZE + " file\n");
      }
      assertThat(server.stop()).isEqualTo(0);
    }
    check(TraceLog.read(trace, pid), dir.toString());
  }

  private static void check(List<Call> calls, String dir) {
    String part = "<" + dir + "/.upload-";
    long in = 0;
    long out = 0;
    long taken = 0;
    List<String> order = new ArrayList<>();
    for (Call call : calls) {
      String arguments = call.arguments();
      boolean ofSocket = arguments.contains("<socket:") || arguments.contains("<TCP:");
      long count = Math.max(0, call.result());
      if (call.name().equals("splice")) {
        in += ofSocket ? count : 0;
        out += arguments.contains(part) ? count : 0;
      } else if (call.name().equals("recvfrom") && !arguments.contains("MSG_PEEK")) {
        taken += count;
      } else if (call.name().equals("fsync")) {
        order.add(arguments.contains(part) ? "fsync file" : "fsync folder");
      } else if (call.name().startsWith("link") || call.name().equals("sendto")) {
        order.add(call.name().startsWith("link") ? "link" : "answer");
      } else {
        assertThat(arguments).as(call.name()).doesNotContain(part);
      }
    }
    assertThat(in).as("spliced from the socket").isEqualTo(SIZE);
    assertThat(out).as("spliced to the file").isEqualTo(SIZE);
    assertThat(taken).as("received: the header").isEqualTo("PUT 16777216 file\n".length());
    assertThat(order).containsExactly("fsync file", "link", "fsync folder", "answer");
  }
}
