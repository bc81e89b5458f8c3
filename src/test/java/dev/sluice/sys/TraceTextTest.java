package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TraceTextTest {
  private static MemorySegment bytes(String latin1) {
    return MemorySegment.ofArray(latin1.getBytes(ISO_8859_1));
  }

  private static MemorySegment unix(String path) {
    MemorySegment address = Arena.ofAuto().allocate(2 + path.length());
    address.set(ValueLayout.JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes(path), 0, address, 2, path.length());
    return address;
  }

  @Test
  void bytesAreEscapedAndCut() {
    assertThat(TraceText.bytes(bytes(""))).isEqualTo("\"\"");
    assertThat(TraceText.bytes(bytes("\0\1\0019\377\u000b\f")))
        .isEqualTo("\"\\0\\1\\0019\\377\\v\\f\"");
    assertThat(TraceText.bytes(bytes("x".repeat(32)))).isEqualTo("\"" + "x".repeat(32) + "\"");
    assertThat(TraceText.bytes(bytes("x".repeat(33)))).isEqualTo("\"" + "x".repeat(32) + "\"...");
  }

  @Test
  void pathsAreWholeAndEndAtTheirNulOrWithTheMemory() {
    assertThat(TraceText.path(bytes("/tmp/" + "x".repeat(40) + "\0rest")))
        .isEqualTo("\"/tmp/" + "x".repeat(40) + "\"");
    assertThat(TraceText.path(bytes("endless"))).isEqualTo("\"endless\"");
  }

  @Test
  void addressesReadAsInC() {
    assertThat(TraceText.address(unix("/run/x\0")))
        .isEqualTo("{sa_family=AF_UNIX, sun_path=\"/run/x\"}");
    assertThat(TraceText.address(unix("\0name\0b")))
        .isEqualTo("{sa_family=AF_UNIX, sun_path=@\"name\\0b\"}");
    assertThat(TraceText.address(unix(""))).isEqualTo("{sa_family=AF_UNIX}");
    assertThat(TraceText.address(bytes("c\0ab"))).isEqualTo("{sa_family=0x63, sa_data=\"ab\"}");
    assertThat(TraceText.address(bytes("x"))).isEqualTo("\"x\"");
    assertThat(TraceText.address(SockAddrBuf.inet4("10.1.2.3", 65535).segment()))
        .isEqualTo("{sa_family=AF_INET, sin_port=htons(65535), sin_addr=inet_addr(\"10.1.2.3\")}");
    // Too short to hold what its family has.
    assertThat(TraceText.address(SockAddrBuf.inet4("10.1.2.3", 80).segment().asSlice(0, 6)))
        .isEqualTo("{sa_family=AF_INET, sa_data=\"\\0P\\n\\1\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "::",
    "::1",
    "1::",
    "fe80::1:0:0:2",
    "1:2:3:4:5:6:7:8",
    "a:0:b::c:d",
    "::1:2:0:0:3:4"
  })
  void ipv6AddressesAreShortened(String literal) {
    String text = TraceText.address(SockAddrBuf.inet6(literal, 1).segment());
    String shown = text.replaceAll(".*\"(.*)\".*", "$1");

    assertThat(SockAddrBuf.inet6(shown, 1).inet6Bytes())
        .isEqualTo(SockAddrBuf.inet6(literal, 1).inet6Bytes());
    assertThat(shown.length()).isLessThanOrEqualTo(literal.length());
  }

  @Test
  void flagsAreNamedAndTheirRestIsANumber() {
    assertThat(TraceNames.flags("MSG_\\w+", 0)).isEqualTo("0");
    assertThat(TraceNames.flags("MSG_\\w+", 0x42)).isEqualTo("MSG_PEEK|MSG_DONTWAIT");
    assertThat(TraceNames.flags("MFD_\\w+", 0x4001)).isEqualTo("MFD_CLOEXEC|0x4000");
    assertThat(TraceText.open(FileConstants.O_CLOEXEC | 1)).isEqualTo("O_WRONLY|O_CLOEXEC");
    assertThat(TraceText.open(0)).isEqualTo("O_RDONLY");
    assertThat(TraceText.socketType(1)).isEqualTo("SOCK_STREAM");
    assertThat(TraceNames.name("SHUT_\\w+", 99)).isEqualTo("0x63");
  }

  /** Whatever stands for a pointer: what is not kept is never read. */
  @ParameterizedTest
  @EnumSource
  void everyCallIsShownWhateverItsArgumentsAre(Call call) {
    List<TraceFormat> formats = TraceFormats.of(call);
    assertThat(formats).hasSize(call.parameters.size());
    for (long value : new long[] {0, 1, -1, 0xdead_beef_f00dL, Long.MIN_VALUE}) {
      for (long result : new long[] {0, 3, Long.MAX_VALUE}) {
        for (MemorySegment kept :
            List.of(
                MemorySegment.NULL, Arena.ofAuto().allocate(1), MemorySegment.ofAddress(value))) {
          Object[] arguments = new Object[Link.arguments(call) + 1];
          Arrays.fill(arguments, value);
          arguments[arguments.length - 1] = kept;
          TraceView view = new TraceView(arguments, arguments.length - 1);
          view.returned(result);
          for (int i = 0; i < formats.size(); i++) {
            String text = formats.get(i).text().of(view, i);
            assertThat(text == null || !text.isEmpty()).isTrue();
          }
        }
      }
    }
  }

  @Test
  void memoryIsReadWithinWhatIsKeptOnly() {
    MemorySegment kept = Arena.ofAuto().allocate(16);
    TraceView view = new TraceView(new Object[] {kept.address() + 8, kept}, 1);

    assertThat(view.memory(0, 8)).isEqualTo(kept.asSlice(8));
    assertThat(view.memory(0, 9)).isNull();
    assertThat(view.memory(0, -1)).isNull();
    assertThat(view.memory(0, Long.MAX_VALUE)).isNull();
    assertThat(new TraceView(new Object[] {kept.address() - 1, kept}, 1).memory(0, 1)).isNull();
  }
}
