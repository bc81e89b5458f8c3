package dev.sluice.io;

import static dev.sluice.sys.MemoryConstants.MADV_DONTNEED;
import static dev.sluice.sys.MemoryConstants.MADV_SEQUENTIAL;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MappedMemoryTest {
  /** A multiple of the page size on every machine. */
  private static final int PAGES = 64 * 1024;

  @AutoClose private final MemFd file;

  MappedMemoryTest() throws ErrnoException {
    file = MemFd.create("mapped");
  }

  @BeforeEach
  void grow() throws ErrnoException {
    file.truncate(2L * PAGES);
  }

  @Test
  void freshMemoryIsZero() throws ErrnoException {
    try (MappedMemory memory = MappedMemory.anonymous(100)) {
      assertThat(memory.segment().toArray(JAVA_BYTE)).hasSize(100).containsOnly(0);
      memory.segment().fill((byte) 1);
      memory.advise(MADV_SEQUENTIAL);
      memory.advise(0, 100, MADV_DONTNEED);
      assertThat(memory.segment().toArray(JAVA_BYTE)).containsOnly(0);
    }
  }

  @Test
  void theFileSeesWhatIsSharedOnly() throws ErrnoException {
    try (MappedMemory shared = MappedMemory.shared(file, PAGES, 10);
        MappedMemory own = MappedMemory.copyOnWrite(file, PAGES, 10);
        MappedMemory readOnly = MappedMemory.readOnly(file, PAGES, 10)) {
      own.segment().set(JAVA_BYTE, 1, (byte) 2);
      shared.segment().set(JAVA_BYTE, 0, (byte) 1);
      shared.sync();
      shared.sync(0, 5);

      assertThat(readOnly.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
      assertThat(readOnly.segment().get(JAVA_BYTE, 1)).isZero();
      assertThat(own.segment().get(JAVA_BYTE, 1)).isEqualTo((byte) 2);
      assertThat(readOnly.segment().isReadOnly()).isTrue();
      try (MappedMemory whole = MappedMemory.readOnly(file, 0, 2L * PAGES)) {
        assertThat(whole.segment().get(JAVA_BYTE, PAGES)).isEqualTo((byte) 1);
      }
    }
  }

  @Test
  void aClosedOneIsRefused() throws ErrnoException {
    MappedMemory memory = MappedMemory.shared(file, 0, PAGES);
    MemorySegment segment = memory.segment();
    memory.close();
    memory.close();

    assertThatIllegalStateException().isThrownBy(memory::segment);
    assertThatIllegalStateException().isThrownBy(memory::sync);
    assertThatIllegalStateException().isThrownBy(() -> memory.sync(0, 1));
    assertThatIllegalStateException().isThrownBy(() -> memory.advise(MADV_SEQUENTIAL));
    assertThatIllegalStateException().isThrownBy(() -> segment.get(JAVA_BYTE, 0));
  }

  @Test
  void whatIsWrongIsSaid() throws ErrnoException {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> MappedMemory.anonymous(0).close())
        .matches(e -> e.errno().equals(Errno.EINVAL));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> MappedMemory.shared(file, 1, 10).close())
        .withMessageStartingWith("mmap(10, 1): EINVAL");
    try (Pipe pipe = Pipe.open()) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> MappedMemory.readOnly(pipe.reader(), 0, 10).close())
          .matches(e -> e.errno().equals(Errno.ENODEV));
    }
    try (MappedMemory memory = MappedMemory.shared(file, 0, PAGES)) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> memory.sync(1, 1))
          .matches(e -> e.errno().equals(Errno.EINVAL));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> memory.sync(0, PAGES + 1));
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> memory.advise(1, 1, MADV_DONTNEED))
          .matches(e -> e.errno().equals(Errno.EINVAL));
      assertThatIllegalArgumentException().isThrownBy(() -> memory.advise(9));
    }
  }
}
