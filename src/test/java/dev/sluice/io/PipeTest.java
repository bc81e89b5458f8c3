package dev.sluice.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.FileConstants;
import dev.sluice.sys.IoVec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PipeTest {
  @AutoClose private final Arena arena = Arena.ofShared();
  private final MemorySegment room = arena.allocate(64);

  @Test
  void bytesGoThroughWithoutWaiting() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      assertThat(pipe.reader().read(room, 0, 64)).isEqualTo(Errno.WOULD_BLOCK);
      assertThat(pipe.writer().write(text("..hello"), 2, 5)).isEqualTo(5);
      assertThat(pipe.reader().buffered()).isEqualTo(5);
      assertThat(pipe.writer().buffered()).isEqualTo(5);
      assertThat(pipe.reader().read(room, 1, 63)).isEqualTo(5);
      assertThat(text(room.asSlice(1, 5))).isEqualTo("hello");

      pipe.writer().close();
      assertThat(pipe.reader().read(room, 0, 64)).as("nobody writes any more").isZero();
    }
  }

  @Test
  void aFullPipeTakesAPartThenNothing() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      int capacity = pipe.writer().capacity();
      MemorySegment much = arena.allocate(capacity + 5000L);

      assertThat(pipe.writer().write(much, 0, much.byteSize())).isEqualTo(capacity);
      assertThat(pipe.writer().write(room, 0, 1)).isEqualTo(Errno.WOULD_BLOCK);
    }
  }

  @Test
  void buffersMoveOn() throws ErrnoException {
    ByteBuffer out = ByteBuffer.allocateDirect(8).put("..hello!".getBytes(StandardCharsets.UTF_8));
    out.position(2);
    ByteBuffer in = ByteBuffer.allocateDirect(16).position(3).limit(6);
    try (Pipe pipe = Pipe.open()) {
      assertThat(pipe.reader().read(in)).isEqualTo(Errno.WOULD_BLOCK);
      assertThat(in.position()).isEqualTo(3);
      assertThat(pipe.writer().write(out)).isEqualTo(6);
      assertThat(out.hasRemaining()).isFalse();
      assertThat(pipe.reader().read(in)).isEqualTo(3);
      assertThat(in.hasRemaining()).isFalse();
      assertThat(new byte[] {in.get(3), in.get(4), in.get(5)}).containsExactly('h', 'e', 'l');
      assertThat(pipe.reader().buffered()).isEqualTo(3);
    }
  }

  @Test
  void partsGoThroughInOrder() throws ErrnoException {
    IoVec out = IoVec.allocate(arena, 2).add(text("ab")).add(text("cde"));
    IoVec in = IoVec.allocate(arena, 2).add(room.asSlice(0, 1)).add(room.asSlice(1, 8));
    try (Pipe pipe = Pipe.open()) {
      assertThat(pipe.reader().read(in)).isEqualTo(Errno.WOULD_BLOCK);
      assertThat(pipe.writer().write(out)).isEqualTo(5);
      assertThat(pipe.reader().read(in)).isEqualTo(5);
      assertThat(text(room.asSlice(0, 5))).isEqualTo("abcde");
    }
  }

  @Test
  void aWriterWithoutAReaderIsTold() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      pipe.reader().close();

      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> pipe.writer().write(room, 0, 1))
          .matches(e -> e.errno().equals(Errno.EPIPE));
    }
  }

  @Test
  void aPipeIsAsLargeAsAsked() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      assertThat(pipe.reader().setCapacity(1 << 20)).isEqualTo(1 << 20);
      assertThat(pipe.writer().capacity()).isEqualTo(1 << 20);
      assertThat(pipe.writer().setCapacity((1 << 17) - 5)).isEqualTo(1 << 17);
      assertThat(pipe.reader().capacity()).isEqualTo(1 << 17);
    }
  }

  @Test
  void aPipeDoesNotShrinkBelowWhatItHolds() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      assertThat(pipe.writer().setCapacity(1 << 20)).isEqualTo(1 << 20);
      assertThat(pipe.writer().write(arena.allocate(300_000), 0, 300_000)).isEqualTo(300_000);

      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> pipe.writer().setCapacity(1 << 16))
          .withMessageStartingWith("fcntl(F_SETPIPE_SZ, 65536): EBUSY");
      assertThat(pipe.reader().capacity()).isEqualTo(1 << 20);
    }
  }

  @Test
  void bothEndsAreCloseOnExecAndNeverWait() throws ErrnoException {
    try (Pipe pipe = Pipe.open()) {
      for (int fd : new int[] {pipe.reader().fd(), pipe.writer().fd()}) {
        assertThat(Descriptors.fcntl(fd, FileConstants.F_GETFD, 0))
            .isEqualTo(FileConstants.FD_CLOEXEC);
        assertThat(Descriptors.fcntl(fd, FileConstants.F_GETFL, 0) & FileConstants.O_NONBLOCK)
            .isEqualTo(FileConstants.O_NONBLOCK);
      }
    }
  }

  @Test
  void aClosedEndIsRefused() throws ErrnoException {
    Pipe pipe = Pipe.open();
    pipe.close();
    pipe.close();

    assertThatIllegalStateException().isThrownBy(() -> pipe.reader().read(room, 0, 1));
    assertThatIllegalStateException().isThrownBy(() -> pipe.writer().write(room, 0, 1));
    assertThatIllegalStateException().isThrownBy(() -> pipe.reader().fd());
    assertThatIllegalStateException().isThrownBy(() -> pipe.writer().fd());
    assertThat(pipe.reader()).hasToString("ReadEnd[Fd(closed)]");
    assertThat(pipe.writer()).hasToString("WriteEnd[Fd(closed)]");
  }

  private MemorySegment text(String text) {
    return arena.allocateFrom(
        java.lang.foreign.ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(MemorySegment segment) {
    byte[] bytes = segment.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
