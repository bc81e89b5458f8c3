package dev.sluice.abi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Project;
import dev.sluice.support.Run;
import dev.sluice.support.Toolchain;
import java.io.IOException;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SequenceLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Everything that the bindings hold is what C says, on both architectures. */
class AbiTest {
  /** Kernels take their new fields from these, so they differ between the headers of releases. */
  private static final Pattern SPARE = Pattern.compile("(.*\\.)?__spare\\d+");

  private final NavigableSet<String> typedefs = Bindings.askedFor("typedef");
  private final NavigableSet<String> unions = Bindings.askedFor("union");

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theBindingsSayWhatCSays(String arch, @TempDir Path folder) throws Exception {
    Toolchain tools = Toolchain.of(arch);
    Bindings bindings = Bindings.of(arch);
    List<String> expected = linesOf(bindings);

    Files.write(folder.resolve("abi_list.h"), listFor(bindings, expected));
    Run probe = tools.run(compile(tools, folder));

    assertThat(probe.exit()).isZero();
    List<String> lines = probe.out().lines().toList();
    assertThat(lines).hasSameSizeAs(expected);
    assertThat(differences(expected, lines)).isEmpty();
    print(arch, lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theBindingsHoldWhatJextractWasAskedFor(String arch) throws Exception {
    Bindings bindings = Bindings.of(arch);
    NavigableSet<String> structs = new TreeSet<>();
    bindings.structs().forEach(struct -> structs.add(struct.name()));

    assertThat(bindings.constants().keySet()).isEqualTo(Bindings.askedFor("constant"));
    assertThat(bindings.functions()).isEqualTo(Bindings.askedFor("function"));
    assertThat(structs).isEqualTo(Bindings.askedFor("struct", "union", "typedef"));
    assertThat(bindings.structs()).allSatisfy(struct -> assertThat(struct.fields()).isNotEmpty());
  }

  private static Path compile(Toolchain tools, Path folder)
      throws IOException, InterruptedException {
    return tools.compile(
        folder.resolve("abi_probe"), Project.file("native/abi_probe.c"), "-I" + folder);
  }

  private static List<String> differences(List<String> bindings, List<String> c) {
    return IntStream.range(0, c.size())
        .filter(i -> !bindings.get(i).equals(c.get(i)))
        .mapToObj(i -> "bindings: " + bindings.get(i) + ", C: " + c.get(i))
        .toList();
  }

  /** What the probe has to print, to the letter. */
  private List<String> linesOf(Bindings bindings) {
    List<String> lines = new ArrayList<>();
    bindings
        .constants()
        .forEach((name, value) -> lines.add("CONSTANT " + name + " " + size(value) + " " + value));
    for (StructBinding struct : bindings.structs()) {
      String type = inC(struct);
      MemoryLayout whole = struct.layout();
      lines.add("STRUCT " + type + " " + whole.byteSize() + " " + whole.byteAlignment());
      for (StructBinding.Field field : struct.fields()) {
        if (!SPARE.matcher(field.path()).matches()) {
          lines.add(line(type, field));
        }
      }
    }
    return lines;
  }

  private static String line(String type, StructBinding.Field field) {
    MemoryLayout layout = field.layout();
    String place = type + "." + field.path() + " " + field.offset() + " ";
    return layout instanceof SequenceLayout array && array.elementCount() == 0
        ? "FLEXIBLE " + place + array.elementLayout().byteSize()
        : "FIELD " + place + layout.byteSize();
  }

  private static int size(Number value) {
    return value instanceof Long
        ? Long.BYTES
        : value instanceof Short ? Short.BYTES : Integer.BYTES;
  }

  private String inC(StructBinding struct) {
    String name = struct.name();
    if (typedefs.contains(name)) {
      return name;
    }
    return (unions.contains(name) ? "union " : "struct ") + name;
  }

  /** The lines without their numbers, as macros for the probe to print them anew. */
  private static List<String> listFor(Bindings bindings, List<String> lines) {
    List<String> list = new ArrayList<>();
    Set<String> members = new LinkedHashSet<>();
    for (StructBinding struct : bindings.structs()) {
      struct.fields().forEach(field -> members.addAll(List.of(field.path().split("\\W+", -1))));
    }
    for (String line : lines) {
      String[] parts = line.split(" ", 2);
      String name = parts[1].replaceFirst(" -?\\d+ -?\\d+$", "");
      list.add(parts[0] + "(" + name.replaceFirst("\\.", ", ") + ")");
    }
    // Headers have macros such as si_pid for what is a field of a field; no constant needs them.
    members.forEach(member -> list.add(0, "#undef " + member));
    return list;
  }

  private static void print(String arch, List<String> lines) {
    System.out.printf(
        "ABI %s: %d constants, %d structs, %d fields%n",
        arch,
        count(lines, "CONSTANT "),
        count(lines, "STRUCT "),
        count(lines, "FIELD ") + count(lines, "FLEXIBLE "));
  }

  private static long count(List<String> lines, String kind) {
    return lines.stream().filter(line -> line.startsWith(kind)).count();
  }
}
