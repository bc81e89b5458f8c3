package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.abi.Bindings;
import dev.sluice.support.Project;
import dev.sluice.support.Run;
import dev.sluice.support.Toolchain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The machine code is what its sources say, and does what it is meant to, on both architectures.
 */
class StubTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource
  void theSourcesAssembleToTheBytesOfEveryCall(Abi abi) throws Exception {
    Toolchain tools = tools(abi);
    Path source = Project.file("native/stubs/syscall-" + arch(abi) + ".S");
    NavigableMap<Integer, String> numbers = numbers(abi);

    assertThat(numbers).hasSameSizeAs(numbers(Abi.CURRENT));
    for (Integer number : numbers.navigableKeySet()) {
      byte[] assembled = tools.assemble(folder, source, "-DNR=" + number);

      assertThat(hex(Stub.code(abi, number))).as(numbers.get(number)).isEqualTo(hex(assembled));
    }
  }

  @ParameterizedTest
  @EnumSource
  void theSourceAssemblesToTheBytesOfTheSignalHandler(Abi abi) throws Exception {
    Path source = Project.file("native/stubs/signal-" + arch(abi) + ".S");

    byte[] assembled = tools(abi).assemble(folder, source);

    assertThat(hex(SignalStub.code(abi))).isEqualTo(hex(assembled));
  }

  @ParameterizedTest
  @EnumSource
  void stubsPassArgumentsAndResults(Abi abi) throws Exception {
    Toolchain tools = tools(abi);
    Path program = compileHarness(tools);

    for (String call : new String[] {"getpid", "getppid", "close"}) {
      assertRight(tools.run(program, call, stub(abi, call)));
    }
    assertRight(tools.run(program, "transfer", stub(abi, "sendto"), stub(abi, "recvfrom")));
  }

  @ParameterizedTest
  @EnumSource
  void theSignalHandlerWritesIntoThePipeOfItsSignal(Abi abi) throws Exception {
    Toolchain tools = tools(abi);
    Path handler = Files.write(folder.resolve("handler"), SignalStub.code(abi));

    assertRight(tools.run(compileHarness(tools), "signal", handler.toString()));
  }

  private static void assertRight(Run run) {
    assertThat(run).isEqualTo(new Run(0, "ok\n", ""));
  }

  private Path compileHarness(Toolchain tools) throws IOException, InterruptedException {
    return tools.compile(folder.resolve("run_stub"), Project.file("native/stubs/run_stub.c"));
  }

  /** A file with the very bytes that the library would put onto its page. */
  private String stub(Abi abi, String call) throws Exception {
    int number = Bindings.of(arch(abi)).constant("__NR_" + call);
    return Files.write(folder.resolve(call), Stub.code(abi, number)).toString();
  }

  /** The numbers that all calls of the table have on an architecture, with their names. */
  private static NavigableMap<Integer, String> numbers(Abi abi) throws Exception {
    Bindings here = Bindings.of(arch(Abi.CURRENT));
    Bindings there = Bindings.of(arch(abi));
    NavigableMap<Integer, String> numbers = new TreeMap<>();
    for (Call call : Call.values()) {
      if (!call.libcOnly()) {
        String name = name(here, call.number);
        numbers.put(there.constant(name), name);
      }
    }
    return numbers;
  }

  private static String name(Bindings bindings, int number) {
    return bindings.constants().entrySet().stream()
        .filter(e -> e.getKey().startsWith("__NR_") && e.getValue().intValue() == number)
        .findFirst()
        .orElseThrow()
        .getKey();
  }

  private static Toolchain tools(Abi abi) throws IOException, InterruptedException {
    return Toolchain.of(arch(abi));
  }

  private static String arch(Abi abi) {
    return abi.name().toLowerCase(Locale.ROOT);
  }

  private static String hex(byte[] bytes) {
    return HexFormat.ofDelimiter(" ").formatHex(bytes);
  }
}
