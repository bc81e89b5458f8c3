package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of a file never enter the process: strace sees every call that could bring them. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class ServeSendfileTest {
  private static final long GIB = 1L << 30;

  // All that moves bytes between a descriptor and memory, or between two descriptors.
  private static final String CALLS =
      "openat,openat2,open,sendfile,read,pread64,readv,preadv,preadv2,recvfrom,recvmsg,recvmmsg,"
          + "write,pwrite64,writev,pwritev,pwritev2,sendto,sendmsg,sendmmsg,splice,tee,vmsplice,"
          + "copy_file_range,mmap,io_uring_setup,io_submit,process_vm_readv";

  /** {@code sendfile(18<socket:[4711]>, 19</folder/big.bin>, …) = 1048576}. */
  private static final Pattern CALL =
      Pattern.compile(
          "(?:\\[pid\\s+)?\\d*\\]?\\s*(\\w+)\\((.*)\\)\\s+= (-?\\d+|\\?|0x[0-9a-f]+).*");

  @Test
  void aGibibyteBySendfileAlone(@TempDir Path temp) throws Exception {
    Tools.require("curl", "strace", "sha256sum coreutils");
    Path dir = Files.createDirectory(temp.resolve("site"));
    Path file = dir.resolve("big.bin");
    Noise.sparse(file, GIB, 1 << 20);
    Path trace = temp.resolve("trace");
    List<String> wrapper =
        List.of(
            "strace",
            "-D",
            "-f",
            "-y",
            "-qq",
            "-s",
            "0",
            "--seccomp-bpf",
            "-o",
            trace.toString(),
            "-e",
            "trace=" + CALLS);
    try (ServerProcess server = ServerProcess.start(wrapper, List.of(), "serve", dir.toString())) {
      String expected = Run.output("sha256sum", file.toString()).substring(0, 64);
      String url = "http://127.0.0.1:" + server.port() + "/big.bin";
      String fetched = Run.output("sh", "-c", "curl -sS " + url + " | sha256sum");
      assertThat(fetched.substring(0, 64)).isEqualTo(expected);
      assertThat(server.stop()).isEqualTo(0);
    }
    check(traced(trace, server -> server), file.toRealPath());
  }

  private interface Unused {
    List<String> of(List<String> lines);
  }

  private static List<String> traced(Path trace, Unused unused) throws IOException {
    // The tracer is a process of its own here, which ends a little after its tracee.
    Await.until(Duration.ofSeconds(60), () -> Files.size(trace) > 0, () -> "nothing was traced");
    return unused.of(Files.readAllLines(trace));
  }

  private static void check(List<String> lines, Path file) {
    long sent = 0;
    List<String> touching = new ArrayList<>();
    List<String> heads = new ArrayList<>();
    for (String line : lines) {
      Matcher call = CALL.matcher(line);
      if (!call.matches()) {
        continue;
      }
      String name = call.group(1);
      boolean ofFile = call.group(2).contains("<" + file + ">");
      if (name.equals("sendfile")) {
        assertThat(ofFile).as(line).isTrue();
        sent += Math.max(0, Long.parseLong(call.group(3)));
      } else if (ofFile && !name.startsWith("open")) {
        touching.add(line);
      } else if (call.group(2).contains("<socket:") || call.group(2).contains("<TCP:")) {
        heads.add(line);
      }
    }
    assertThat(sent).isEqualTo(GIB);
    assertThat(touching).isEmpty();
    assertThat(heads).isNotEmpty();
  }
}
