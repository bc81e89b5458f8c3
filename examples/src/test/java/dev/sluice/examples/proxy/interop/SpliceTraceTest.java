package dev.sluice.examples.proxy.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.ServerProcess;
import dev.sluice.examples.TraceLog;
import dev.sluice.examples.TraceLog.Call;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.transfer.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bytes cross the proxy without entering it: strace sees every call that could bring them. {@code
 * -Dsluice.interop.bytes=1073741824} makes it a gibibyte each way.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class SpliceTraceTest {
  // All that moves bytes between a descriptor and memory, or between two descriptors.
  private static final String CALLS =
      "splice,tee,vmsplice,sendfile,read,pread64,readv,preadv,preadv2,recvfrom,recvmsg,recvmmsg,"
          + "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,copy_file_range,"
          + "io_uring_setup,io_submit,process_vm_readv";

  private static final long HEADS = 4096;

  @TempDir private Path folder;

  @Test
  void bySpliceAlone() throws Exception {
    Tools.require("strace", "nginx", "curl", "sha256sum coreutils");
    int port = Program.freePort();
    Path trace = folder.resolve("trace");
    String options = "-D -f -q -y -s0 --seccomp-bpf -e signal=none -e trace=" + CALLS;
    List<String> wrapper = new ArrayList<>(List.of("strace", "-o", trace.toString()));
    wrapper.addAll(List.of(options.split(" ", -1)));
    long pid;
    try (Program nginx = Nginx.start(folder, port);
        ServerProcess proxy =
            ServerProcess.start(wrapper, List.of(), Proxies.arguments(Mode.SPLICE, port))) {
      nginx.awaitListening(port);
      pid = proxy.pid();
      moveBothWays("http://127.0.0.1:" + proxy.port() + "/");
      assertThat(proxy.stop()).isZero();
    }
    check(TraceLog.read(trace, pid));
  }

  private void moveBothWays(String url) throws Exception {
    Path large = Content.file(Nginx.root(folder).resolve("large"), 6, Content.LARGE);
    String sum = Content.sha256(large);
    String get = "curl -sS --fail \"$0\" | sha256sum";
    assertThat(Run.output("sh", "-c", get, url + "large")).isEqualTo(sum + "  -\n");
    Run.output("curl", "-sS", "--fail", "-T", large.toString(), url + "put/large");
    assertThat(Content.sha256(Nginx.root(folder).resolve("put/large"))).isEqualTo(sum);
  }

  private static void check(List<Call> calls) {
    long in = 0;
    long out = 0;
    for (Call call : calls) {
      int socket = call.arguments().indexOf("<socket:");
      int pipe = call.arguments().indexOf("<pipe:");
      if (call.name().equals("splice")) {
        assertThat(socket).isNotNegative();
        assertThat(pipe).isNotNegative();
        in += socket < pipe ? Math.max(0, call.result()) : 0;
        out += socket > pipe ? Math.max(0, call.result()) : 0;
      } else {
        // Neither from a socket nor to one, nor between a pipe of theirs and memory.
        assertThat(socket).as("%s", call).isNegative();
        assertThat(call.result()).as("%s", call).isLessThan(pipe < 0 ? Long.MAX_VALUE : HEADS);
      }
    }
    assertThat(in).isBetween(2 * Content.LARGE, 2 * Content.LARGE + HEADS);
    assertThat(out).isEqualTo(in);
  }
}
