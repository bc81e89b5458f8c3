package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Structs that hold addresses: vectors of parts, and messages. */
@Bounded
class MemorySafetyVectorTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void partsOfAnotherArenaAreRefused() {
    IoVec parts = IoVec.allocate(arena, 4);
    try (Arena confined = Arena.ofConfined();
        Arena shared = Arena.ofShared()) {
      for (MemorySegment foreign :
          new MemorySegment[] {
            confined.allocate(8),
            shared.allocate(8),
            Arena.ofAuto().allocate(8),
            MemorySegment.ofBuffer(ByteBuffer.allocateDirect(8)),
            shared.allocate(8).asSlice(4),
            shared.allocate(0),
          }) {
        assertThatIllegalArgumentException().isThrownBy(() -> parts.add(foreign));
      }
    }
    assertThat(parts.count()).isZero();
    assertThat(parts.byteCount()).isZero();
    parts.add(Arena.global().allocate(8)).add(arena.allocate(8)).add(MemorySegment.NULL);
    assertThat(parts.count()).isEqualTo(3);
  }

  @Test
  void twoAutomaticArenasAreTwo() {
    IoVec parts = IoVec.allocate(Arena.ofAuto(), 1);
    MemorySegment foreign = Arena.ofAuto().allocate(8);

    assertThatIllegalArgumentException().isThrownBy(() -> parts.add(foreign));
  }

  @Test
  void partsOnTheHeapAreRefused() {
    IoVec parts = IoVec.allocate(arena, 1);
    IoVec global = IoVec.allocate(Arena.global(), 1);

    for (MemorySegment heap :
        new MemorySegment[] {
          MemorySegment.ofArray(new byte[8]),
          MemorySegment.ofArray(new long[1]),
          MemorySegment.ofArray(new byte[0]),
        }) {
      assertThatIllegalArgumentException().isThrownBy(() -> parts.add(heap));
      assertThatIllegalArgumentException().isThrownBy(() -> global.add(heap));
    }
  }

  @Test
  void aReadOnlyPartIsWrittenOutButNeverReadInto() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    Canary room = Canary.around(arena, 8);
    Canary other = Canary.around(arena, 8);
    IoVec parts = IoVec.allocate(arena, 3).add(other.target()).add(room.target().asReadOnly());

    assertThat(Io.writev(pipe.second(), parts)).isEqualTo(16);
    assertThatIllegalArgumentException().isThrownBy(() -> Io.readv(pipe.first(), parts));
    parts.add(other.target());
    assertThatIllegalArgumentException().isThrownBy(() -> Io.readv(pipe.first(), parts));
    room.assertUntouched();
    other.assertUntouched();

    parts.clear();
    parts.add(other.target());
    assertThat(Io.readv(pipe.first(), parts)).isEqualTo(8);
  }

  @Test
  void onlyThePartsAreWritten() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    Canary room = Canary.around(arena, 100);
    IoVec parts =
        IoVec.allocate(arena, 2)
            .add(room.target().asSlice(10, 5))
            .add(room.target().asSlice(15, 1));

    assertThat(Io.write(pipe.second(), arena.allocate(50))).isEqualTo(50);
    assertThat(Io.readv(pipe.first(), parts)).isEqualTo(6);

    room.assertOnly(10, 6);
  }

  @Test
  void aVectorBelongsToItsThread() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    Canary room = Canary.around(arena, 8);
    IoVec parts = IoVec.allocate(arena, 2).add(room.target());
    MsgHdr message = MsgHdr.allocate(arena, parts);
    SockAddrBuf address = SockAddrBuf.allocate(arena);
    ControlBuf control = ControlBuf.allocate(arena, 64);
    int socket = owned.tcp().first();

    assertElsewhereRefused(() -> parts.add(room.target()));
    assertElsewhereRefused(parts::clear);
    assertElsewhereRefused(() -> Io.readv(pipe.first(), parts));
    assertElsewhereRefused(() -> Io.writev(pipe.second(), parts));
    assertElsewhereRefused(() -> Messages.sendmsg(socket, message, 0));
    assertElsewhereRefused(() -> Messages.sendmsg(socket, message, MSG_DONTWAIT));
    assertElsewhereRefused(() -> message.control(control));
    assertElsewhereRefused(() -> message.control(null));
    assertElsewhereRefused(() -> message.name(address));
    assertElsewhereRefused(() -> message.name(null));
    assertThat(parts.count()).isEqualTo(1);
    room.assertUntouched();
  }

  @Test
  void aConfinedVectorIsRefusedElsewhereAtOnce() {
    try (Arena confined = Arena.ofConfined()) {
      assertElsewhereRefused(() -> IoVec.allocate(confined, 1));
    }
  }

  @Test
  void aVectorDiesWithItsArena() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    int socket = owned.tcp().first();
    IoVec parts;
    IoVec ofGlobal;
    MsgHdr message;
    SockAddrBuf address;
    try (Arena shared = Arena.ofShared()) {
      parts = IoVec.allocate(shared, 2).add(shared.allocate(8));
      ofGlobal = IoVec.allocate(shared, 2).add(Arena.global().allocate(8));
      message = MsgHdr.allocate(shared, parts);
      address = SockAddrBuf.allocate(shared);
      message.name(address);
    }

    assertThatIllegalStateException().isThrownBy(() -> Io.readv(pipe.first(), parts));
    assertThatIllegalStateException().isThrownBy(() -> Io.writev(pipe.second(), parts));
    assertThatIllegalStateException().isThrownBy(() -> Io.writev(pipe.second(), ofGlobal));
    assertThatIllegalStateException().isThrownBy(() -> parts.add(Arena.global().allocate(8)));
    assertThatIllegalStateException().isThrownBy(() -> Messages.sendmsg(socket, message, 0));
    assertThatIllegalStateException()
        .isThrownBy(() -> Messages.sendmsg(socket, message, MSG_DONTWAIT));
    Arena closed = Arena.ofShared();
    closed.close();
    assertThatIllegalStateException().isThrownBy(() -> IoVec.allocate(closed, 1));
    assertThatIllegalStateException().isThrownBy(() -> SockAddrBuf.allocate(closed));
  }

  @Test
  void partsOfAMessageAreOfItsArena() {
    IoVec parts = IoVec.allocate(arena, 1);
    MsgHdr message = MsgHdr.allocate(arena, parts);
    try (Arena foreign = Arena.ofShared()) {
      IoVec foreignParts = IoVec.allocate(foreign, 1);
      SockAddrBuf foreignName = SockAddrBuf.allocate(foreign);
      ControlBuf foreignControl = ControlBuf.allocate(foreign, 24);

      assertThatIllegalArgumentException().isThrownBy(() -> MsgHdr.allocate(arena, foreignParts));
      assertThatIllegalArgumentException().isThrownBy(() -> message.name(foreignName));
      assertThatIllegalArgumentException().isThrownBy(() -> message.control(foreignControl));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> message.name(SockAddrBuf.allocate()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> message.control(ControlBuf.allocate(Arena.global(), 24)));
  }

  /** What is read as control messages ends where the segment ends. */
  @Test
  void controlMessagesThatClaimToBeLongerAreRefusedByTheKernel() {
    IoVec parts = IoVec.allocate(arena, 1).add(arena.allocate(1));
    MsgHdr message = MsgHdr.allocate(arena, parts);
    int socket = owned.udp().first();
    ControlBuf control = ControlBuf.allocate(arena, 24);
    MemorySegment bytes = arena.allocate(24, 8);
    message.control(control);

    for (long length : new long[] {25, 4096, Integer.MAX_VALUE, Long.MAX_VALUE, -1, 1}) {
      bytes.set(JAVA_LONG, 0, length);
      control.set(bytes);
      assertThat(Messages.sendmsg(socket, message, 0)).isNegative();
      assertThat(Messages.sendmsg(socket, message, MSG_DONTWAIT)).isNegative();
    }
  }

  /**
   * An arena of a user's own class sees each segment that it hands out, and could change the
   * addresses in it.
   */
  @Test
  void addressesNeverStandInMemoryThatOthersKnow() {
    MemorySegment[] seen = new MemorySegment[1];
    Arena spy =
        new ForeignArena(
            arena,
            (size, alignment) -> {
              seen[0] = arena.allocate(size, alignment);
              return seen[0];
            });
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    Canary victim = Canary.around(arena, 16);
    assertThat(Io.write(pipe.second(), arena.allocate(16))).isEqualTo(16);

    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> {
              IoVec parts = IoVec.allocate(spy, 1).add(arena.allocate(1));
              MemorySegment vector = seen[0];
              vector.set(JAVA_LONG, 0, victim.target().address());
              vector.set(JAVA_LONG, 8, 16);
              Io.readv(pipe.first(), parts);
            });
    victim.assertUntouched();
    IoVec honest = IoVec.allocate(arena, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> MsgHdr.allocate(spy, honest));
  }

  private static void assertElsewhereRefused(ThrowingCallable misuse) {
    CompletableFuture<Void> elsewhere =
        CompletableFuture.runAsync(
            () -> {
              try {
                misuse.call();
              } catch (RuntimeException e) {
                throw e;
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            });

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(elsewhere::join)
        .withCauseInstanceOf(WrongThreadException.class);
  }
}
