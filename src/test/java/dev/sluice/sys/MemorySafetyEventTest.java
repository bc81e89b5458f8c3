package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.abi.Bindings;
import dev.sluice.abi.StructBinding;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Walking through events stays within what was read, whatever stands there. */
@Bounded
class MemorySafetyEventTest {
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void beforeTheFirstEventThereIsNone() {
    InotifyEvents events = new InotifyEvents(arena.allocate(64), 64);

    assertThatIllegalStateException().isThrownBy(events::watch);
    assertThatIllegalStateException().isThrownBy(events::mask);
    assertThatIllegalStateException().isThrownBy(events::cookie);
    assertThatIllegalStateException().isThrownBy(events::name);
    assertThat(new InotifyEvents(MemorySegment.NULL, 0).next()).isFalse();
    assertThatThrownBy(() -> new InotifyEvents(arena.allocate(8), 9))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new InotifyEvents(arena.allocate(8), -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  /** The length of a name, how much was read, and whether that is an event. */
  @ParameterizedTest
  @CsvSource({
    "0, 16, true",
    "0, 15, false",
    "1, 16, false",
    "16, 32, true",
    "16, 31, false",
    "17, 32, false",
    "-1, 64, false",
    "2147483647, 64, false",
    "-2147483648, 64, false",
  })
  void onlyWholeEventsAreOnes(int length, int read, boolean whole) {
    MemorySegment record = arena.allocate(64);
    record.set(JAVA_INT_UNALIGNED, InotifyEvents.LENGTH, length);

    assertThat(new InotifyEvents(record, read).next()).isEqualTo(whole);
  }

  @Test
  void aNameWithoutANulEndsWithItsRecord() {
    MemorySegment records = arena.allocate(64);
    records.fill((byte) 'x');
    records.set(JAVA_INT_UNALIGNED, InotifyEvents.LENGTH, 4);
    records.set(JAVA_INT_UNALIGNED, 20 + InotifyEvents.LENGTH, 0);
    InotifyEvents events = new InotifyEvents(records, 36);

    assertThat(events.next()).isTrue();
    assertThat(events.name()).isEqualTo(new byte[] {'x', 'x', 'x', 'x'});
    assertThat(events.next()).isTrue();
    assertThat(events.name()).isEmpty();
    assertThat(events.next()).isFalse();
    assertThat(events.next()).isFalse();
  }

  @Test
  void anyBytesAreWalkedThroughToTheirEnd() {
    Random random = new Random(4);
    for (int round = 0; round < 2_000; round++) {
      int size = random.nextInt(300);
      byte[] bytes = new byte[size + 1];
      random.nextBytes(bytes);
      // From an odd address, and with lengths that sometimes fit.
      MemorySegment segment = MemorySegment.ofArray(bytes).asSlice(1);
      for (int at = 13; at < size; at += 16) {
        if (random.nextBoolean()) {
          segment.set(JAVA_INT_UNALIGNED, Math.min(at, Math.max(size - 4, 0)), random.nextInt(64));
        }
      }
      InotifyEvents events = new InotifyEvents(segment, size);
      int count = 0;
      while (events.next()) {
        assertThat(events.name().length).isLessThanOrEqualTo(size);
        events.watch();
        events.mask();
        events.cookie();
        count++;
      }
      assertThat(count).isLessThanOrEqualTo(size / 16);
    }
  }

  @Test
  void closedAndForeignMemoryIsRefused() {
    InotifyEvents closed;
    try (Arena gone = Arena.ofConfined()) {
      closed = new InotifyEvents(gone.allocate(64), 64);
      InotifyEvents foreign = closed;
      assertThatThrownBy(() -> CompletableFuture.supplyAsync(foreign::next).join())
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(WrongThreadException.class);
    }
    assertThatIllegalStateException().isThrownBy(closed::next);
  }

  @Test
  void timesAreReadIntoTheirOwnMemory() {
    try (Owned owned = new Owned()) {
      int timer = owned.add(EventDescriptors.timerfd_create(PollConstants.CLOCK_MONOTONIC, 0));
      Itimerspec value = new Itimerspec();
      assertThat(value.segment().byteSize()).isEqualTo(32);
      assertThat(EventDescriptors.timerfd_gettime(timer, value)).isZero();
      assertThat(value.segment().toArray(JAVA_BYTE)).containsOnly(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theLayoutIsThatOfTheBindings(String arch) throws Exception {
    MemoryLayout event =
        Bindings.of(arch).structs().stream()
            .filter(struct -> struct.name().equals("inotify_event"))
            .map(StructBinding::layout)
            .findFirst()
            .orElseThrow();

    assertThat(InotifyEvents.WATCH).isEqualTo(event.byteOffset(PathElement.groupElement("wd")));
    assertThat(InotifyEvents.MASK).isEqualTo(event.byteOffset(PathElement.groupElement("mask")));
    assertThat(InotifyEvents.COOKIE)
        .isEqualTo(event.byteOffset(PathElement.groupElement("cookie")));
    assertThat(InotifyEvents.LENGTH).isEqualTo(event.byteOffset(PathElement.groupElement("len")));
    assertThat(InotifyEvents.NAME).isEqualTo(event.byteOffset(PathElement.groupElement("name")));
  }
}
