package dev.sluice.event;

import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLET;
import static dev.sluice.sys.PollConstants.EPOLLEXCLUSIVE;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLONESHOT;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLLWAKEUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.support.KeepsOpen;
import dev.sluice.sys.Files;
import dev.sluice.sys.OpenHow;
import dev.sluice.sys.PathBuf;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every poller does alike; each has a subclass, with what it does unlike the others. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@KeepsOpen("pipe:.*")
abstract class PollerContract {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final List<Pipe> pipes = new ArrayList<>();

  @SuppressWarnings("NullAway.Init") // Made anew for each test.
  protected Poller poller;

  /** One that has room for 256 events. */
  protected abstract Poller open() throws Exception;

  @BeforeEach
  void make() throws Exception {
    poller = open();
  }

  @AfterEach
  void closeAll() {
    poller.close();
    pipes.forEach(Pipe::close);
  }

  protected Pipe pipe() {
    Pipe pipe = Pipe.open();
    pipes.add(pipe);
    return pipe;
  }

  protected Pipe pipeFrom(int least) {
    Pipe pipe = Pipe.from(least);
    pipes.add(pipe);
    return pipe;
  }

  protected static Fd file(Path path) {
    OpenHow how = new OpenHow(O_RDONLY | O_CLOEXEC, 0, 0);
    return Fd.adopt(Files.openat2(AT_FDCWD, PathBuf.of(path.toString()), how));
  }

  protected static void assertErrno(ThrowingCallable call, Errno errno) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(errno));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x0123_4567_89ab_cdefL})
  void theDataComesBackAsItWas(long data) throws Exception {
    poller.add(pipe().out(), EPOLLOUT, data);

    assertThat(poller.await(-1)).isEqualTo(1);

    assertThat(poller.events(0)).isEqualTo(EPOLLOUT);
    assertThat(poller.data(0)).isEqualTo(data);
  }

  @Test
  void whatIsReadyIsReportedAsLongAsItIs() throws Exception {
    Pipe pipe = pipe();
    poller.add(pipe.in(), EPOLLIN, 1);
    assertThat(poller.await(0)).isZero();

    pipe.write();
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.await(-1)).isEqualTo(1);
    assertThat(poller.events(0)).isEqualTo(EPOLLIN);
    pipe.read();
    assertThat(poller.await(0)).isZero();
  }

  @Test
  void onlyWhatIsAskedForIsReported() throws Exception {
    Pipe pipe = pipe();
    pipe.write();
    poller.add(pipe.in(), 0, 1);
    assertThat(poller.await(0)).isZero();

    poller.modify(pipe.in(), EPOLLIN, 2);
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.data(0)).isEqualTo(2);
    poller.modify(pipe.in(), EPOLLOUT, 3);
    assertThat(poller.await(0)).isZero();
  }

  @Test
  void whatIsRemovedComesNoMoreAndCanComeAgain() throws Exception {
    int fd = pipe().out();
    poller.add(fd, EPOLLOUT, 1);
    poller.remove(fd);
    assertThat(poller.await(0)).isZero();

    poller.add(fd, EPOLLOUT, 2);
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.data(0)).isEqualTo(2);
  }

  @Test
  void whatIsWrongIsAnErrno() throws Exception {
    int fd = pipe().out();
    poller.add(fd, EPOLLOUT, 1);

    assertErrno(() -> poller.add(fd, EPOLLIN, 1), Errno.EEXIST);
    poller.remove(fd);
    assertErrno(() -> poller.modify(fd, EPOLLIN, 1), Errno.ENOENT);
    assertErrno(() -> poller.remove(fd), Errno.ENOENT);
    assertErrno(() -> poller.add(-1, EPOLLIN, 1), Errno.EBADF);
    assertErrno(() -> poller.modify(-1, EPOLLIN, 1), Errno.EBADF);
    assertErrno(() -> poller.remove(-1), Errno.EBADF);
    // Within every table, and open nowhere.
    assertErrno(() -> poller.add(1023, EPOLLIN, 1), Errno.EBADF);
    assertThat(poller.await(0)).isZero();
  }

  @Test
  void waitingEndsWithAnEvent() throws Exception {
    Pipe pipe = pipe();
    poller.add(pipe.in(), EPOLLIN, 7);
    FutureTask<Integer> waiting = new FutureTask<>(() -> poller.await(-1));
    new Thread(waiting).start();

    pipe.write();

    assertThat(waiting.get()).isEqualTo(1);
    assertThat(poller.data(0)).isEqualTo(7);
  }

  /** A loop that waits for a deadline must not spin through its last millisecond. */
  @Test
  void theShortestTimeoutWaits() throws Exception {
    poller.add(pipe().in(), EPOLLIN, 1);
    long end = System.nanoTime() + 50 * NANOS_PER_MILLI;
    int waits = 0;
    while (System.nanoTime() < end) {
      assertThat(poller.await(Duration.ofNanos(1))).isZero();
      waits++;
    }

    assertThat(waits).isBetween(1, 51);
    assertThat(poller.await(Duration.ofSeconds(-1))).isZero();
    assertThat(poller.await(Duration.ZERO)).isZero();
    assertThat(poller.await(1)).isZero();
  }

  @Test
  void aSignalEndsTheWaitWithoutEvents() throws Exception {
    poller.add(pipe().in(), EPOLLIN, 1);
    try (Interrupter interrupter = new Interrupter()) {
      CompletableFuture<Long> thread = new CompletableFuture<>();
      FutureTask<Integer> waiting =
          new FutureTask<>(
              () -> {
                thread.complete(Interrupter.currentThread());
                return poller.await(-1);
              });
      new Thread(waiting).start();
      // Until one comes while it waits.
      while (!waiting.isDone()) {
        interrupter.send(thread.get());
      }
      assertThat(waiting.get()).isZero();
    }
  }

  @Test
  void eventsStayWhileTheyAreHandled() throws Exception {
    List<Integer> fds = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      int fd = pipe().out();
      fds.add(fd);
      poller.add(fd, EPOLLOUT, fd);
    }

    assertThat(poller.await(0)).isEqualTo(100);
    List<Long> seen = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      seen.add(poller.data(i));
      assertThat(poller.events(i)).isEqualTo(EPOLLOUT);
      poller.remove((int) poller.data(i));
    }

    assertThat(seen).containsExactlyInAnyOrderElementsOf(fds.stream().map(Long::valueOf).toList());
    assertThat(poller.await(0)).isZero();
  }

  /** Against a map that says what must come. */
  @Test
  void whateverIsAddedChangedAndRemovedTheRightOnesAreReported() throws Exception {
    Random random = new Random(8);
    List<Pipe> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(pipe());
    }
    Map<Integer, Map.Entry<Integer, Long>> watched = new HashMap<>();
    for (long step = 0; step < 3_000; step++) {
      Pipe pipe = all.get(random.nextInt(all.size()));
      int fd = random.nextBoolean() ? pipe.out() : pipe.in();
      int events = (random.nextBoolean() ? EPOLLOUT : 0) | (random.nextBoolean() ? EPOLLIN : 0);
      if (!watched.containsKey(fd)) {
        poller.add(fd, events, step);
        watched.put(fd, Map.entry(events, step));
      } else if (random.nextBoolean()) {
        poller.modify(fd, events, step);
        watched.put(fd, Map.entry(events, step));
      } else {
        poller.remove(fd);
        watched.remove(fd);
      }
      if (step % 10 == 0) {
        assertThat(happened()).isEqualTo(expected(all, watched));
      }
    }
  }

  /** Nothing was written: the write ends are ready, and no read end is. */
  private static Map<Long, Integer> expected(
      List<Pipe> all, Map<Integer, Map.Entry<Integer, Long>> watched) {
    Map<Long, Integer> expected = new HashMap<>();
    for (Pipe pipe : all) {
      Map.Entry<Integer, Long> entry = watched.get(pipe.out());
      if (entry != null && (entry.getKey() & EPOLLOUT) != 0) {
        expected.put(entry.getValue(), EPOLLOUT);
      }
    }
    return expected;
  }

  private Map<Long, Integer> happened() throws ErrnoException {
    Map<Long, Integer> happened = new HashMap<>();
    int count = poller.await(0);
    for (int i = 0; i < count; i++) {
      happened.put(poller.data(i), poller.events(i));
    }
    assertThat(happened).hasSize(count);
    return happened;
  }

  @Test
  void aVirtualThreadMayAskAndNotWait() throws Exception {
    poller.add(pipe().out(), EPOLLOUT, 1);
    FutureTask<Integer> asking = new FutureTask<>(() -> poller.await(0));
    Thread.ofVirtual().start(asking);
    assertThat(asking.get()).isEqualTo(1);

    FutureTask<Integer> waiting = new FutureTask<>(() -> poller.await(1));
    Thread.ofVirtual().start(waiting);
    assertThatThrownBy(waiting::get)
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClosedOneIsRefused() throws Exception {
    int fd = pipe().out();
    poller.add(fd, EPOLLOUT, 1);
    poller.close();
    poller.close();

    assertThatIllegalStateException().isThrownBy(() -> poller.add(fd, EPOLLOUT, 1));
    assertThatIllegalStateException().isThrownBy(() -> poller.modify(fd, EPOLLOUT, 1));
    assertThatIllegalStateException().isThrownBy(() -> poller.remove(fd));
    assertThatIllegalStateException().isThrownBy(() -> poller.await(0));
  }

  @Test
  void theIndexIsKeptWithinTheEvents() throws Exception {
    poller.add(pipe().out(), EPOLLOUT, 1);
    assertThat(poller.await(0)).isEqualTo(1);

    for (int index : new int[] {-1, 256, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> poller.events(index)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> poller.data(index)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  protected void assertUnknown(int events) throws ErrnoException {
    int fd = pipe().in();
    assertThatThrownBy(() -> poller.add(fd, EPOLLIN | events, 1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining(Integer.toHexString(events));
    poller.add(fd, EPOLLIN, 1);
    assertThatThrownBy(() -> poller.modify(fd, events, 1))
        .isInstanceOf(UnsupportedOperationException.class);
    poller.remove(fd);
  }

  // What two of them do alike.

  protected void assertWhatOnlyEpollKnowsIsRefused() throws ErrnoException {
    assertUnknown(EPOLLET);
    assertUnknown(EPOLLONESHOT);
    assertUnknown(EPOLLEXCLUSIVE);
    assertUnknown(EPOLLWAKEUP);
  }

  protected void assertEndsAreReportedUnasked() throws ErrnoException {
    Pipe pipe = pipe();
    poller.add(pipe.in(), 0, 1);
    pipe.writeEnd().close();
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.events(0)).isEqualTo(EPOLLHUP);
    poller.remove(pipe.in());

    Pipe other = pipe();
    poller.add(other.out(), 0, 1);
    other.readEnd().close();
    assertThat(poller.await(0)).isEqualTo(1);
    assertThat(poller.events(0)).isEqualTo(EPOLLERR);
  }

  protected void assertHighNumbersAreTaken() throws ErrnoException {
    Pipe pipe = pipeFrom(3_000);
    pipe.write();
    poller.add(pipe.in(), EPOLLIN, 1);

    assertThat(poller.await(0)).isEqualTo(1);
  }

  protected void assertFilesAreAlwaysReady(Path folder) throws ErrnoException {
    try (Fd file = file(folder)) {
      poller.add(file.number(), EPOLLIN | EPOLLOUT, 1);

      assertThat(poller.await(-1)).isEqualTo(1);
      assertThat(poller.events(0)).isEqualTo(EPOLLIN | EPOLLOUT);
    }
  }
}
