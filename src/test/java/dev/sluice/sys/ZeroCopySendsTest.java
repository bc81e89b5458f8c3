package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What MSG_ZEROCOPY takes, and how its completions are told apart. */
@Bounded
class ZeroCopySendsTest {
  private static final int SIZE = 1000;

  @AutoClose private final Owned owned = new Owned();
  private final List<String> told = new ArrayList<>();
  private final LastingMemory memory = LastingMemory.allocate(SIZE, 8);

  private void tell(String whose, long bytes, boolean copied) {
    told.add(whose + " " + bytes + (copied ? " copied" : ""));
  }

  /** Sends that are numbered from here on: a, b, c and so on, of 1, 2, 3 bytes. */
  private ZeroCopySends<String> numbered(int first, int count) {
    ZeroCopySends<String> sends = new ZeroCopySends<>(-1, first);
    for (int i = 0; i < count; i++) {
      sends.sent(memory, i + 1, Character.toString('a' + i));
    }
    return sends;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 7, Integer.MAX_VALUE - 1, Integer.MIN_VALUE, -3, -2, -1})
  void rangesAreToldInAnyOrderAlsoWhereNumbersBeginAnew(int first) {
    ZeroCopySends<String> sends = numbered(first, 5);

    sends.done(first + 3, first + 3, false, this::tell);
    sends.done(first + 1, first + 2, true, this::tell);
    assertThat(told).containsExactly("d 4", "b 2 copied", "c 3 copied");
    assertThat(sends.outstanding()).isEqualTo(2);
    sends.done(first, first + 4, false, this::tell);
    assertThat(told.subList(3, 5)).containsExactly("a 1", "e 5");
    assertThat(sends.outstanding()).isZero();
    sends.sent(memory, 6, "f");
    sends.done(first + 5, first + 5, false, this::tell);
    assertThat(told.getLast()).isEqualTo("f 6");
  }

  @Test
  void whatWasNotSentOrIsToldAlreadyIsNobodys() {
    ZeroCopySends<String> sends = numbered(10, 3);

    sends.done(10, 10, false, this::tell);
    sends.done(8, 10, false, this::tell);
    sends.done(13, 20, false, this::tell);
    sends.done(12, 11, false, this::tell);
    assertThat(told).containsExactly("a 1");
    sends.done(9, 99, false, this::tell);
    assertThat(told).containsExactly("a 1", "b 2", "c 3");
  }

  @Test
  void anyNumberCanBeOutstanding() {
    ZeroCopySends<String> sends = new ZeroCopySends<>(-1, -50);
    int done = 0;
    for (int i = 0; i < 1000; i++) {
      sends.sent(memory, i, "x");
      if (i % 3 == 0) {
        sends.done(-50 + done, -50 + done, false, this::tell);
        done++;
      }
    }
    assertThat(sends.outstanding()).isEqualTo(1000 - done);
    sends.done(-50, 949, true, this::tell);
    assertThat(told).hasSize(1000);
    assertThat(told.get(done)).isEqualTo("x " + done + " copied");
    assertThat(told.getLast()).isEqualTo("x 999 copied");
  }

  private void await(ZeroCopySends<String> sends) throws InterruptedException {
    while (sends.outstanding() > 0) {
      assertThat(sends.completions(this::tell)).isNotNegative();
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Test
  void bytesArriveAndTheKernelTellsOfEachSend() throws Exception {
    Owned.Pair ends = owned.tcp();
    ZeroCopySends<String> sends = new ZeroCopySends<>(ends.first());
    assertThat(sends.enable()).isZero();
    assertThat(sends.completions(this::tell)).as("nothing yet").isZero();
    for (int i = 0; i < SIZE; i++) {
      memory.segment().set(JAVA_BYTE, i, (byte) i);
    }

    assertThat(sends.send(memory, 10, 20, MSG_DONTWAIT, "first")).isEqualTo(20);
    assertThat(sends.send(memory, 0, SIZE, MSG_DONTWAIT, "second")).isEqualTo(SIZE);
    MemorySegment got = Arena.ofAuto().allocate(20 + SIZE);
    for (long at = 0; at < got.byteSize(); ) {
      at += Messages.recv(ends.second(), got, at, got.byteSize() - at, 0);
    }
    assertThat(got.asSlice(0, 20).mismatch(memory.segment().asSlice(10, 20))).isEqualTo(-1);
    assertThat(got.asSlice(20).mismatch(memory.segment())).isEqualTo(-1);
    await(sends);
    assertThat(told).containsExactly("first 20 copied", "second 1000 copied");
    sends.close(whose -> told.add("left: " + whose));
    assertThat(told).hasSize(2);
  }

  @Test
  void onlyWhatIsWithinTheMemoryIsSent() {
    ZeroCopySends<String> sends = new ZeroCopySends<>(owned.tcp().first());
    assertThatIllegalStateException()
        .isThrownBy(() -> sends.send(memory, 0, 1, MSG_DONTWAIT, ""))
        .withMessageContaining("SO_ZEROCOPY");
    assertThat(sends.enable()).isZero();
    long[][] bad = {{-1, 1}, {0, SIZE + 1}, {SIZE, 1}, {1, SIZE}, {0, -1}, {1, Long.MAX_VALUE}};
    for (long[] part : bad) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> sends.send(memory, part[0], part[1], MSG_DONTWAIT, ""));
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sends.send(memory, 0, 0, MSG_DONTWAIT, ""));
    sends.close(whose -> told.add(whose));
    assertThatIllegalStateException().isThrownBy(() -> sends.send(memory, 0, 1, MSG_DONTWAIT, ""));
    assertThat(told).isEmpty();
  }

  @Test
  void socketsWithoutItSaySo() {
    Owned.Pair ends = owned.unix(SOCK_STREAM);
    ZeroCopySends<String> local = new ZeroCopySends<>(ends.first());
    assertThat(Errno.ofResult(local.enable())).isEqualTo(Errno.EOPNOTSUPP);
    assertThatIllegalStateException().isThrownBy(() -> local.send(memory, 0, 1, MSG_DONTWAIT, ""));
    // Which knows no error queue, and would give bytes away.
    assertThat(Messages.send(ends.second(), memory.segment(), MSG_DONTWAIT)).isEqualTo(SIZE);
    assertThat(local.completions(this::tell)).isZero();
    assertThat(Messages.recv(ends.first(), memory.segment(), MSG_DONTWAIT)).isEqualTo(SIZE);
    assertThat(Errno.ofResult(new ZeroCopySends<String>(-1).enable())).isEqualTo(Errno.EBADF);
  }

  /** In a frame of its own, so that nothing is left on the stack. */
  private static WeakReference<MemorySegment> lend(ZeroCopySends<String> sends) {
    LastingMemory lent = LastingMemory.allocate(SIZE, 8);
    assertThat(sends.send(lent, 0, SIZE, MSG_DONTWAIT, "lent")).isEqualTo(SIZE);
    return new WeakReference<>(lent.segment());
  }

  private static ZeroCopySends<String> enabled(int fd) {
    ZeroCopySends<String> sends = new ZeroCopySends<>(fd);
    assertThat(sends.enable()).isZero();
    return sends;
  }

  private static void collect() throws InterruptedException {
    WeakReference<Object> other = new WeakReference<>(new Object());
    while (other.get() != null) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Test
  void memoryThatTheKernelHasNotLetGoIsNeverFreed() throws Exception {
    WeakReference<MemorySegment> lost = lend(enabled(owned.tcp().first()));
    ZeroCopySends<String> ended = enabled(owned.tcp().first());
    WeakReference<MemorySegment> abandoned = lend(ended);
    ended.close(told::add);
    ZeroCopySends<String> asked = enabled(owned.tcp().first());
    WeakReference<MemorySegment> back = lend(asked);
    await(asked);

    while (back.get() != null) {
      collect();
    }
    assertThat(lost.get()).isNotNull();
    assertThat(abandoned.get()).isNotNull();
    assertThat(told).containsExactly("lent", "lent 1000 copied");
  }
}
