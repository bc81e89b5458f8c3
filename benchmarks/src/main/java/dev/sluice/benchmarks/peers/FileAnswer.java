package dev.sluice.benchmarks.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** A head and, behind it, a file: how much of them is sent. */
final class FileAnswer implements Closeable {
  private static final int COPY_SIZE = 16 * 1024;

  private final ByteBuffer head;
  private final @Nullable FileChannel file;
  private final long length;
  private final boolean last;
  private long position;

  private FileAnswer(
      String status, String fields, @Nullable FileChannel file, long length, boolean keepAlive) {
    String text =
        "HTTP/1.1 "
            + status
            + "\r\nDate: "
            + HttpDate.now()
            + "\r\nContent-Length: "
            + length
            + "\r\n"
            + fields
            + (keepAlive ? "\r\n" : "Connection: close\r\n\r\n");
    this.head = ByteBuffer.wrap(text.getBytes(ISO_8859_1));
    this.file = file;
    this.length = length;
    this.last = !keepAlive;
  }

  static FileAnswer of(FileChannel file, long length, String modified, boolean keepAlive) {
    return new FileAnswer("200 OK", "Last-Modified: " + modified + "\r\n", file, length, keepAlive);
  }

  static FileAnswer empty(String status, boolean keepAlive) {
    return new FileAnswer(status, "", null, 0, keepAlive);
  }

  /** Sends what the socket takes, of the file no more than that: how many bytes. */
  long send(SocketChannel to, long most) throws IOException {
    long sent = to.write(head);
    if (head.hasRemaining() || file == null || position == length) {
      return sent;
    }
    long count = file.transferTo(position, Math.min(length - position, most), to);
    if (count == 0 && file.size() < length) {
      throw new EOFException("the file has shrunk, and its length is promised already");
    }
    position += count;
    return sent + count;
  }

  /** Sends some of the file by a copy of it. */
  void copySome(SocketChannel to) throws IOException {
    if (file != null) {
      ByteBuffer copy = ByteBuffer.allocate((int) Math.min(length - position, COPY_SIZE));
      position += Math.max(file.read(copy, position), 0);
      copy.flip();
      while (copy.hasRemaining()) {
        to.write(copy);
      }
    }
  }

  boolean isSent() {
    return !head.hasRemaining() && position == length;
  }

  /** Whether the connection ends with it. */
  boolean isLast() {
    return last;
  }

  @Override
  public void close() {
    if (file != null) {
      try {
        file.close();
      } catch (IOException e) {
        // It was only read.
      }
    }
  }
}
