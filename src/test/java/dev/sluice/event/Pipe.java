package dev.sluice.event;

import static dev.sluice.sys.FileConstants.F_DUPFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fd.Fd;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Io;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Something to wait for: readable after a write, hung up after the write end was closed. */
record Pipe(Fd readEnd, Fd writeEnd) implements AutoCloseable {
  private static final MemorySegment BYTE = Arena.global().allocate(1);

  static Pipe open() {
    int[] ends = new int[2];
    assertThat(Io.pipe2(ends, O_CLOEXEC | O_NONBLOCK)).isZero();
    return new Pipe(Fd.adopt(ends[0]), Fd.adopt(ends[1]));
  }

  /** One whose read end has a number of at least so much. */
  static Pipe from(int least) {
    Pipe pipe = open();
    int number = Descriptors.fcntl(pipe.readEnd.number(), F_DUPFD_CLOEXEC, least);
    pipe.readEnd.close();
    return new Pipe(Fd.adopt(number), pipe.writeEnd);
  }

  int in() {
    return readEnd.number();
  }

  int out() {
    return writeEnd.number();
  }

  void write() {
    assertThat(Io.write(out(), BYTE)).isEqualTo(1);
  }

  void read() {
    assertThat(Io.read(in(), Arena.ofAuto().allocate(1))).isEqualTo(1);
  }

  @Override
  public void close() {
    readEnd.close();
    writeEnd.close();
  }
}
