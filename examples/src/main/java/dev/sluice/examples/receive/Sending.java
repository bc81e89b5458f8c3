package dev.sluice.examples.receive;

import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NOCTTY;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.S_IFMT;
import static dev.sluice.sys.FileConstants.S_IFREG;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.io.Directory;
import dev.sluice.reactor.Connection;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.Input;
import dev.sluice.sys.Files;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.StatxBuf;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Sends one file by sendfile, and waits for the answer; then the loop stops. */
final class Sending implements ConnectionHandler, AutoCloseable {
  private static final int LONGEST_ANSWER = 1024;
  private static final int FIRST_PRINTABLE = ' ';

  private final EventLoop loop;
  private final String path;
  private final Fd file;
  private final Header header;
  private final Duration idleLimit;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private @Nullable IOException failure;
  private boolean answered;

  private Sending(EventLoop loop, String path, Fd file, Header header, Duration idleLimit) {
    this.loop = loop;
    this.path = path;
    this.file = file;
    this.header = header;
    this.idleLimit = idleLimit;
  }

  /**
   * Opens the file.
   *
   * @param loop where it is sent
   * @param name what it is to be called there
   * @throws IOException ENOENT, EACCES, …; it is none
   */
  static Sending open(EventLoop loop, String path, String name, Duration idleLimit)
      throws IOException {
    // Opening a FIFO would otherwise wait for a writer.
    int flags = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int result = Files.openat(AT_FDCWD, PathBuf.of(path), flags, 0);
    if (result < 0) {
      throw new ErrnoException("open", result, path);
    }
    Fd file = Fd.adopt(result);
    try {
      StatxBuf stat = new StatxBuf();
      Directory.describe(file, stat);
      if ((stat.mode() & S_IFMT) != S_IFREG) {
        throw new FileSystemException(path, null, "not a regular file");
      }
      return new Sending(loop, path, file, new Header(stat.size(), name), idleLimit);
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  @Override
  public void onOpen(Connection connection) {
    connection.idleTimeout(idleLimit);
    if (header.size() == 0) {
      connection.write(header.toBytes());
    } else {
      connection.writeMore(header.toBytes());
      connection.sendFile(file, 0, header.size());
    }
  }

  @Override
  public void onData(Connection connection, Input input) {
    while (input.remaining() > 0 && !answered) {
      byte next = input.read();
      answered = next == '\n' || line.size() == LONGEST_ANSWER;
      if (next != '\n') {
        line.write(Math.max(next, FIRST_PRINTABLE));
      }
    }
    input.skip(input.remaining());
    if (answered) {
      connection.close();
    }
  }

  @Override
  public void onEnd(Connection connection) {
    fail(new IOException("the server ended without an answer"));
    connection.close();
  }

  @Override
  public void onIdle(Connection connection) {
    fail(new IOException("nothing moved for " + idleLimit.toSeconds() + " s"));
    connection.abort();
  }

  @Override
  public void onError(Connection connection, IOException why) {
    fail(new IOException(path + ": " + why.getMessage(), why));
  }

  @Override
  public void onClose(Connection connection) {
    fail(new IOException("closed without an answer"));
    loop.stop();
  }

  /** No connection came about. */
  void notConnected(IOException why) {
    fail(why);
    loop.stop();
  }

  private void fail(IOException why) {
    if (failure == null && !answered) {
      failure = why;
    }
  }

  /**
   * {@return what the server answered}
   *
   * @throws IOException when it did not
   */
  String answer() throws IOException {
    if (failure != null) {
      throw failure;
    }
    String answer = line.toString(UTF_8);
    if (!answer.startsWith("OK ") && !answer.startsWith("ERR ")) {
      throw new IOException("no answer of sluice receive: " + answer);
    }
    return answer;
  }

  @Override
  public void close() {
    file.close();
  }
}
