package dev.sluice.reactor;

import dev.sluice.net.UnixAddr;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The file that binding a local socket has made. */
final class SocketFile {
  private final Path path;
  private @Nullable Object identity;

  private SocketFile(Path path) {
    this.path = path;
  }

  /** Before binding. A name relative to the working folder stays the same, should that change. */
  static SocketFile at(UnixAddr address) throws IOException {
    Path folder = Path.of("/proc/self/cwd").toRealPath();
    try {
      return new SocketFile(folder.resolve(address.toSocketAddress().getPath()));
    } catch (UnsupportedOperationException e) {
      throw new IllegalArgumentException(address.toString(), e);
    }
  }

  /** Right after binding. */
  void made() throws IOException {
    identity = identityOf(path);
  }

  private static @Nullable Object identityOf(Path path) throws IOException {
    // Device and inode: another server may have put its own there.
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  /** Removes it, unless it is gone or another has taken its place. */
  void remove() {
    try {
      if (identity != null && identity.equals(identityOf(path))) {
        Files.delete(path);
      }
    } catch (NoSuchFileException e) {
      // Somebody was faster.
    } catch (IOException e) {
      System.getLogger(SocketFile.class.getName()).log(Level.WARNING, "stays: " + path, e);
    }
  }
}
