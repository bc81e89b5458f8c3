package dev.sluice.proxyproto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.SockAddr;
import dev.sluice.proxyproto.HeaderResult.Complete;
import dev.sluice.proxyproto.HeaderResult.Malformed;
import dev.sluice.proxyproto.HeaderResult.NeedsMore;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Headers made by chance, whole and broken; a seed that fails stands in the test's name. */
class HeaderFuzzTest {
  private static final int HEADERS = 1000;

  private static final byte[] PIECES = "PROXY TCP4 TCP6 UNKNOWN\r\n:. 0129fF::".getBytes(US_ASCII);

  private final List<Header> valid = new ArrayList<>();

  @RepeatedTest(10)
  void everyHeaderComesBack(RepetitionInfo run) {
    Random random = new Random(run.getCurrentRepetition());
    for (int i = 0; i < HEADERS; i++) {
      Header header = header(random);
      byte[] bytes = header.toBytes();

      assertThat(feed(random, bytes)).isEqualTo(new Complete(header, bytes.length));
    }
  }

  /** Whatever comes: the pieces make no difference, and what is accepted means what it says. */
  @RepeatedTest(20)
  void brokenOnesAreRefusedOrMeanSomething(RepetitionInfo run) {
    Random random = new Random(-run.getCurrentRepetition());
    int refused = 0;
    for (int i = 0; i < HEADERS; i++) {
      byte[] bytes = broken(random, header(random).toBytes());

      HeaderResult whole = new HeaderReader().feed(bytes);

      HeaderResult pieces = feed(random, bytes);
      assertThat(pieces.getClass()).isEqualTo(whole.getClass());
      if (whole instanceof Complete complete) {
        assertThat(pieces).isEqualTo(whole);
        assertThat(complete.length()).isBetween(V1.MIN, HeaderReader.DEFAULT_LIMIT);
        assertAgain(complete.header());
        valid.add(complete.header());
      } else if (whole instanceof Malformed) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(HEADERS / 10);
    assertThat(valid).isNotEmpty();
  }

  private static void assertAgain(Header header) {
    byte[] bytes = header.toBytes();
    assertThat(new HeaderReader().feed(bytes)).isEqualTo(new Complete(header, bytes.length));
  }

  private static HeaderResult feed(Random random, byte[] bytes) {
    HeaderReader reader = new HeaderReader();
    MemorySegment segment = MemorySegment.ofArray(bytes);
    HeaderResult result = reader.feed(new byte[0]);
    int at = 0;
    while (result instanceof NeedsMore && at < bytes.length) {
      int size = 1 + random.nextInt(Math.min(20, bytes.length - at));
      result = reader.feed(segment, at, size);
      at += size;
    }
    return result;
  }

  private static Header header(Random random) {
    return switch (random.nextInt(8)) {
      case 0 -> Header.v1Unknown();
      case 1 -> Header.v2Local();
      case 2 -> Header.v2(local(random), local(random)).withChecksum();
      case 3, 4 -> Header.v1(six(random), six(random));
      case 5 -> Header.v1(four(random), four(random));
      case 6 -> Header.v2(six(random), six(random)).withTlvs(values(random));
      default ->
          Header.v2(Transport.DATAGRAM, four(random), four(random))
              .withTlvs(values(random))
              .withChecksum();
    };
  }

  private static SockAddr.Inet4 four(Random random) {
    return new SockAddr.Inet4(random.nextInt(), random.nextInt(0x10000));
  }

  /** Zeros in every second group or so, for each way to write them short. */
  private static SockAddr.Inet6 six(Random random) {
    return new SockAddr.Inet6(half(random), half(random), random.nextInt(0x10000), 0, 0);
  }

  private static long half(Random random) {
    long bits = 0;
    for (int i = 0; i < 4; i++) {
      bits = bits << 16 | (random.nextBoolean() ? 0 : random.nextInt(0x10000));
    }
    return bits;
  }

  private static SockAddr local(Random random) {
    String name = "n".repeat(1 + random.nextInt(107));
    return random.nextBoolean() ? SockAddr.unix(name) : SockAddr.unixAbstract(name);
  }

  private static List<Tlv> values(Random random) {
    List<Tlv> values = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      byte[] value = new byte[random.nextInt(60)];
      random.nextBytes(value);
      values.add(new Tlv(Tlv.CUSTOM + random.nextInt(16), value));
    }
    return values;
  }

  private static byte[] broken(Random random, byte[] bytes) {
    byte[] result = Arrays.copyOf(bytes, bytes.length + random.nextInt(3));
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      int at = random.nextInt(result.length);
      switch (random.nextInt(4)) {
        case 0 -> result[at] = (byte) random.nextInt();
        case 1 -> result[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> result[at] = PIECES[random.nextInt(PIECES.length)];
        default -> System.arraycopy(result, at, result, 0, result.length - at);
      }
    }
    return result;
  }
}
