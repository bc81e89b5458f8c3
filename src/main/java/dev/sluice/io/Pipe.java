package dev.sluice.io;

import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Io;

/**
 * A pipe, both of its ends. Each owns its descriptor and may be closed by itself.
 *
 * <p>A pipe is what {@code splice} moves bytes through without any of them entering the process:
 * from a socket into the pipe, from the pipe to another.
 *
 * @param reader the end to read from
 * @param writer the end to write to
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public record Pipe(ReadEnd reader, WriteEnd writer) implements AutoCloseable {
  /**
   * Makes a pipe whose ends never block.
   *
   * @return the pipe, as large as the system makes them: 64 KiB unless the user has many
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static Pipe open() throws ErrnoException {
    int[] ends = new int[2];
    ErrnoException.check(Io.pipe2(ends, O_CLOEXEC | O_NONBLOCK), "pipe2");
    return new Pipe(new ReadEnd(Fd.adopt(ends[0])), new WriteEnd(Fd.adopt(ends[1])));
  }

  /** Closes both ends. */
  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
