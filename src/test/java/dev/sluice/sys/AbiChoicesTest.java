package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.abi.Bindings;
import dev.sluice.abi.StructBinding;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every constant of the floor is the one of its name, and of its architecture: a JVM is told that
 * it runs on each of them.
 */
class AbiChoicesTest {
  @ParameterizedTest
  @CsvSource({"amd64, X86_64", "aarch64, AARCH64"})
  void everyConstantIsTheOneOfItsNameAndArchitecture(String told, Abi abi) throws Exception {
    List<String> command = Jvm.command(List.of("-Dos.arch=" + told), AbiChoices.class);
    List<String> lines = Run.output(command.toArray(String[]::new)).lines().toList();
    Map<String, String> chosen = new TreeMap<>();
    lines.stream()
        .skip(1)
        .map(line -> line.split(" ", -1))
        .forEach(words -> chosen.put(words[0], words[1]));
    Map<String, String> inBindings = values(Bindings.of(abi.name().toLowerCase(Locale.ROOT)));

    assertThat(lines).first().isEqualTo(abi.name());
    assertThat(chosen)
        .containsKeys("AF_INET", "O_DIRECT", "EPOLLIN", "__NR_read", "epoll_event.data")
        .allSatisfy((name, value) -> assertThat(value).isEqualTo(inBindings.get(name)));
  }

  private static Map<String, String> values(Bindings bindings) {
    Map<String, String> values = new HashMap<>();
    bindings.constants().forEach((name, value) -> values.put(name, "" + value));
    StructBinding event =
        bindings.structs().stream()
            .filter(struct -> struct.name().equals("epoll_event"))
            .findFirst()
            .orElseThrow();
    values.put(event.name(), "" + event.layout().byteSize());
    event
        .fields()
        .forEach(field -> values.put(event.name() + "." + field.path(), "" + field.offset()));
    return values;
  }
}
