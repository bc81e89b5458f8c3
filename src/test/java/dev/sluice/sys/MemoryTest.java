package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.MemoryConstants.MAP_ANONYMOUS;
import static dev.sluice.sys.MemoryConstants.MAP_LOCKED;
import static dev.sluice.sys.MemoryConstants.MAP_NORESERVE;
import static dev.sluice.sys.MemoryConstants.MAP_POPULATE;
import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.MAP_SHARED;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.MemoryConstants.PROT_WRITE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mapping and unmapping; misuse stands in the memory-safety tests. */
@Bounded
class MemoryTest {
  private static final int READ_WRITE = PROT_READ | PROT_WRITE;
  private static final int FRESH = MAP_PRIVATE | MAP_ANONYMOUS;

  /** A multiple of the page size on every machine. */
  private static final long PAGES = 64 * 1024;

  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  private final Mapping mapping = new Mapping();
  private boolean mapped;

  @AfterEach
  void unmap() {
    if (mapped) {
      assertThat(Memory.munmap(mapping)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4096, 5000, 1 << 20})
  void freshMemoryIsZeroAndWritable(long length) {
    map(length, READ_WRITE, FRESH, -1, 0);
    MemorySegment memory = mapping.segment();

    assertThat(memory.byteSize()).isEqualTo(length);
    assertThat(memory.get(JAVA_BYTE, 0)).isZero();
    assertThat(memory.get(JAVA_BYTE, length - 1)).isZero();
    memory.fill((byte) 7);
    assertThat(memory.get(JAVA_BYTE, length - 1)).isEqualTo((byte) 7);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aFileSeesWhatIsSharedAndNotWhatIsPrivate(boolean shared) throws IOException {
    Path path = write("file", "hello");
    int fd = owned.file(path, O_RDWR);
    map(5, READ_WRITE, shared ? MAP_SHARED : MAP_PRIVATE, fd, 0);
    owned.close(fd);

    assertThat(Canary.text(mapping.segment(), 0, 5)).isEqualTo("hello");
    mapping.segment().set(JAVA_BYTE, 0, (byte) 'j');

    assertThat(path).hasContent(shared ? "jello" : "hello");
    assertThat(mapping.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 'j');
  }

  @Test
  void aFileIsMappedFromAnOffsetOn() throws IOException {
    byte[] bytes = new byte[(int) PAGES + 3];
    bytes[(int) PAGES] = 'x';
    Path path = folder.resolve("offset");
    java.nio.file.Files.write(path, bytes);

    map(3, PROT_READ, MAP_PRIVATE, owned.file(path, O_RDONLY), PAGES);

    assertThat(mapping.segment().toArray(JAVA_BYTE)).containsExactly('x', 0, 0);
  }

  @Test
  void whatIsMappedForReadingIsReadOnly() throws IOException {
    map(5, PROT_READ, MAP_SHARED, owned.file(write("file", "hello"), O_RDONLY), 0);
    MemorySegment memory = mapping.segment();

    assertThat(memory.isReadOnly()).isTrue();
    assertThatThrownBy(() -> memory.set(JAVA_BYTE, 0, (byte) 1))
        .isInstanceOfAny(IllegalArgumentException.class, UnsupportedOperationException.class);
    assertThatThrownBy(() -> memory.fill((byte) 1))
        .isInstanceOfAny(IllegalArgumentException.class, UnsupportedOperationException.class);
    assertThat(Canary.text(memory, 0, 5)).isEqualTo("hello");
  }

  @Test
  void theKernelReadsAndWritesMappedMemory() throws IOException {
    Path path = write("file", "....");
    map(4, READ_WRITE, MAP_SHARED, owned.file(path, O_RDWR), 0);
    Owned.Pair pipe = owned.pipe(0);
    Owned.Pair ends = owned.tcp();
    MemorySegment memory = mapping.segment();

    assertThat(Io.write(pipe.second(), MemorySegment.ofBuffer(direct("abcd")))).isEqualTo(4);
    assertThat(Io.read(pipe.first(), memory)).isEqualTo(4);
    assertThat(path).hasContent("abcd");
    assertThat(Messages.send(ends.first(), memory, NetConstants.MSG_DONTWAIT)).isEqualTo(4);
    memory.fill((byte) '-');
    assertThat(Messages.recv(ends.second(), memory, 0)).isEqualTo(4);
    assertThat(path).hasContent("abcd");
  }

  @Test
  void aMappingIsFilledAgainOnceItIsEmpty() {
    assertThatIllegalStateException().isThrownBy(mapping::segment);
    map(4096, READ_WRITE, FRESH, -1, 0);

    assertThatIllegalStateException()
        .isThrownBy(() -> Memory.mmap(mapping, 4096, READ_WRITE, FRESH, -1, 0));
    MemorySegment first = mapping.segment();
    assertThat(Memory.munmap(mapping)).isZero();
    mapped = false;
    assertThatIllegalStateException().isThrownBy(mapping::segment);
    assertThatIllegalStateException().isThrownBy(() -> Memory.munmap(mapping));

    map(8192, READ_WRITE, FRESH, -1, 0);
    assertThat(mapping.segment().byteSize()).isEqualTo(8192);
    mapping.segment().fill((byte) 1);
    assertThatIllegalStateException()
        .as("the old segment stays dead, even if the address is the same")
        .isThrownBy(() -> first.get(JAVA_BYTE, 0));
  }

  @Test
  void pagesMayBeFaultedInAtOnceOrNeverReserved() {
    map(PAGES, READ_WRITE, FRESH | MAP_POPULATE, -1, 0);
    assertThat(mapping.segment().get(JAVA_BYTE, PAGES - 1)).isZero();
    assertThat(Memory.munmap(mapping)).isZero();
    mapped = false;

    long much = 1L << 33;
    map(much, READ_WRITE, FRESH | MAP_NORESERVE, -1, 0);
    mapping.segment().set(JAVA_BYTE, much - 1, (byte) 1);
    assertThat(mapping.segment().get(JAVA_BYTE, much - 1)).isEqualTo((byte) 1);
  }

  @Test
  void lockedMemoryIsThereOrOverTheLimit() {
    int result = Memory.mmap(mapping, 4096, READ_WRITE, FRESH | MAP_LOCKED, -1, 0);

    mapped = result == 0;
    assertThat(result).isIn(0, -Errno.EAGAIN.number(), -Errno.EPERM.number());
  }

  @Test
  void mmapSaysWhatIsWrong() throws IOException {
    int readable = owned.file(write("file", "hello"), O_RDONLY);
    int pipe = owned.pipe(0).first();

    assertThat(Memory.mmap(mapping, 0, READ_WRITE, FRESH, -1, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Memory.mmap(mapping, 5, PROT_READ, MAP_SHARED, readable, 1))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Memory.mmap(mapping, 5, PROT_READ, 0, readable, 0))
        .as("neither shared nor private")
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Memory.mmap(mapping, 5, READ_WRITE, MAP_SHARED, readable, 0))
        .isEqualTo(-Errno.EACCES.number());
    assertThat(Memory.mmap(mapping, 5, PROT_READ, MAP_PRIVATE, -1, 0))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(Memory.mmap(mapping, 5, PROT_READ, MAP_PRIVATE, pipe, 0)).isNegative();
    assertThat(Memory.mmap(mapping, Long.MAX_VALUE, READ_WRITE, FRESH, -1, 0))
        .isEqualTo(-Errno.ENOMEM.number());
    assertThatIllegalStateException().as("nothing was mapped").isThrownBy(mapping::segment);
  }

  private void map(long length, int prot, int flags, int fd, long offset) {
    assertThat(Memory.mmap(mapping, length, prot, flags, fd, offset)).isZero();
    mapped = true;
  }

  private Path write(String name, String contents) throws IOException {
    return java.nio.file.Files.writeString(folder.resolve(name), contents, US_ASCII);
  }

  private static java.nio.ByteBuffer direct(String text) {
    byte[] bytes = text.getBytes(US_ASCII);
    return java.nio.ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
  }
}
