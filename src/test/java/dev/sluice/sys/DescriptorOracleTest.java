package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.abi.Bindings;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The types in the table of calls are those of the headers, as jextract read them. */
class DescriptorOracleTest {
  /** Their addresses are numbers here: the kernel chooses them, no segment is there yet. */
  private static final Set<Call> ADDRESSES_AS_NUMBERS =
      EnumSet.of(Call.MMAP, Call.MUNMAP, Call.MPROTECT);

  /** Not in glibc, or of another type there: the manual pages have the kernel's. */
  private static final Set<Call> IN_NO_HEADER =
      EnumSet.of(Call.OPENAT2, Call.SIGNALFD4, Call.PSELECT6, Call.RT_SIGQUEUEINFO);

  /** What each is called with: of fcntl's commands those that take a number read a long. */
  private static final Map<Call, MemoryLayout> VARIADIC =
      Map.of(
          Call.FCNTL, JAVA_LONG, Call.IOCTL, ADDRESS, Call.OPENAT, JAVA_INT, Call.SYSLOG, ADDRESS);

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void everyCallHasTheTypeOfItsHeader(String arch) throws Exception {
    Bindings bindings = Bindings.of(arch);
    for (Call call : EnumSet.complementOf(EnumSet.copyOf(IN_NO_HEADER))) {
      MemoryLayout variadic = VARIADIC.get(call);
      MethodType header =
          variadic != null
              ? bindings.descriptor(call.symbol, variadic).toMethodType()
              : bindings.descriptor(call.symbol).toMethodType();

      assertThat(call.descriptor(ADDRESS).toMethodType())
          .as(call.symbol)
          .isEqualTo(ADDRESSES_AS_NUMBERS.contains(call) ? withNumbers(header) : header);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theTableAndTheBindingsHoldTheSameCalls(String arch) throws Exception {
    Bindings bindings = Bindings.of(arch);
    Set<String> table = symbols(EnumSet.allOf(Call.class));
    table.removeAll(symbols(IN_NO_HEADER));

    assertThat(table).isEqualTo(bindings.functions());
    assertThat(bindings.variadicFunctions()).isEqualTo(symbols(VARIADIC.keySet()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void aVariadicArgumentStandsWhereTheHeaderHasItsDots(String arch) throws Exception {
    Bindings bindings = Bindings.of(arch);
    for (Call call : Call.values()) {
      int dots =
          VARIADIC.containsKey(call)
              ? bindings.descriptor(call.symbol).argumentLayouts().size()
              : -1;

      assertThat(call.firstVariadic()).as(call.symbol).isEqualTo(dots);
    }
  }

  private static Set<String> symbols(Set<Call> calls) {
    Set<String> symbols = new TreeSet<>();
    calls.forEach(call -> symbols.add(call.symbol));
    return symbols;
  }

  private static MethodType withNumbers(MethodType type) {
    List<Class<?>> parameters =
        Arrays.stream(type.parameterArray()).<Class<?>>map(DescriptorOracleTest::number).toList();
    return MethodType.methodType(number(type.returnType()), parameters);
  }

  private static Class<?> number(Class<?> carrier) {
    return carrier == MemorySegment.class ? long.class : carrier;
  }
}
