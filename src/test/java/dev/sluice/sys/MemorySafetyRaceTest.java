package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Memory that is closed, or forgotten, while the kernel has it. */
@Bounded
class MemorySafetyRaceTest {
  private static final int SIZE = 64;

  /** A call that waits for bytes on a descriptor, with memory of an arena. */
  record Waiting(String name, int number, boolean socket, Start start) {
    @FunctionalInterface
    interface Start {
      long on(int fd, Arena arena, MemorySegment room);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  private static Stream<Waiting> waiting() {
    return Stream.of(
        new Waiting(
            "recv", Numbers.RECVFROM, true, (fd, arena, room) -> Messages.recv(fd, room, 0)),
        new Waiting("read", Numbers.READ, false, (fd, arena, room) -> Io.read(fd, room)),
        new Waiting(
            "readv",
            Numbers.READV,
            false,
            (fd, arena, room) -> Io.readv(fd, IoVec.allocate(arena, 1).add(room))),
        new Waiting(
            "readv of global memory",
            Numbers.READV,
            true,
            (fd, arena, room) ->
                Io.readv(fd, IoVec.allocate(arena, 2).add(Arena.global().allocate(1)).add(room))));
  }

  /** Closing must fail as long as the kernel may still write. */
  @ParameterizedTest
  @MethodSource("waiting")
  void anArenaStaysOpenWhileACallWaits(Waiting waiting) throws InterruptedException {
    Owned.Pair ends = waiting.socket() ? owned.tcp() : owned.pipe(0);
    int reader = waiting.socket() ? ends.second() : ends.first();
    int writer = waiting.socket() ? ends.first() : ends.second();
    Arena shared = Arena.ofShared();
    Canary room = Canary.around(shared, SIZE);
    Blocked call =
        Blocked.start(waiting.number(), () -> waiting.start().on(reader, shared, room.target()));

    for (int i = 0; i < 20; i++) {
      assertThatIllegalStateException().isThrownBy(shared::close);
    }
    assertThat(shared.scope().isAlive()).isTrue();
    assertThat(call.isDone()).isFalse();
    room.assertUntouched();

    assertThat(Io.write(writer, arena.allocate(9))).isEqualTo(9);
    assertThat(call.result()).isEqualTo(9);
    room.assertIntactAround();
    assertThat(room.target().asSlice(0, 8).toArray(JAVA_BYTE)).containsOnly(0);
    shared.close();
  }

  @Test
  void anArenaStaysOpenWhileSendmsgWaits() throws InterruptedException {
    Owned.Pair ends = owned.tcp();
    Arena shared = Arena.ofShared();
    MemorySegment much = shared.allocate(32 << 20);
    Blocked call =
        Blocked.start(
            Numbers.SENDMSG,
            () -> {
              IoVec parts = IoVec.allocate(shared, 1).add(much);
              return Messages.sendmsg(ends.first(), MsgHdr.allocate(shared, parts), 0);
            });

    assertThatIllegalStateException().isThrownBy(shared::close);

    MemorySegment room = arena.allocate(1 << 20);
    long received = 0;
    while (received < much.byteSize()) {
      long n = Messages.recv(ends.second(), room, 0);
      assertThat(n).isPositive();
      received += n;
    }
    assertThat(call.result()).isEqualTo(much.byteSize());
    shared.close();
  }

  @Test
  void anAddressStaysOpenWhileAcceptWaits() throws InterruptedException {
    Arena shared = Arena.ofShared();
    SockAddrBuf peer = SockAddrBuf.allocate(shared);
    SockAddrBuf address = SockAddrBuf.allocate();
    int listener = owned.listener(address, 0);
    Blocked call = Blocked.start(Numbers.ACCEPT4, () -> Net.accept4(listener, peer, 0));

    assertThatIllegalStateException().isThrownBy(shared::close);

    assertThat(Net.connect(owned.socket(NetConstants.AF_INET, NetConstants.SOCK_STREAM), address))
        .isZero();
    owned.add((int) call.result());
    assertThat(peer.inet4Bits()).isEqualTo(0x7f000001);
    shared.close();
  }

  /** Short calls, and an arena that is closed at any moment: each call works or is refused. */
  @Test
  void callsThatRaceAgainstCloseFindItOpenOrClosed() throws Exception {
    Owned.Pair udp = owned.udp();
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    for (int round = 0; round < 50; round++) {
      Arena shared = Arena.ofShared();
      MemorySegment room = shared.allocate(SIZE, 8);
      CyclicBarrier start = new CyclicBarrier(4);
      List<CompletableFuture<Integer>> uses =
          List.of(
              untilClosed(start, () -> Messages.send(udp.first(), room, MSG_DONTWAIT)),
              untilClosed(start, () -> Messages.recv(udp.second(), room, MSG_DONTWAIT)),
              untilClosed(
                  start, () -> Io.write(pipe.second(), room) + Io.read(pipe.first(), room)));
      start.await();
      while (!closed(shared)) {
        Thread.onSpinWait();
      }

      // Where the memory was, there may be somebody else's by now.
      Canary next = Canary.around(arena, SIZE);
      uses.forEach(use -> assertThat(use.join()).isNotNegative());
      next.assertUntouched();
    }
  }

  /** Only the call itself knows the memory of an automatic arena. */
  @Test
  void memoryThatOnlyTheCallKnowsIsNotCollected() throws InterruptedException {
    Owned.Pair pipe = owned.pipe(0);
    Owned.Pair other = owned.pipe(0);
    Owned.Pair tcp = owned.tcp();
    int epoll = owned.add(Polls.epoll_create1(0));
    EpollEvents interest = EpollEvents.allocate(1);
    interest.set(0, EPOLLIN, -1);
    Owned.Pair watched = owned.pipe(0);
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, watched.first(), interest)).isZero();
    List<Blocked> calls =
        List.of(
            Blocked.start(Numbers.READ, () -> Io.read(pipe.first(), automatic())),
            Blocked.start(Numbers.RECVFROM, () -> Messages.recv(tcp.second(), automatic(), 0)),
            Blocked.start(Numbers.READV, () -> Io.readv(other.first(), automaticParts())),
            Blocked.start(
                Numbers.EPOLL_PWAIT2,
                () -> Polls.epoll_pwait2(epoll, EpollEvents.allocate(SIZE), SIZE, null)));

    collect();
    List<Canary> canaries = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      canaries.add(Canary.around(arena, SIZE));
    }
    for (int fd : new int[] {pipe.second(), other.second(), tcp.first(), watched.second()}) {
      assertThat(Io.write(fd, arena.allocate(SIZE))).isEqualTo(SIZE);
    }

    for (int i = 0; i < 3; i++) {
      assertThat(calls.get(i).result()).isEqualTo(SIZE);
    }
    assertThat(calls.get(3).result()).isEqualTo(1);
    canaries.forEach(Canary::assertUntouched);
  }

  private static MemorySegment automatic() {
    return Arena.ofAuto().allocate(SIZE);
  }

  private static IoVec automaticParts() {
    Arena automatic = Arena.ofAuto();
    return IoVec.allocate(automatic, 2)
        .add(automatic.allocate(SIZE / 2))
        .add(automatic.allocate(SIZE / 2));
  }

  /** Until something that nobody holds is really gone, and freed. */
  private static void collect() throws InterruptedException {
    WeakReference<Object> gone = new WeakReference<>(new Object());
    for (int i = 0; i < 100 && gone.get() != null; i++) {
      System.gc();
      Thread.sleep(10);
    }
    assertThat(gone.get()).isNull();
    System.gc();
    Thread.sleep(50);
  }

  private static CompletableFuture<Integer> untilClosed(CyclicBarrier start, LongSupplier call) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            start.await();
          } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
            throw new AssertionError(e);
          }
          for (int i = 0; i < 50_000_000; i++) {
            // Calls without a gap between them would keep the arena from ever closing.
            LockSupport.parkNanos(1_000);
            try {
              assertThat(call.getAsLong()).isGreaterThan(2L * Errno.WOULD_BLOCK - 1);
            } catch (IllegalStateException e) {
              return i;
            }
          }
          return -1;
        },
        run -> new Thread(run).start());
  }

  private static boolean closed(Arena shared) {
    try {
      shared.close();
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }
}
