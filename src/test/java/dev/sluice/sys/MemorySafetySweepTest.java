package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_RAW;
import static dev.sluice.sys.NetConstants.SOCK_SEQPACKET;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every option that is let through, of every socket that this kernel has at hand, with values of
 * many lengths and contents: the kernel writes nothing beyond the value when asked, and nothing at
 * all when told.
 */
@Bounded
class MemorySafetySweepTest {
  private static final int[] LEVELS = {1, 0, 6, 17, 41};
  private static final int MOST = 110;
  private static final int[] SIZES = {0, 1, 2, 3, 4, 5, 7, 8, 12, 16, 32, 64, 144, 256};
  private static final int TCP_CONGESTION = 13;
  private static final int TCP_ULP = 31;
  private static final int AF_BLUETOOTH = 31;

  /** A family, a type and a protocol. */
  record Kind(String name, int family, int type, int protocol) {}

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  /** Those that can be had here: which there are depends on the kernel and on who runs this. */
  private static List<Kind> kinds() {
    return Stream.of(
            new Kind("TCP", AF_INET, SOCK_STREAM, 0),
            new Kind("UDP", AF_INET, SOCK_DGRAM, 0),
            new Kind("RAW", AF_INET, SOCK_RAW, 1),
            new Kind("TCPv6", AF_INET6, SOCK_STREAM, 0),
            new Kind("UDPv6", AF_INET6, SOCK_DGRAM, 0),
            new Kind("RAWv6", AF_INET6, SOCK_RAW, 58),
            new Kind("MPTCP", AF_INET, SOCK_STREAM, 262),
            new Kind("UNIX-STREAM", AF_UNIX, SOCK_STREAM, 0),
            new Kind("UNIX", AF_UNIX, SOCK_DGRAM, 0),
            new Kind("NETLINK", 16, SOCK_RAW, 0),
            // These have levels of the same numbers as IP and TCP.
            new Kind("HCI", AF_BLUETOOTH, SOCK_RAW, 1),
            new Kind("L2CAP", AF_BLUETOOTH, SOCK_SEQPACKET, 0),
            new Kind("SCO", AF_BLUETOOTH, SOCK_SEQPACKET, 2))
        .filter(MemorySafetySweepTest::isLoaded)
        .filter(kind -> Descriptors.close(open(kind)) == 0)
        .toList();
  }

  private static int open(Kind kind) {
    return Net.socket(kind.family(), kind.type() | SOCK_CLOEXEC, kind.protocol());
  }

  /** Asking for a family would load its module, which is not a test's to do. */
  private static boolean isLoaded(Kind kind) {
    try {
      return kind.family() != AF_BLUETOOTH
          || java.nio.file.Files.readAllLines(Path.of("/proc/net/protocols")).stream()
              .anyMatch(line -> line.startsWith(kind.name() + " "));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void askingWritesNothingBeyondTheValue(Kind kind) {
    int fd = owned.add(open(kind));
    for (int size : SIZES) {
      Canary room = Canary.around(arena, size);
      for (int level : LEVELS) {
        for (int name = -1; name < MOST; name++) {
          for (int number : new int[] {0, 1, 1000, -1}) {
            fill(room.target(), number);
            int result = get(fd, level, name, room.target());
            assertThat(result)
                .as("%s, level %s, option %s", kind, level, name)
                .isLessThanOrEqualTo(size);
          }
        }
        room.assertIntactAround();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void tellingWritesNothingAtAll(Kind kind) {
    int fd = owned.add(open(kind));
    for (int size : SIZES) {
      Canary room = Canary.around(arena, size);
      for (int level : LEVELS) {
        for (int name = -1; name < MOST; name++) {
          // These load modules of the kernel by name.
          if (level == 6 && (name == TCP_CONGESTION || name == TCP_ULP)) {
            continue;
          }
          set(fd, level, name, room.target().asReadOnly());
          set(fd, level, name, zeroes(size));
        }
        room.assertUntouched();
      }
    }
  }

  @Test
  void theMostCommonSocketsAreAmongThem() {
    assertThat(kinds()).extracting(Kind::name).contains("TCP", "UDP", "UNIX-STREAM");
  }

  /** Zeroes that must not be written to. */
  private MemorySegment zeroes(int size) {
    return arena.allocate(size).asReadOnly();
  }

  private static int get(int fd, int level, int name, MemorySegment value) {
    try {
      return SocketOptions.getsockopt(fd, level, name, value);
    } catch (IllegalArgumentException e) {
      return 0;
    }
  }

  private static void set(int fd, int level, int name, MemorySegment value) {
    try {
      assertThat(SocketOptions.setsockopt(fd, level, name, value)).isLessThanOrEqualTo(0);
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).containsAnyOf("option " + name, "read-only");
    }
  }

  private static void fill(MemorySegment value, int number) {
    value.fill((byte) number);
    for (long at = 0; at + 4 <= value.byteSize(); at += 4) {
      value.set(JAVA_INT_UNALIGNED, at, number);
    }
    if (value.byteSize() > 0) {
      assertThat(value.get(JAVA_BYTE, 0)).isEqualTo((byte) number);
    }
  }
}
