package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls with random arguments: what is within the segment is the kernel's affair and leaves the
 * rest alone, all else is refused.
 */
@Bounded
class MemorySafetyCampaignTest {
  private static final int CALLS = 50_000;
  private static final int MSG_ZEROCOPY = 0x4000000;
  private static final int[] BAD_FDS = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20};
  private static final int[] LEVELS = {1, 0, 6, 17, 41, -1, 255, 270};
  private static final int TCP_CONGESTION = 13;
  private static final int TCP_ULP = 31;

  /** How an argument list must end. */
  private enum Verdict {
    KERNEL,
    BOUNDS,
    ARGUMENT
  }

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final int[] streams = new int[4];
  private final int[] files = new int[2];
  private final int[] optionTargets = new int[4];

  @BeforeEach
  void open() {
    Owned.Pair tcp = owned.tcp();
    Owned.Pair udp = owned.udp();
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    int[] sockets = {tcp.first(), tcp.second(), udp.first(), udp.second()};
    System.arraycopy(sockets, 0, streams, 0, 4);
    files[0] = pipe.first();
    files[1] = pipe.second();
    for (int fd : streams) {
      assertThat(Descriptors.fcntl(fd, F_SETFL, O_NONBLOCK)).isZero();
    }
    optionTargets[0] = owned.socket(AF_INET, SOCK_STREAM);
    optionTargets[1] = owned.socket(AF_INET, SOCK_DGRAM);
    optionTargets[2] = owned.socket(AF_INET6, SOCK_STREAM);
    optionTargets[3] = owned.socket(AF_INET6, SOCK_DGRAM);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void randomCallsStayWithinTheirMemory(long seed) {
    Random random = new Random(seed);
    Canary[] rooms = {
      Canary.around(arena, 0),
      Canary.around(arena, 1),
      Canary.around(arena, 7),
      Canary.around(arena, 64),
      Canary.around(arena, 5000),
      Canary.onHeap(1),
      Canary.onHeap(64),
      Canary.onHeap(70_000)
    };
    Map<Verdict, Integer> verdicts = new EnumMap<>(Verdict.class);
    for (int i = 0; i < CALLS; i++) {
      Canary room = rooms[random.nextInt(rooms.length)];
      verdicts.merge(oneCall(random, room), 1, Integer::sum);
      room.assertIntactAround();
    }

    assertThat(verdicts).containsOnlyKeys(Verdict.values());
    assertThat(verdicts.values()).as("%s", verdicts).allMatch(calls -> calls > 500);
  }

  private Verdict oneCall(Random random, Canary room) {
    MemorySegment segment = room.target();
    if (random.nextInt(8) == 0) {
      segment = segment.asReadOnly();
    }
    return random.nextInt(3) == 0 ? option(random, room, segment) : transfer(random, room, segment);
  }

  private Verdict transfer(Random random, Canary room, MemorySegment segment) {
    boolean socket = random.nextBoolean();
    boolean into = random.nextBoolean();
    long offset = edge(random, segment.byteSize());
    long length = edge(random, segment.byteSize());
    int flags = flags(random);
    int fd = pick(random, socket ? streams : files);
    Verdict expected = expected(segment, offset, length, socket, into, flags);
    long result;
    try {
      if (socket) {
        result =
            into
                ? Messages.recv(fd, segment, offset, length, flags)
                : Messages.send(fd, segment, offset, length, flags);
      } else {
        result =
            into ? Io.read(fd, segment, offset, length) : Io.write(fd, segment, offset, length);
      }
    } catch (IndexOutOfBoundsException e) {
      assertThat(expected).isEqualTo(Verdict.BOUNDS);
      room.assertIntactAround();
      return expected;
    } catch (IllegalArgumentException e) {
      assertThat(expected).isEqualTo(Verdict.ARGUMENT);
      return expected;
    }
    assertThat(expected).isEqualTo(Verdict.KERNEL);
    assertThat(result).isGreaterThan(-4096);
    if ((flags & MSG_TRUNC) == 0) {
      assertThat(result).isLessThanOrEqualTo(length);
    }
    if (into && result > 0) {
      room.assertIntactAround();
    }
    return expected;
  }

  private static Verdict expected(
      MemorySegment segment, long offset, long length, boolean socket, boolean into, int flags) {
    if (offset < 0 || length < 0 || offset > segment.byteSize() - length) {
      return Verdict.BOUNDS;
    }
    if (into && segment.isReadOnly()) {
      return Verdict.ARGUMENT;
    }
    if (socket && !into && (flags & MSG_ZEROCOPY) != 0) {
      return Verdict.ARGUMENT;
    }
    boolean heapIsFine = socket && (flags & MSG_DONTWAIT) != 0;
    return segment.isNative() || heapIsFine ? Verdict.KERNEL : Verdict.ARGUMENT;
  }

  private Verdict option(Random random, Canary room, MemorySegment segment) {
    int level = LEVELS[random.nextInt(LEVELS.length)];
    int name = random.nextInt(120) - 2;
    int fd = pick(random, optionTargets);
    boolean get = random.nextBoolean() || name == TCP_CONGESTION || name == TCP_ULP;
    try {
      int result =
          get
              ? SocketOptions.getsockopt(fd, level, name, segment)
              : SocketOptions.setsockopt(fd, level, name, segment);
      assertThat(result).isBetween(-4095, (int) segment.byteSize());
      assertThat(segment.isNative()).isTrue();
      assertThat(get && segment.isReadOnly()).isFalse();
    } catch (IllegalArgumentException e) {
      return Verdict.ARGUMENT;
    }
    room.assertIntactAround();
    return Verdict.KERNEL;
  }

  /** Numbers at the edges of a segment, of int and of long, and some within. */
  private static long edge(Random random, long size) {
    return switch (random.nextInt(12)) {
      case 0 -> -1 - random.nextInt(3);
      case 1 -> size + random.nextInt(3) - 1;
      case 2 -> Long.MAX_VALUE - random.nextInt(3);
      case 3 -> Long.MIN_VALUE + random.nextInt(3);
      case 4 -> (1L << 32) + random.nextInt(8) - 4;
      case 5 -> random.nextLong();
      case 6, 7, 8 -> 0;
      default -> size == 0 ? 0 : random.nextLong(size);
    };
  }

  /** MSG_DONTWAIT mostly, anything else at times: all descriptors are O_NONBLOCK as well. */
  private static int flags(Random random) {
    int flags = random.nextInt(4) == 0 ? 0 : MSG_DONTWAIT;
    return switch (random.nextInt(6)) {
      case 0 -> flags | 1 << random.nextInt(32);
      case 1 -> random.nextInt();
      default -> flags;
    };
  }

  private static int pick(Random random, int[] fds) {
    return random.nextInt(10) == 0
        ? BAD_FDS[random.nextInt(BAD_FDS.length)]
        : fds[random.nextInt(fds.length)];
  }
}
