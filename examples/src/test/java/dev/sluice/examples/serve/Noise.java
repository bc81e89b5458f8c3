package dev.sluice.examples.serve;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Random;

/** Contents for files: random, and the same in each run. */
final class Noise {
  private Noise() {}

  static byte[] bytes(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** A file of that size with a block of noise per {@code every} bytes, and holes between. */
  static void sparse(Path path, long size, long every) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.setLength(size);
      for (long at = 0; at + 4096 <= size; at += every) {
        file.seek(at);
        file.write(bytes(at, 4096));
      }
    }
  }
}
