package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.O_WRONLY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing more fits. */
class FullDiskTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int ENOSPC = -Errno.ENOSPC.number();

  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();

  @Test
  void theFullDeviceTakesNothing() {
    int full = owned.file(Path.of("/dev/full"), O_WRONLY);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(8);
      IoVec parts = IoVec.allocate(arena, 1).add(bytes);

      assertThat(Io.write(full, bytes)).isEqualTo(ENOSPC);
      assertThat(Io.pwrite(full, bytes, 0)).isEqualTo(ENOSPC);
      assertThat(Io.writev(full, parts)).isEqualTo(ENOSPC);
      assertThat(Io.pwritev2(full, parts, 0, 0)).isEqualTo(ENOSPC);
    }
  }

  /** A file system of 64 KiB, which only a JVM in a namespace of its own sees. */
  @Test
  void aDiskTakesWhatFits() throws Exception {
    Tools.require("unshare util-linux", "mount mount");
    // Who is not root needs a namespace of users too, to be root in.
    String kind = isRoot() ? "--mount" : "-rm";
    if (Run.command("unshare", kind, "true").exit() != 0) {
      Tools.missing("this machine does not let unshare make namespaces");
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                kind,
                "sh",
                "-c",
                "mount -t tmpfs -o size=64k sluice \"$0\" && exec \"$@\"",
                folder.toString()));
    String backend = Backend.current().name().toLowerCase(Locale.ROOT);
    command.addAll(
        Jvm.command(
            List.of("-Dsluice.backend=" + backend),
            FullDisk.class,
            folder.resolve("file").toString()));
    Run run = Run.command(LIMIT, command);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines().map(Long::valueOf))
        .containsExactly(
            48 * 1024L,
            16 * 1024L,
            (long) ENOSPC,
            (long) ENOSPC,
            48 * 1024L,
            0L,
            0L,
            (long) -Errno.EEXIST.number());
    assertThat(folder).isEmptyDirectory();
  }

  private static boolean isRoot() throws Exception {
    return Run.output("id", "-u").strip().equals("0");
  }
}
