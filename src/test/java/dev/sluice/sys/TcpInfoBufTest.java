package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.TcpOptionConstants.TCP_CLOSE_WAIT;
import static dev.sluice.sys.TcpOptionConstants.TCP_ESTABLISHED;
import static dev.sluice.sys.TcpOptionConstants.TCP_LISTEN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.abi.Bindings;
import dev.sluice.abi.StructBinding;
import dev.sluice.errno.Errno;
import dev.sluice.support.Toolchain;
import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code struct tcp_info}: where its fields stand, and what this kernel puts there. */
@Bounded
class TcpInfoBufTest {
  /** The last field of the oldest headers that are built with. */
  private static final TcpInfoField LEAST = TcpInfoField.SND_WND;

  private static final Pattern MISSING = Pattern.compile("no member named \\W*(tcpi_\\w+)");

  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  /** The kernel's own header says where; a header may be older than the newest fields. */
  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theFieldsStandWhereTheHeaderOfTheKernelHasThem(String arch) throws Exception {
    Toolchain tools = Toolchain.of(arch);
    List<TcpInfoField> known = knownTo(tools);
    Path program = tools.compile(folder.resolve("probe"), source("probe.c", lines(known)));

    List<String> printed = tools.run(program).out().lines().toList();

    assertThat(known).contains(LEAST);
    assertThat(printed)
        .isEqualTo(
            known.stream()
                .map(field -> field.name() + " " + field.offset + " " + field.size)
                .toList());
  }

  /** Bits have no offset: each is set alone, and the byte that it is in looked at. */
  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theBitsStandWhereTheHeaderOfTheKernelHasThem(String arch) throws Exception {
    Toolchain tools = Toolchain.of(arch);
    List<TcpInfoField> bits =
        Arrays.stream(TcpInfoField.values()).filter(TcpInfoBufTest::isBits).toList();
    String body =
        bits.stream()
            .map(
                field ->
                    "memset(&info, 0, sizeof info); info.%s = -1; printf(\"%%016llx\\n\", head);"
                        .formatted(cName(field)))
            .collect(Collectors.joining("\n"));
    Path program = tools.compile(folder.resolve("bits"), source("bits.c", body));

    List<String> printed = tools.run(program).out().lines().toList();

    assertThat(bits).hasSize(4);
    for (int i = 0; i < bits.size(); i++) {
      TcpInfoField field = bits.get(i);
      long head = Long.parseUnsignedLong(printed.get(i), 16);
      long inByte = (head >>> (field.offset * Byte.SIZE)) & 0xff;
      assertThat(head).isEqualTo(inByte << (field.offset * Byte.SIZE));
      long all = field.decode(-1);
      assertThat(field.decode(inByte)).as(field.name()).isEqualTo(all);
      assertThat(Long.bitCount(inByte)).isEqualTo(Long.bitCount(all));
    }
  }

  /** Those that the compiler does not complain of. */
  private List<TcpInfoField> knownTo(Toolchain tools) throws Exception {
    List<TcpInfoField> all =
        Arrays.stream(TcpInfoField.values()).filter(field -> !isBits(field)).toList();
    try {
      tools.compile(folder.resolve("try"), source("try.c", lines(all)));
      return all;
    } catch (AssertionError e) {
      Set<String> missing =
          MISSING
              .matcher(String.valueOf(e.getMessage()))
              .results()
              .map(match -> match.group(1))
              .collect(Collectors.toSet());
      return all.stream().filter(field -> !missing.contains(cName(field))).toList();
    }
  }

  private static String lines(List<TcpInfoField> fields) {
    return fields.stream()
        .map(
            field ->
                "printf(\"%s %%zu %%zu\\n\", offsetof(struct tcp_info, %s), sizeof info.%s);"
                    .formatted(field.name(), cName(field), cName(field)))
        .collect(Collectors.joining("\n"));
  }

  private Path source(String name, String body) throws Exception {
    return Files.writeString(
        folder.resolve(name),
        """
        #include <linux/tcp.h>
        #include <stddef.h>
        #include <stdio.h>
        #include <string.h>
        int main(void) {
          union { struct tcp_info info; unsigned long long head; } u;
        #define info u.info
        #define head u.head
          memset(&u, 0, sizeof u);
        %s
          return 0;
        }
        """
            .formatted(body));
  }

  private static String cName(TcpInfoField field) {
    return "tcpi_" + field.name().toLowerCase(Locale.ROOT);
  }

  private static boolean isBits(TcpInfoField field) {
    return field.offset == 6 || field.offset == 7;
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theOldestFieldsStandWhereTheBindingsHaveThem(String arch) throws Exception {
    MemoryLayout info =
        Bindings.of(arch).structs().stream()
            .filter(binding -> binding.name().equals("tcp_info"))
            .map(StructBinding::layout)
            .findFirst()
            .orElseThrow();
    for (TcpInfoField field : TcpInfoField.values()) {
      if (field.offset < info.byteSize() && !isBits(field)) {
        assertThat(info.byteOffset(PathElement.groupElement(cName(field))))
            .as(field.name())
            .isEqualTo(field.offset);
      }
    }
  }

  @Test
  void fieldsFollowOnEachOtherWithoutGaps() {
    int end = 0;
    for (TcpInfoField field : TcpInfoField.values()) {
      if (isBits(field)) {
        end = field.offset + 1;
      } else {
        assertThat(field.offset).as(field.name()).isEqualTo(end);
        end += field.size;
      }
    }
  }

  @Test
  void aConnectionIsDescribed() {
    Owned.Pair ends = owned.tcp();
    TcpInfoBuf info = new TcpInfoBuf();
    assertThat(info.has(TcpInfoField.STATE)).isFalse();
    assertThat(Messages.send(ends.first(), arena.allocate(1000), 0)).isEqualTo(1000);

    assertThat(SocketOptions.tcpInfo(ends.first(), info)).isZero();

    assertThat(info.length()).isGreaterThanOrEqualTo(104).isLessThan(TcpInfoBuf.CAPACITY);
    assertThat(info.get(TcpInfoField.STATE)).isEqualTo(TCP_ESTABLISHED);
    assertThat(info.get(TcpInfoField.SND_CWND)).isPositive();
    assertThat(info.get(TcpInfoField.RTT)).isPositive();
    assertThat(info.get(TcpInfoField.SND_MSS)).isBetween(88L, 65_535L);
    for (TcpInfoField field : TcpInfoField.values()) {
      assertThat(info.has(field) || info.get(field) == 0).as(field.name()).isTrue();
    }
    if (info.has(TcpInfoField.BYTES_SENT)) {
      assertThat(info.get(TcpInfoField.BYTES_SENT)).isEqualTo(1000);
    }
  }

  @Test
  void aStateIsTheKernels() {
    Owned.Pair ends = owned.tcp();
    TcpInfoBuf info = new TcpInfoBuf();
    assertThat(Net.shutdown(ends.first(), NetConstants.SHUT_WR)).isZero();
    assertThat(Messages.recv(ends.second(), arena.allocate(1), 0)).isZero();

    assertThat(SocketOptions.tcpInfo(ends.second(), info)).isZero();
    assertThat(info.get(TcpInfoField.STATE)).isEqualTo(TCP_CLOSE_WAIT);

    int listener = owned.listener(SockAddrBuf.allocate(), 0);
    assertThat(SocketOptions.tcpInfo(listener, info)).isZero();
    assertThat(info.get(TcpInfoField.STATE)).isEqualTo(TCP_LISTEN);
    assertThat(info.get(TcpInfoField.SACKED)).as("the backlog").isEqualTo(16);
  }

  @Test
  void whatIsNoConnectionIsAnErrno() {
    TcpInfoBuf info = new TcpInfoBuf();
    assertThat(SocketOptions.tcpInfo(owned.tcp().first(), info)).isZero();

    assertThat(SocketOptions.tcpInfo(owned.socket(AF_INET, SOCK_DGRAM), info))
        .isEqualTo(-Errno.EOPNOTSUPP.number());

    assertThat(info.has(TcpInfoField.STATE)).as("what stood there before").isFalse();
    assertThat(info.get(TcpInfoField.SND_CWND)).isZero();
    assertThat(SocketOptions.tcpInfo(-1, info)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void whatAnOlderKernelDoesNotFillIsTold() {
    TcpInfoBuf info = new TcpInfoBuf();
    assertThat(SocketOptions.tcpInfo(owned.tcp().first(), info)).isZero();

    info.setLength(TcpInfoField.BYTES_ACKED.offset + 7);

    assertThat(info.has(TcpInfoField.MAX_PACING_RATE)).isTrue();
    assertThat(info.has(TcpInfoField.BYTES_ACKED)).isFalse();
    assertThat(info.has(TcpInfoField.RECEIVED_CE_BYTES)).isFalse();
  }
}
