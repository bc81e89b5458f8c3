package dev.sluice.process;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.SpawnFileActions;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/** Which descriptors of this process a child would get without being meant to. */
final class OpenDescriptors {
  private static final int FIRST_BEYOND_STANDARD = 3;

  private OpenDescriptors() {}

  /** Another thread may open one in between: as with fork, only close-on-exec has no such gap. */
  static void closeInChild(BitSet named, SpawnFileActions steps) throws IOException {
    try (DirectoryStream<Path> open = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path each : open) {
        int fd = Integer.parseInt(String.valueOf(each.getFileName()));
        if (fd >= FIRST_BEYOND_STANDARD && !named.get(fd) && isInherited(fd)) {
          int result = steps.addclose(fd);
          if (result < 0) {
            throw new ErrnoException("posix_spawn_file_actions_addclose", result, fd);
          }
        }
      }
    }
  }

  private static boolean isInherited(int fd) {
    int flags = Descriptors.fcntl(fd, F_GETFD, 0);
    return flags >= 0 && (flags & FD_CLOEXEC) == 0;
  }
}
