package dev.sluice.sys;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.abi.Bindings;
import dev.sluice.abi.StructBinding;
import dev.sluice.support.Run;
import dev.sluice.support.Toolchain;
import dev.sluice.support.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sluice's table and bindings beside another C library. */
class MuslTest {
  /** What the library and not the kernel defines, as far as the bindings have it. */
  private static final Set<String> STRUCTS =
      Set.of("aiocb", "addrinfo", "sigaction", "sigevent", "sigset_t");

  @TempDir private Path folder;

  @BeforeEach
  void needMusl() {
    Tools.require("musl-gcc musl-tools", "nm binutils");
  }

  @Test
  void hasEveryFunctionThatIsNotTheKernels() throws Exception {
    String library = "/lib/ld-musl-" + Toolchain.machine() + ".so.1";
    Set<String> symbols =
        Run.output("nm", "-D", "--defined-only", library)
            .lines()
            .map(line -> line.substring(line.lastIndexOf(' ') + 1))
            .collect(Collectors.toSet());
    Set<Call> missing = EnumSet.allOf(Call.class);
    missing.removeIf(call -> symbols.contains(call.symbol));

    assertThat(symbols).contains("syscall", "recv");
    // A newer musl may have more of them.
    assertThat(PortabilityPage.NOT_IN_MUSL).containsAll(missing);
  }

  @Test
  void laysItsStructsOutAsTheBindingsDo() throws Exception {
    List<String> ours = new ArrayList<>();
    StringBuilder source = new StringBuilder("#define _GNU_SOURCE\n#include <stddef.h>\n");
    for (String header : List.of("aio", "netdb", "signal", "stdio")) {
      source.append("#include <").append(header).append(".h>\n");
    }
    source.append("int main(void) {\n");
    for (StructBinding struct : Bindings.of(Toolchain.machine()).structs()) {
      if (STRUCTS.contains(struct.name())) {
        append(source, ours, struct);
      }
    }
    Path file = folder.resolve("musl.c");
    Files.writeString(file, source.append("}\n").toString(), US_ASCII);
    Path program = folder.resolve("musl");
    Run.output("musl-gcc", "-static", "-o", program.toString(), file.toString());

    assertThat(Arrays.asList(Run.output(program.toString()).split("\n", -1)))
        .containsAll(ours)
        .contains("aiocb 168");
  }

  private static void append(StringBuilder source, List<String> lines, StructBinding struct) {
    String type = (struct.name().endsWith("_t") ? "" : "struct ") + struct.name();
    source.append("  printf(\"%s %zu\\n\", \"").append(struct.name());
    source.append("\", sizeof(").append(type).append("));\n");
    lines.add(struct.name() + " " + struct.layout().byteSize());
    for (StructBinding.Field field : struct.fields()) {
      // The library's own have underscores before them, and other names elsewhere.
      if (field.path().matches("[a-z]\\w*")) {
        source.append("  printf(\"%s %zu\\n\", \"").append(struct.name()).append('.');
        source.append(field.path()).append("\", offsetof(").append(type).append(", ");
        source.append(field.path()).append("));\n");
        lines.add(struct.name() + "." + field.path() + " " + field.offset());
      }
    }
  }
}
