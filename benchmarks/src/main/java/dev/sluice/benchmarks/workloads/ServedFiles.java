package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** The files that the servers send. */
final class ServedFiles {
  private static final int CHUNK = 1 << 20;
  private static final int LIMIT_MILLIS = 20_000;

  private ServedFiles() {}

  /** {@return the folder that holds them} */
  static Path folder(Lab lab) throws IOException {
    Path folder = lab.scratch().resolve("files");
    if (!Files.isDirectory(folder)) {
      Files.createDirectory(folder);
    }
    return folder;
  }

  /** Writes a file of so many bytes, the same in every run, unless it is there. */
  static void require(Lab lab, int bytes) throws IOException {
    Path file = folder(lab).resolve(name(bytes));
    if (Files.exists(file)) {
      return;
    }
    Random random = new Random(bytes);
    byte[] chunk = new byte[Math.min(CHUNK, bytes)];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (int left = bytes; left > 0; left -= chunk.length) {
        random.nextBytes(chunk);
        out.write(chunk, 0, Math.min(left, chunk.length));
      }
    }
  }

  static String name(int bytes) {
    return bytes + ".bin";
  }

  /**
   * Fetches a file and compares it.
   *
   * @return the length of the whole answer, head included
   * @throws IOException when the answer is not 200 or the content another
   */
  static int answerLength(Lab lab, int port, int bytes) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        InputStream expected = Files.newInputStream(folder(lab).resolve(name(bytes)))) {
      socket.setSoTimeout(LIMIT_MILLIS);
      String request = "GET /" + name(bytes) + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      String head = head(in);
      if (!head.startsWith("HTTP/1.1 200 ")) {
        throw new IOException("the answer is " + head.lines().findFirst().orElse(""));
      }
      for (int left = bytes; left > 0; left -= Math.min(left, CHUNK)) {
        byte[] wanted = expected.readNBytes(Math.min(left, CHUNK));
        if (!Arrays.equals(wanted, in.readNBytes(wanted.length))) {
          throw new IOException("the answer has other content");
        }
      }
      return head.length() + bytes;
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        throw new IOException("the answer ends in its head");
      }
      head.append((char) next);
    }
    return head.toString();
  }
}
