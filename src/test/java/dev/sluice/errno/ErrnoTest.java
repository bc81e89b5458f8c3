package dev.sluice.errno;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class ErrnoTest {
  private static final Map<String, String> ALIASES =
      Map.of("EWOULDBLOCK", "EAGAIN", "EDEADLOCK", "EDEADLK", "ENOTSUP", "EOPNOTSUPP");

  private static final Pattern MACRO = Pattern.compile("(?m)^#define (E[A-Z0-9]+) (\\w+)$");

  /** The kernel's MAX_ERRNO: no result of a call means a larger one. */
  private static final int MAX_ERRNO = 4095;

  @Test
  void everyConstantIsFoundByItsNumber() throws IllegalAccessException {
    Map<String, Errno> constants = constants();

    assertThat(constants).hasSizeGreaterThan(130).containsKey("EPERM").containsKey("EHWPOISON");
    for (Map.Entry<String, Errno> entry : constants.entrySet()) {
      Errno errno = entry.getValue();
      assertThat(Errno.of(errno.number())).isSameAs(errno);
      assertThat(Errno.ofResult(-errno.number())).isSameAs(errno);
      assertThat(errno.name()).isEqualTo(ALIASES.getOrDefault(entry.getKey(), entry.getKey()));
      assertThat(errno).hasToString(errno.name() + " (" + errno.text() + ")");
    }
  }

  @Test
  void numbersAreThoseOfC(@TempDir Path folder)
      throws IllegalAccessException, IOException, InterruptedException {
    Map<String, Errno> constants = constants();
    StringBuilder source = new StringBuilder("#include <errno.h>\n#include <stdio.h>\n");
    source.append("int main(void) {\n");
    for (String name : constants.keySet()) {
      source.append("  printf(\"%s %d\\n\", \"").append(name).append("\", ").append(name);
      source.append(");\n");
    }
    source.append("  return 0;\n}\n");

    List<String> numbers = new ArrayList<>();
    constants.forEach((name, errno) -> numbers.add(name + " " + errno.number()));
    assertThat(outputOf(folder, source.toString())).isEqualTo(numbers);
  }

  @Test
  void textsAreThoseOfC(@TempDir Path folder) throws IOException, InterruptedException {
    String source =
        "#include <stdio.h>\n#include <string.h>\nint main(void) {\n"
            + "  for (int i = 1; i <= "
            + MAX_ERRNO
            + "; i++) puts(strerror(i));\n  return 0;\n}\n";

    List<String> texts = new ArrayList<>();
    for (int number = 1; number <= MAX_ERRNO; number++) {
      texts.add(Errno.of(number).text());
    }
    assertThat(outputOf(folder, source)).isEqualTo(texts);
  }

  @ParameterizedTest
  @ValueSource(ints = {41, 58, 255, 256, 257, 512, 4095, Integer.MAX_VALUE})
  void anUnknownNumberIsNamedAfterItself(int number) {
    Errno unknown = Errno.of(number);

    assertThat(unknown.number()).isEqualTo(number);
    assertThat(unknown.name()).isEqualTo("E" + number);
    assertThat(unknown.text()).isEqualTo("Unknown error " + number);
    assertThat(unknown).isEqualTo(Errno.ofResult(-(long) number)).hasSameHashCodeAs(number);
  }

  @Test
  void errnosAreEqualByNumber() {
    assertThat(Errno.of(41)).isEqualTo(Errno.of(41)).isNotEqualTo(Errno.of(58));
    assertThat(Errno.EPERM).isEqualTo(Errno.of(1)).isNotEqualTo(Errno.ENOENT);
    assertThat(Errno.EPERM.equals((Object) "EPERM")).isFalse();
    assertThat(Errno.of(41)).hasSameHashCodeAs(Errno.of(41));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, -11, Integer.MIN_VALUE})
  void noErrnoIsZeroOrLess(int number) {
    assertThatIllegalArgumentException().isThrownBy(() -> Errno.of(number));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 4096, Integer.MAX_VALUE})
  void aSuccessIsNoErrno(long result) {
    assertThatIllegalArgumentException().isThrownBy(() -> Errno.ofResult(result));
  }

  @ParameterizedTest
  @ValueSource(longs = {Long.MIN_VALUE, Integer.MIN_VALUE, Long.MAX_VALUE})
  void whatNoCallReturnsIsNoErrno(long result) {
    assertThatThrownBy(() -> Errno.ofResult(result))
        .isInstanceOfAny(IllegalArgumentException.class, ArithmeticException.class);
  }

  @Test
  void wouldBlockIsEagainNegated() {
    assertThat(Errno.WOULD_BLOCK).isEqualTo(-11);
    assertThat(Errno.ofResult(Errno.WOULD_BLOCK)).isSameAs(Errno.EAGAIN);
    assertThat(Errno.EWOULDBLOCK).isSameAs(Errno.EAGAIN);
  }

  /** The headers of both architectures hold these names, and no others. */
  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void everyErrorOfTheHeadersIsHere(String arch) throws Exception {
    String compiler = arch + "-linux-gnu-gcc";
    Tools.require(compiler + " gcc-" + arch.replace('_', '-') + "-linux-gnu");
    String macros = Run.output(compiler, "-E", "-dM", "-include", "errno.h", "-xc", "/dev/null");
    Map<String, String> values = new TreeMap<>();
    Matcher matcher = MACRO.matcher(macros);
    while (matcher.find()) {
      values.put(matcher.group(1), matcher.group(2));
    }
    Map<String, String> numbers = new TreeMap<>();
    values.forEach((name, value) -> numbers.put(name, values.getOrDefault(value, value)));

    Map<String, String> ours = new TreeMap<>();
    constants().forEach((name, errno) -> ours.put(name, "" + errno.number()));
    assertThat(ours).isEqualTo(numbers).hasSizeGreaterThan(130);
  }

  @Test
  void everyErrorIsOfTheKindsThatTheManualPagesName() {
    assertThat(those(Errno::isRetry)).containsExactly("EINTR");
    assertThat(those(Errno::isWouldBlock)).containsExactly("EAGAIN");
    assertThat(those(Errno::isInProgress)).containsExactlyInAnyOrder("EINPROGRESS", "EALREADY");
    assertThat(those(Errno::isDisconnect))
        .containsExactlyInAnyOrder("ECONNRESET", "EPIPE", "ECONNABORTED", "ETIMEDOUT");
    assertThat(those(Errno::isResourceLimit))
        .containsExactlyInAnyOrder("EMFILE", "ENFILE", "ENOBUFS", "ENOMEM");
    assertThat(those(Errno::isPendingNetworkError))
        .containsExactlyInAnyOrder(
            "ECONNABORTED",
            "ENETDOWN",
            "EPROTO",
            "ENOPROTOOPT",
            "EHOSTDOWN",
            "ENONET",
            "EHOSTUNREACH",
            "EOPNOTSUPP",
            "ENETUNREACH");
  }

  /** The names of all numbers that are of a kind, unknown ones included. */
  private static List<String> those(Predicate<Errno> kind) {
    return IntStream.rangeClosed(1, MAX_ERRNO)
        .mapToObj(Errno::of)
        .filter(kind)
        .map(Errno::name)
        .toList();
  }

  private static Map<String, Errno> constants() throws IllegalAccessException {
    Map<String, Errno> constants = new TreeMap<>();
    for (java.lang.reflect.Field field : Errno.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && field.getType() == Errno.class) {
        assertThat(Modifier.isStatic(field.getModifiers())).isTrue();
        assertThat(Modifier.isFinal(field.getModifiers())).isTrue();
        constants.put(field.getName(), (Errno) field.get(null));
      }
    }
    return constants;
  }

  /** The lines that a C program prints. */
  private static List<String> outputOf(Path folder, String source)
      throws IOException, InterruptedException {
    Tools.require("cc gcc");
    Path file = folder.resolve("probe.c");
    Path program = folder.resolve("probe");
    Files.writeString(file, source, US_ASCII);
    Run.output("cc", "-o", program.toString(), file.toString());
    return Arrays.asList(Run.output("env", "LC_ALL=C", program.toString()).split("\n", -1)).stream()
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
