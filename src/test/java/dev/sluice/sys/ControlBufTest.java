package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Control messages that are written, read back, and made up. */
@Bounded
class ControlBufTest {
  @AutoClose private final Arena arena = Arena.ofShared();

  /** As the macros of {@code sys/socket.h} compute them on a 64-bit machine. */
  @Test
  void sizesAreThoseOfTheMacros() {
    assertThat(new long[] {ControlBuf.align(0), ControlBuf.align(1), ControlBuf.align(8)})
        .containsExactly(0, 8, 8);
    assertThat(new long[] {ControlBuf.length(0), ControlBuf.length(4)}).containsExactly(16, 20);
    assertThat(new long[] {ControlBuf.space(0), ControlBuf.space(4), ControlBuf.space(9)})
        .containsExactly(16, 24, 32);
    assertThatIllegalArgumentException().isThrownBy(() -> ControlBuf.space(Long.MAX_VALUE));
    assertThatIllegalArgumentException().isThrownBy(() -> ControlBuf.length(Long.MAX_VALUE));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    ControlBuf buf = ControlBuf.allocate(arena, 256);
    buf.addInt(1, 2, 0x01020304).addShort(3, 4, 0xfffe);
    buf.add(5, 6, Canary.bytes(arena, "0123456789")).add(7, 8, MemorySegment.NULL);

    assertThat(buf.byteCount()).isEqualTo(24 + 24 + 32 + 16);
    assertThat(buf.next()).isTrue();
    assertThat(buf.level()).isEqualTo(1);
    assertThat(buf.type()).isEqualTo(2);
    assertThat(buf.dataLength()).isEqualTo(4);
    assertThat(buf.dataInt(0)).isEqualTo(0x01020304);
    assertThat(buf.next()).isTrue();
    assertThat(buf.dataLength()).isEqualTo(2);
    assertThat(buf.dataByte(0)).isEqualTo(0xfe);
    assertThat(buf.next()).isTrue();
    assertThat(Canary.text(buf.data(), 0, 10)).isEqualTo("0123456789");
    assertThat(buf.dataLong(2)).isEqualTo(0x3938_3736_3534_3332L);
    assertThat(buf.next()).isTrue();
    assertThat(buf.level()).isEqualTo(7);
    assertThat(buf.dataLength()).isZero();
    assertThat(buf.next()).isFalse();
    assertThat(buf.next()).isFalse();
    buf.rewind();
    assertThat(buf.next()).isTrue();
    buf.clear();
    assertThat(buf.next()).isFalse();
  }

  @Test
  void onlyWhatFitsIsTaken() {
    ControlBuf buf = ControlBuf.allocate(arena, 36);

    buf.addInt(1, 1, 1);
    assertThatIllegalStateException().isThrownBy(() -> buf.addInt(1, 1, 1));
    assertThat(buf.byteCount()).isEqualTo(24);
    ControlBuf exact = ControlBuf.allocate(arena, 20).addInt(1, 1, 7);
    assertThat(exact.byteCount()).as("no room for the padding").isEqualTo(20);
    assertThat(exact.next()).isTrue();
    assertThat(exact.dataInt(0)).isEqualTo(7);
    assertThat(exact.next()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> exact.add(1, 1, MemorySegment.NULL));
    ControlBuf none = ControlBuf.allocate(arena, 0);
    assertThatIllegalStateException().isThrownBy(() -> none.add(1, 1, MemorySegment.NULL));
    assertThat(none.next()).isFalse();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> exact.set(arena.allocate(21)));
    assertThat(exact.byteCount()).isEqualTo(20);
  }

  @Test
  void lengthsThatLeadNowhereEndTheWalk() {
    ControlBuf buf = ControlBuf.allocate(arena, 48);
    MemorySegment bytes = arena.allocate(48);
    for (long length :
        new long[] {
          0,
          1,
          15,
          49,
          64,
          1L << 32,
          (1L << 32) + 16,
          Long.MAX_VALUE,
          Long.MAX_VALUE - 7,
          Long.MIN_VALUE,
          -1,
          -8,
          -16,
        }) {
      bytes.set(JAVA_LONG_UNALIGNED, 0, length);
      buf.set(bytes);
      assertThat(buf.next()).as("length %s", length).isFalse();
      assertThatIllegalStateException().isThrownBy(buf::level);
      assertThatIllegalStateException().isThrownBy(buf::type);
      assertThatIllegalStateException().isThrownBy(buf::data);
      assertThatIllegalStateException().isThrownBy(() -> buf.dataInt(0));
    }
    for (int size = 0; size < 16; size++) {
      buf.set(bytes.asSlice(0, size));
      assertThat(buf.next()).isFalse();
    }
  }

  /** Whatever stands there: each message lies within the buffer, behind the one before. */
  @Test
  void randomBytesAreWalkedThrough() {
    Random random = new Random(20_261_121);
    ControlBuf buf = ControlBuf.allocate(arena, 512);
    int messages = 0;
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = new byte[random.nextInt(513)];
      random.nextBytes(bytes);
      plantLengths(random, bytes);
      buf.set(MemorySegment.ofArray(bytes));
      long room = bytes.length;
      while (buf.next()) {
        assertThat(buf.data().byteSize()).isEqualTo(buf.dataLength());
        buf.level();
        buf.type();
        room -= ControlBuf.length(buf.dataLength());
        assertThat(room).isNotNegative();
        messages++;
      }
    }
    assertThat(messages).as("lengths that can be are among them").isGreaterThan(10_000);
  }

  private static void plantLengths(Random random, byte[] bytes) {
    MemorySegment segment = MemorySegment.ofArray(bytes);
    for (int at = 0; at + 8 <= bytes.length; at += 8) {
      if (random.nextInt(3) > 0) {
        segment.set(JAVA_LONG_UNALIGNED, at, random.nextInt(80) - 8);
      }
    }
  }

  @Test
  void dataIsReadWithinItsMessage() {
    ControlBuf buf = ControlBuf.allocate(arena, 64).addInt(1, 1, 5).addInt(1, 1, 6);
    assertThat(buf.next()).isTrue();

    for (long offset : new long[] {1, 4, -1, -4, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> buf.dataInt(offset));
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> buf.dataLong(0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> buf.dataByte(4));
    assertThat(buf.data().isReadOnly()).isTrue();
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> buf.data().set(JAVA_BYTE, 0, (byte) 1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> buf.data().get(JAVA_INT_UNALIGNED, 1));
  }
}
