package dev.sluice.examples.proxy.interop;

import dev.sluice.support.Run;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Files without a pattern, and what they come to. */
final class Content {
  /**
   * How large a large file is: by {@code -Dsluice.interop.bytes}, else small enough for each day.
   */
  static final long LARGE = Long.getLong("sluice.interop.bytes", 64L << 20);

  private static final int BLOCK = 1 << 20;

  private Content() {}

  /** Writes random bytes, the same for the same seed. */
  static Path file(Path path, long seed, long size) throws IOException {
    Random random = new Random(seed);
    byte[] block = new byte[BLOCK];
    try (OutputStream out = Files.newOutputStream(path)) {
      for (long left = size; left > 0; left -= BLOCK) {
        random.nextBytes(block);
        out.write(block, 0, (int) Math.min(left, BLOCK));
      }
    }
    return path;
  }

  /** The SHA-256 of a file, in hexadecimal. */
  static String sha256(Path path) throws IOException, InterruptedException {
    return Run.output("sha256sum", "--binary", path.toString()).substring(0, 64);
  }
}
