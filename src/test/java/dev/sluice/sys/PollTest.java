package dev.sluice.sys;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static dev.sluice.sys.PollConstants.POLLERR;
import static dev.sluice.sys.PollConstants.POLLHUP;
import static dev.sluice.sys.PollConstants.POLLIN;
import static dev.sluice.sys.PollConstants.POLLNVAL;
import static dev.sluice.sys.PollConstants.POLLOUT;
import static dev.sluice.sys.PollConstants.POLLPRI;
import static dev.sluice.sys.PollConstants.POLLRDHUP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** poll, ppoll, and epoll_pwait. */
@Bounded
class PollTest {
  /** Beyond what select knows. */
  private static final int FAR = 2_000;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final PollFds fds = PollFds.allocate(4);

  @Test
  void whatHappenedStandsBesideWhatWasAskedFor() {
    Owned.Pair pipe = owned.pipe(0);
    fds.set(0, pipe.first(), POLLIN);
    fds.set(1, pipe.second(), POLLOUT);

    assertThat(Polls.poll(fds, 2, 0)).isEqualTo(1);
    assertThat(fds.revents(0)).isZero();
    assertThat(fds.revents(1)).isEqualTo(POLLOUT);

    assertThat(Io.write(pipe.second(), arena.allocate(1))).isEqualTo(1);
    assertThat(Polls.ppoll(fds, 2, null, null)).isEqualTo(2);
    assertThat(fds.revents(0)).isEqualTo(POLLIN);
    assertThat(fds.fd(0)).isEqualTo(pipe.first());
    assertThat(fds.events(0)).isEqualTo(POLLIN);
  }

  @Test
  void onlyTheFirstOnesAreAskedFor() {
    int writable = owned.pipe(0).second();
    fds.set(0, writable, POLLOUT);
    fds.set(1, writable, POLLOUT);

    assertThat(Polls.poll(fds, 1, 0)).isEqualTo(1);
    assertThat(fds.revents(1)).isZero();
    assertThat(Polls.poll(fds, 0, 0)).isZero();
  }

  @Test
  void noDescriptorIsPassedOverAndAClosedOneIsTold() {
    fds.set(0, -1, POLLIN);
    fds.set(1, owned.closedOne(), POLLIN);
    fds.set(2, -7, POLLIN);

    assertThat(Polls.poll(fds, 4, -1)).isEqualTo(1);

    assertThat(fds.revents(0)).isZero();
    assertThat(fds.revents(1)).isEqualTo(POLLNVAL);
    assertThat(fds.revents(2)).isZero();
  }

  @Test
  void theEndsAreTold() {
    Owned.Pair pipe = owned.pipe(0);
    fds.set(0, pipe.second(), 0);
    owned.close(pipe.first());
    Owned.Pair other = owned.pipe(0);
    fds.set(1, other.first(), 0);
    owned.close(other.second());
    Owned.Pair tcp = owned.tcp();
    fds.set(2, tcp.second(), POLLRDHUP);
    assertThat(Net.shutdown(tcp.first(), NetConstants.SHUT_WR)).isZero();

    assertThat(Polls.poll(fds, 3, -1)).isGreaterThanOrEqualTo(2);

    assertThat(fds.revents(0)).isEqualTo(POLLERR);
    assertThat(fds.revents(1)).isEqualTo(POLLHUP);
    fds.set(0, tcp.second(), POLLRDHUP);
    assertThat(Polls.poll(fds, 1, -1)).isEqualTo(1);
    assertThat(fds.revents(0)).isEqualTo(POLLRDHUP);
  }

  @Test
  void urgentDataIsTold() {
    Owned.Pair tcp = owned.tcp();
    fds.set(0, tcp.second(), POLLPRI);
    assertThat(Polls.poll(fds, 1, 0)).isZero();

    assertThat(Messages.send(tcp.first(), arena.allocate(1), NetConstants.MSG_OOB)).isEqualTo(1);

    assertThat(Polls.poll(fds, 1, -1)).isEqualTo(1);
    assertThat(fds.revents(0)).isEqualTo(POLLPRI);
  }

  @Test
  void filesAreAlwaysReady(@TempDir Path folder) {
    fds.set(0, owned.file(folder, FileConstants.O_RDONLY), POLLIN | POLLOUT);

    assertThat(Polls.poll(fds, 1, -1)).isEqualTo(1);
    assertThat(fds.revents(0)).isEqualTo(POLLIN | POLLOUT);
  }

  @Test
  void numbersBeyondThoseOfSelectAreTaken() {
    int far =
        owned.add(Descriptors.fcntl(owned.pipe(0).second(), FileConstants.F_DUPFD_CLOEXEC, FAR));
    fds.set(0, far, POLLOUT);

    assertThat(far).isGreaterThanOrEqualTo(PollConstants.FD_SETSIZE);
    assertThat(Polls.poll(fds, 1, -1)).isEqualTo(1);
    assertThat(fds.revents(0)).isEqualTo(POLLOUT);
  }

  @Test
  void waitingEndsWithAnEvent() throws InterruptedException {
    Owned.Pair pipe = owned.pipe(0);
    fds.set(0, pipe.first(), POLLIN);

    Blocked waiting = Blocked.start(Numbers.PPOLL, () -> Polls.poll(fds, 1, -1));
    assertThat(Io.write(pipe.second(), arena.allocate(1))).isEqualTo(1);

    assertThat(waiting.result()).isEqualTo(1);
    assertThat(fds.revents(0)).isEqualTo(POLLIN);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 999, 1001})
  void aTimeoutIsNeverShort(int millis) {
    fds.set(0, owned.pipe(0).first(), POLLIN);
    long begin = System.nanoTime();

    assertThat(Polls.poll(fds, 1, millis)).isZero();

    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(millis * 1_000_000L);
  }

  /** The kernel writes the time that is left into it. */
  @Test
  void theTimeoutStaysAsItIs() {
    int writable = owned.pipe(0).second();
    fds.set(0, writable, POLLOUT);
    Timespec timeout = new Timespec();
    timeout.set(1000, 999_999_999);

    assertThat(Polls.ppoll(fds, 1, timeout, new SigSet())).isEqualTo(1);

    assertThat(timeout.segment().toArray(ValueLayout.JAVA_LONG)).containsExactly(1000, 999_999_999);
    timeout.set(0, 1);
    fds.set(0, owned.pipe(0).first(), POLLIN);
    assertThat(Polls.ppoll(fds, 1, timeout, null)).isZero();
    assertThat(timeout.segment().toArray(ValueLayout.JAVA_LONG)).containsExactly(0, 1);
  }

  @ParameterizedTest
  @CsvSource({"0, -1", "0, 1000000000", "-1, 0", "0, 9223372036854775807"})
  void whatIsNoTimeIsAnErrno(long seconds, long nanos) {
    Timespec timeout = new Timespec();
    timeout.set(seconds, nanos);
    fds.set(0, owned.pipe(0).second(), POLLOUT);

    assertThat(Polls.ppoll(fds, 1, timeout, null)).isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void theLongestTimeIsTaken() {
    Timespec timeout = new Timespec();
    timeout.set(Long.MAX_VALUE, 999_999_999);
    fds.set(0, owned.pipe(0).second(), POLLOUT);

    assertThat(Polls.ppoll(fds, 1, timeout, null)).isEqualTo(1);
    assertThat(Polls.poll(fds, 1, Integer.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void elementsAreKeptWithinTheirCapacity() {
    for (int index : new int[] {-1, 4, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> fds.set(index, 0, 0)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> fds.fd(index)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> fds.events(index)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> fds.revents(index)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(fds.capacity()).isEqualTo(4);
    assertThat(fds.fd(3)).as("no descriptor at first").isEqualTo(-1);
    assertThatIllegalArgumentException().isThrownBy(() -> PollFds.allocate(0));
    assertThatIllegalArgumentException().isThrownBy(() -> PollFds.allocate(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> fds.set(0, 0, 0x1_0000));
    assertThatIllegalArgumentException().isThrownBy(() -> fds.set(0, 0, PollConstants.EPOLLET));
    fds.set(0, 0, 0xffff);
    assertThat(fds.events(0)).isEqualTo(0xffff);
  }

  @Test
  void epollWaitsWithAMaskToo() {
    int epoll = owned.add(Polls.epoll_create1(0));
    EpollEvents events = EpollEvents.allocate(2);
    events.set(0, EPOLLOUT, 77);
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, owned.pipe(0).second(), events)).isZero();
    SigSet all = new SigSet();
    all.fill();

    assertThat(Polls.epoll_pwait(epoll, events, 2, -1, all)).isEqualTo(1);
    assertThat(events.data(0)).isEqualTo(77);
    assertThat(Polls.epoll_pwait(epoll, events, 2, -1, null)).isEqualTo(1);
    assertThat(Polls.epoll_pwait2(epoll, events, 2, null, all)).isEqualTo(1);

    int idle = owned.add(Polls.epoll_create1(0));
    events.set(0, EPOLLIN, 0);
    assertThat(Polls.epoll_ctl(idle, EPOLL_CTL_ADD, owned.pipe(0).first(), events)).isZero();
    Timespec moment = new Timespec();
    moment.set(0, 1);
    assertThat(Polls.epoll_pwait(idle, events, 2, 1, all)).isZero();
    assertThat(Polls.epoll_pwait2(idle, events, 2, moment, all)).isZero();
    assertThat(Polls.epoll_pwait(owned.closedOne(), events, 1, 0, all))
        .isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void manyThreadsWaitAtOnce() {
    CompletableFuture<?>[] waits = new CompletableFuture<?>[16];
    for (int i = 0; i < waits.length; i++) {
      int count = i % 2;
      int fd = count == 1 ? owned.pipe(0).second() : owned.pipe(0).first();
      waits[i] =
          CompletableFuture.runAsync(
              () -> {
                PollFds own = PollFds.allocate(1);
                own.set(0, fd, POLLIN | POLLOUT);
                for (int n = 0; n < 200; n++) {
                  assertThat(Polls.poll(own, 1, n % 3)).isEqualTo(count);
                }
              },
              run -> new Thread(run).start());
    }
    CompletableFuture.allOf(waits).join();
  }
}
