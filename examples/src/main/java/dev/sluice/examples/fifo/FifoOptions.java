package dev.sluice.examples.fifo;

import static java.util.Objects.requireNonNull;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.io.Fifo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Where the FIFO is, and whether it may be made. */
final class FifoOptions {
  private static final int FOR_THIS_USER = 0600;

  @Parameters(paramLabel = "PATH", description = "the FIFO")
  private String path;

  @Option(
      names = "--create",
      description = "make the FIFO where it is missing, and remove it at the end")
  private boolean create;

  private boolean made;

  FifoOptions() {}

  String path() {
    return requireNonNull(path);
  }

  /** Makes the FIFO where that is wanted and needed. */
  void make() throws ErrnoException {
    if (create) {
      try {
        Fifo.make(path(), FOR_THIS_USER);
        made = true;
      } catch (ErrnoException e) {
        if (!e.errno().equals(Errno.EEXIST)) {
          throw e;
        }
      }
    }
  }

  /** Removes it where it was made. */
  void remove() throws IOException {
    if (made) {
      Files.deleteIfExists(Path.of(path()));
    }
  }
}
