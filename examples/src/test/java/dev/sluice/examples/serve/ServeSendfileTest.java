package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.ServerProcess;
import dev.sluice.examples.TraceLog;
import dev.sluice.examples.TraceLog.Call;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of a file never enter the process: strace sees every call that could bring them. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ServeSendfileTest {
  private static final long GIB = 1L << 30;

  // All that moves bytes between a descriptor and memory, or between two descriptors.
  private static final String CALLS =
      "sendfile,read,pread64,readv,preadv,preadv2,recvfrom,recvmsg,recvmmsg,write,pwrite64,writev,"
          + "pwritev,pwritev2,sendto,sendmsg,sendmmsg,splice,tee,vmsplice,copy_file_range,mmap,"
          + "io_uring_setup,io_submit,process_vm_readv,ioctl";

  @Test
  void aGibibyteBySendfileAlone(@TempDir Path temp) throws Exception {
    Tools.require("curl", "strace", "sha256sum coreutils");
    Path dir = Files.createDirectory(temp.resolve("site"));
    Path file = dir.resolve("big.bin");
    Noise.sparse(file, GIB, 1 << 20);
    Path trace = temp.resolve("trace");
    String options = "-D -f -q -y -s0 --seccomp-bpf -e signal=none -e trace=" + CALLS;
    List<String> wrapper = new ArrayList<>(List.of("strace", "-o", trace.toString()));
    wrapper.addAll(List.of(options.split(" ", -1)));
    long pid;
    try (ServerProcess server = ServerProcess.start(wrapper, List.of(), "serve", dir.toString())) {
      pid = server.pid();
      String url = "http://127.0.0.1:" + server.port() + "/big.bin";
      String both = "sha256sum \"$0\" & curl -sS \"$1\" | sha256sum; wait";
      String[] sums = Run.output("sh", "-c", both, file.toString(), url).split("\n", -1);
      assertThat(sums[0]).matches("[0-9a-f]{64} .*");
      assertThat(sums[1].substring(0, 64)).isEqualTo(sums[0].substring(0, 64));
      assertThat(server.stop()).isEqualTo(0);
    }
    check(TraceLog.read(trace, pid), "<" + file.toRealPath() + ">");
  }

  private static void check(List<Call> calls, String file) {
    long sent = 0;
    long toSockets = 0;
    long fromSockets = 0;
    for (Call call : calls) {
      long count = Math.max(0, call.result());
      boolean ofSocket = call.arguments().contains("<socket:");
      if (call.name().equals("sendfile")) {
        assertThat(call.arguments()).contains("<socket:", file);
        sent += count;
      } else {
        // Neither read, nor mapped, nor moved by anything else.
        assertThat(call.arguments()).as(call.name()).doesNotContain(file);
        toSockets += ofSocket && isSend(call) ? count : 0;
        fromSockets += ofSocket && !isSend(call) ? count : 0;
      }
    }
    assertThat(sent).isEqualTo(GIB);
    assertThat(toSockets).as("bytes of the one head sent").isBetween(50L, 1000L);
    assertThat(fromSockets).as("bytes of the one request").isBetween(20L, 1000L);
  }

  private static boolean isSend(Call call) {
    return call.name().startsWith("send") || call.name().startsWith("write");
  }
}
