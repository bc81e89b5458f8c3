package dev.sluice.sys;

import static dev.sluice.sys.AsyncConstants.AIO_ALLDONE;
import static dev.sluice.sys.AsyncConstants.AIO_CANCELED;
import static dev.sluice.sys.AsyncConstants.AIO_NOTCANCELED;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.SignalConstants.SIGIO;
import static dev.sluice.sys.SignalConstants.SI_ASYNCIO;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.bindings.x86_64.Linux;
import dev.sluice.errno.Errno;
import dev.sluice.support.KeepsOpen;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.nio.file.DirectoryStream;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that libc carries out by threads of its own. */
@Bounded
@KeepsOpen("pipe:.*")
class AioTest {
  private static final int SIZE = 100_000;

  @AutoClose private final Owned owned = new Owned();
  @TempDir private Path folder;
  private byte[] bytes = new byte[0];
  private int file;

  @BeforeEach
  void aFile() throws IOException {
    bytes = new byte[SIZE];
    new Random(7).nextBytes(bytes);
    Path path = folder.resolve("file");
    java.nio.file.Files.write(path, bytes);
    file = owned.file(path, O_RDWR);
  }

  /** Waits for the end of a request; its result stays. */
  static void await(AioCb request) {
    AioCb[] one = {request};
    while (Aio.aio_error(request) == -Errno.EINPROGRESS.number()) {
      Aio.aio_suspend(one, null);
    }
  }

  private static long result(AioCb request) {
    await(request);
    return Aio.aio_return(request);
  }

  private byte[] range(int from, int length) {
    return Arrays.copyOfRange(bytes, from, from + length);
  }

  @Test
  void bytesAreRead() {
    AioCb request = AioCb.allocate(5_000).range(file, 70_000, 4_000);

    assertThat(Aio.aio_read(request)).isZero();

    assertThat(result(request)).isEqualTo(4_000);
    assertThat(request.buffer().asSlice(0, 4_000).toArray(JAVA_BYTE))
        .isEqualTo(range(70_000, 4_000));
    assertThat(request.buffer().asSlice(4_000).toArray(JAVA_BYTE)).containsOnly(0);
  }

  @Test
  void bytesAreWrittenAndReachTheDisk() throws IOException {
    AioCb write = AioCb.allocate(3).range(file, SIZE, 3);
    write.buffer().copyFrom(MemorySegment.ofArray(new byte[] {1, 2, 3}));
    AioCb[] syncs = {AioCb.allocate(0).range(file, 0, 0), AioCb.allocate(0).range(file, 0, 0)};

    assertThat(Aio.aio_write(write)).isZero();
    assertThat(Aio.aio_fsync(Linux.O_SYNC(), syncs[0])).isZero();
    assertThat(Aio.aio_fsync(Linux.O_DSYNC(), syncs[1])).isZero();

    assertThat(result(syncs[0])).isZero();
    assertThat(result(syncs[1])).isZero();
    assertThat(Aio.aio_error(write)).as("what was asked for before is done").isZero();
    assertThat(Aio.aio_return(write)).isEqualTo(3);
    byte[] now = java.nio.file.Files.readAllBytes(folder.resolve("file"));
    assertThat(now).hasSize(SIZE + 3).endsWith(1, 2, 3).startsWith(bytes);
  }

  @Test
  void theEndOfTheFileIsZero() {
    AioCb request = AioCb.allocate(8).range(file, SIZE, 8);

    assertThat(Aio.aio_read(request)).isZero();

    assertThat(result(request)).isZero();
  }

  @Test
  void aResultIsFetchedOnce() {
    AioCb request = AioCb.allocate(8).range(file, 0, 8);
    int invalid = -Errno.EINVAL.number();
    assertThat(Aio.aio_error(request)).isEqualTo(invalid);
    assertThat(Aio.aio_return(request)).isEqualTo(invalid);
    assertThat(Aio.aio_read(request)).isZero();
    await(request);

    assertThat(Aio.aio_error(request)).isZero();
    assertThat(Aio.aio_error(request)).isZero();
    assertThat(Aio.aio_return(request)).isEqualTo(8);

    assertThat(Aio.aio_return(request)).isEqualTo(invalid);
    assertThat(Aio.aio_error(request)).isEqualTo(invalid);
    assertThat(Aio.aio_read(request.range(file, 8, 4))).as("it serves again").isZero();
    assertThat(result(request)).isEqualTo(4);
    assertThat(request.buffer().asSlice(0, 4).toArray(JAVA_BYTE)).isEqualTo(range(8, 4));
  }

  @Test
  void whatIsInProgressCannotBeChanged() {
    Owned.Pair ends = owned.pipe(0);
    AioCb request = AioCb.allocate(16).range(ends.first(), 0, 16);
    assertThat(Aio.aio_read(request)).isZero();
    long inProgress = -Errno.EINPROGRESS.number();

    assertThat((long) Aio.aio_error(request)).isEqualTo(inProgress);
    assertThat(Aio.aio_return(request)).isEqualTo(inProgress);
    assertThatIllegalStateException().isThrownBy(() -> Aio.aio_read(request));
    assertThatIllegalStateException().isThrownBy(() -> Aio.aio_write(request));
    assertThatIllegalStateException().isThrownBy(() -> Aio.aio_fsync(Linux.O_SYNC(), request));
    assertThatIllegalStateException().isThrownBy(() -> request.range(file, 0, 1));
    assertThatIllegalStateException().isThrownBy(() -> request.priority(1));
    assertThatIllegalStateException().isThrownBy(() -> request.signal(40, 1));
    assertThatIllegalStateException().isThrownBy(request::noSignal);

    assertThat(write(ends.second(), "hello")).isEqualTo(5);
    assertThat(result(request)).isEqualTo(5);
    assertThat(request.buffer().asSlice(0, 5).toArray(JAVA_BYTE))
        .isEqualTo("hello".getBytes(US_ASCII));
  }

  private static long write(int fd, String text) {
    try (Arena arena = Arena.ofConfined()) {
      return Io.write(fd, arena.allocateFrom(JAVA_BYTE, text.getBytes(US_ASCII)));
    }
  }

  @Test
  void whyItFailedIsToldBothWays() throws IOException {
    AioCb noDescriptor = AioCb.allocate(1).range(-77, 0, 1);
    AioCb readOnly = AioCb.allocate(1).range(owned.file(folder.resolve("file"), O_RDONLY), 0, 1);
    assertThat(Aio.aio_read(noDescriptor)).isZero();
    assertThat(Aio.aio_write(readOnly)).isZero();

    for (AioCb request : List.of(noDescriptor, readOnly)) {
      await(request);
      assertThat(Aio.aio_error(request)).isEqualTo(-Errno.EBADF.number());
      assertThat(Aio.aio_return(request)).isEqualTo(-Errno.EBADF.number());
      assertThat(Aio.aio_return(request)).isEqualTo(-Errno.EINVAL.number());
    }
  }

  @Test
  void whatIsNotTakenIsNotInProgress() {
    AioCb request = AioCb.allocate(1).range(file, 0, 1);
    int invalid = -Errno.EINVAL.number();

    assertThat(Aio.aio_read(request.priority(-1))).isEqualTo(invalid);
    assertThat(Aio.aio_write(request.priority(21))).isEqualTo(invalid);
    assertThat(Aio.aio_fsync(77, request.priority(0))).isEqualTo(invalid);

    assertThat(Aio.aio_error(request)).isEqualTo(invalid);
    assertThat(Aio.aio_read(request.priority(1))).isZero();
    assertThat(result(request)).isEqualTo(1);
  }

  @Test
  void whatWasNotBegunIsTakenBack() throws IOException {
    Owned.Pair ends = owned.pipe(0);
    AioCb first = AioCb.allocate(1).range(ends.first(), 0, 1);
    AioCb second = AioCb.allocate(1).range(ends.first(), 0, 1);
    assertThat(Aio.aio_read(first)).isZero();
    // Of one descriptor, one after the other.
    assertThat(Aio.aio_read(second)).isZero();

    assertThat(Aio.aio_cancel(ends.first(), second)).isEqualTo(AIO_CANCELED);

    assertThat(Aio.aio_error(second)).isEqualTo(-Errno.ECANCELED.number());
    assertThat(Aio.aio_return(second)).isEqualTo(-Errno.ECANCELED.number());
    assertThat(Aio.aio_error(first)).isEqualTo(-Errno.EINPROGRESS.number());
    assertThat(Aio.aio_cancel(file, first)).isEqualTo(-Errno.EINVAL.number());
    awaitBegun(first, ends.first());
    assertThat(write(ends.second(), "x")).isEqualTo(1);
    assertThat(result(first)).isEqualTo(1);
    assertThat(Aio.aio_cancel(ends.first(), first)).isEqualTo(AIO_ALLDONE);
    assertThat(Aio.aio_cancel(ends.first(), null)).isEqualTo(AIO_ALLDONE);
  }

  /** A thread of libc sits in read: then it cannot be taken back. */
  private static void awaitBegun(AioCb request, int fd) throws IOException {
    String reading = Numbers.READ + " 0x" + Integer.toHexString(fd) + " ";
    while (!threadsAreIn(reading)) {
      Thread.onSpinWait();
    }
    assertThat(Aio.aio_cancel(fd, request)).isEqualTo(AIO_NOTCANCELED);
  }

  private static boolean threadsAreIn(String syscall) throws IOException {
    try (DirectoryStream<Path> threads =
        java.nio.file.Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        if (java.nio.file.Files.readString(thread.resolve("syscall")).startsWith(syscall)) {
          return true;
        }
      }
    } catch (NoSuchFileException e) {
      // A thread has ended meanwhile.
      return false;
    }
    return false;
  }

  @Test
  void oneOfSeveralIsAwaited() {
    Owned.Pair quiet = owned.pipe(0);
    Owned.Pair talking = owned.pipe(0);
    AioCb never = AioCb.allocate(1).range(quiet.first(), 0, 1);
    AioCb soon = AioCb.allocate(1).range(talking.first(), 0, 1);
    assertThat(Aio.aio_read(never)).isZero();
    assertThat(Aio.aio_read(soon)).isZero();
    AioCb[] both = {never, null, soon};
    Timespec moment = new Timespec();
    moment.set(0, 1_000_000);
    assertThat(Aio.aio_suspend(both, moment)).isEqualTo(-Errno.EAGAIN.number());

    assertThat(write(talking.second(), "x")).isEqualTo(1);

    assertThat(Aio.aio_suspend(both, null)).isZero();
    assertThat(Aio.aio_return(soon)).isEqualTo(1);
    assertThat(Aio.aio_error(never)).isEqualTo(-Errno.EINPROGRESS.number());
    assertThat(write(quiet.second(), "x")).isEqualTo(1);
    assertThat(result(never)).isEqualTo(1);
  }

  @Test
  void aSignalTellsOfTheEnd() {
    SignalPipe pipe = Caught.open();
    try (Arena arena = Arena.ofConfined()) {
      assertThat(Signals.sigaction(54, pipe)).isZero();
      MemorySegment record = arena.allocate(SignalPipe.RECORD, 8);
      long value = 0x1234_5678_9abc_def0L;
      AioCb request = AioCb.allocate(8).range(file, 16, 8).signal(54, value);

      assertThat(Aio.aio_read(request)).isZero();

      assertThat(Caught.await(pipe, record)).isEqualTo(SignalPipe.RECORD);
      assertThat(Caught.of(record).number()).isEqualTo(54);
      assertThat(Caught.of(record).code()).isEqualTo(SI_ASYNCIO);
      assertThat(Caught.of(record).pid()).isEqualTo(Ids.getpid());
      assertThat(record.get(JAVA_LONG, SigInfo.VALUE)).isEqualTo(value);
      assertThat(Aio.aio_error(request)).isZero();
      assertThat(Aio.aio_return(request)).isEqualTo(8);
      assertThat(Aio.aio_read(request.noSignal())).isZero();
      assertThat(result(request)).isEqualTo(8);
      assertThat(Caught.drain(pipe)).isEmpty();
    } finally {
      pipe.release();
    }
  }

  @Test
  void aSignalThatNobodyExpectsIsRefused() {
    AioCb request = AioCb.allocate(8).range(file, 0, 8).signal(55, 1);

    assertThatIllegalStateException()
        .isThrownBy(() -> Aio.aio_read(request))
        .withMessageContaining("55");
    assertThat(Aio.aio_error(request)).isEqualTo(-Errno.EINVAL.number());
    assertThatIllegalStateException().isThrownBy(() -> Aio.aio_write(request.signal(SIGIO, 1)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 1, 9, 11, 12, 15, 17, 32, 33, 34, 62, 65, Integer.MIN_VALUE})
  void onlyFreeRealTimeSignalsAndSigioTell(int signum) {
    AioCb request = AioCb.allocate(1);

    assertThatIllegalArgumentException().isThrownBy(() -> request.signal(signum, 1));
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 9, Long.MIN_VALUE, Long.MAX_VALUE})
  void theKernelStaysWithinTheBuffer(long length) {
    AioCb request = AioCb.allocate(8);

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> request.range(file, 0, length));
  }

  /**
   * Requests whose callers dropped them: their memory is not given to others while libc still reads
   * into it, and it is let go of when it is done.
   */
  @Test
  void nothingIsFreedWhileInProgress() {
    Owned.Pair ends = owned.pipe(0);
    int before = Aio.inProgress();
    List<MemorySegment> others = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      assertThat(Aio.aio_read(AioCb.allocate(4_096).range(ends.first(), 0, 4_096))).isZero();
    }
    assertThat(Aio.inProgress()).isGreaterThanOrEqualTo(before + 100);

    collectGarbage(others);
    for (int i = 0; i < 100; i++) {
      assertThat(write(ends.second(), "y".repeat(4_096))).isEqualTo(4_096);
    }

    AioCb last = AioCb.allocate(1).range(ends.first(), 0, 1);
    assertThat(Aio.aio_read(last)).isZero();
    assertThat(write(ends.second(), "z")).isEqualTo(1);
    assertThat(result(last)).isEqualTo(1);
    assertThat(last.buffer().get(JAVA_BYTE, 0)).as("one after the other").isEqualTo((byte) 'z');
    assertThat(others)
        .allMatch(other -> other.mismatch(MemorySegment.ofArray(new byte[4_096])) < 0);
    for (int i = 0; i < 200; i++) {
      assertThat(Aio.aio_read(last)).isZero();
      assertThat(write(ends.second(), "z")).isEqualTo(1);
      assertThat(result(last)).isEqualTo(1);
    }
    assertThat(Aio.inProgress()).as("let go of").isLessThan(100);
  }

  private static void collectGarbage(List<MemorySegment> others) {
    for (int round = 0; round < 5; round++) {
      System.gc();
      for (int i = 0; i < 200; i++) {
        others.add(Arena.ofAuto().allocate(4_096));
      }
    }
  }

  @Test
  void aFunctionThatIsMissingIsNamed() {
    MethodType type = MethodType.methodType(long.class, long.class, MemorySegment.class);
    MethodHandle handle = Link.missing("aio_dance", type);

    assertThat(handle.type()).isEqualTo(type);
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> handle.invoke(1L, MemorySegment.NULL))
        .withMessageContaining("aio_dance");
  }
}
