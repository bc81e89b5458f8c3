package dev.sluice.sys;

import dev.sluice.abi.Bindings;
import dev.sluice.abi.StructBinding;
import java.lang.foreign.MemoryLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** {@code docs/PORTABILITY.md}: what differs between architectures and between C libraries. */
final class PortabilityPage {
  /** The kernel's calls whose functions the oldest musl that is looked at lacks. */
  static final Set<Call> NOT_IN_MUSL =
      EnumSet.of(
          Call.PREADV2,
          Call.PWRITEV2,
          Call.OPENAT2,
          Call.STATX,
          Call.CLOSE_RANGE,
          Call.EPOLL_PWAIT2,
          Call.PSELECT6,
          Call.SIGNALFD4,
          Call.PIDFD_OPEN,
          Call.PIDFD_SEND_SIGNAL,
          Call.TGKILL,
          Call.RT_SIGQUEUEINFO);

  private static final String NUMBER = "__NR_";

  private static final String HEAD =
      """
      # Portability

      Linux, on x86-64 and aarch64, from the same jars. Written by `PortabilityPageTest` from the bindings of both and the
      table of calls; never by hand. The bindings hold both architectures, and `abi_probe.c` compares all of them with
      what C compilers say, aarch64's under qemu.

      ## What differs between x86-64 and aarch64

      Everything else has the same value and the same layout: constants are taken from x86-64's bindings, except these,
      which are chosen when the class that holds them is initialised.

      | constant | x86-64 | aarch64 |
      |---|---|---|
      """;

  private static final String STRUCTS =
      """

      | struct | field | x86-64 | aarch64 |
      |---|---|---|---|
      """;

  private static final String NUMBERS =
      """

      aarch64 came later, and its kernel never had the calls that newer ones replaced: `open`, `pipe`, `dup2`, `poll`,
      `select`, `epoll_create`, `epoll_wait`. Sluice makes none of those itself; glibc's `epoll_wait` still does on x86-64.
      `struct stat` differs, so there is `statx` only. The numbers of the others:

      | call | kernel's name | x86-64 | aarch64 |
      |---|---|---|---|
      """;

  private static final String LIBRARIES =
      """

      ## The C library

      The raw backend enters the kernel by stubs of its own, and needs the library for a few calls only. Functions are
      looked up by name when a call is first made, never before. One that is not there is made by the library's
      `syscall`, with all of the kernel's arguments: so a library that is older than a call does not matter.

      By the library on both backends, since it does more than the kernel. Were one of these missing, that call would
      fail with ENOSYS or with `NoSuchElementException`, and no other:

      """;

  private static final String MUSL =
      """

      **glibc** is what the tests run on. 2.36 has no function for `openat2`, `pselect6`,
      `rt_sigqueueinfo` and `signalfd4`: the kernel's forms, made by `syscall` on the libc backend.

      **musl** has all of the functions above, and its structs for them are laid out as glibc's: `MuslTest` looks at both.
      musl 1.2.3 lacks the functions of these calls, which go by `syscall` there:

      """;

  private static final String TAIL =
      """

      That is what its files say. No test runs a JVM on musl.
      """;

  private final Bindings x86;
  private final Bindings arm;

  PortabilityPage() throws Exception {
    x86 = Bindings.of("x86_64");
    arm = Bindings.of("aarch64");
  }

  String text() throws Exception {
    StringBuilder text = new StringBuilder(HEAD);
    for (String name : differing(x86.constants(), arm.constants())) {
      if (!name.startsWith(NUMBER)) {
        text.append(
            row(
                name,
                octalOrNone(x86.constants().get(name)),
                octalOrNone(arm.constants().get(name))));
      }
    }
    text.append(STRUCTS);
    Map<String, String> ofX86 = layouts(x86);
    Map<String, String> ofArm = layouts(arm);
    for (String place : differing(ofX86, ofArm)) {
      String[] words = place.split(" ", 2);
      text.append(
          row(words[0], words[1], ofX86.getOrDefault(place, "–"), ofArm.getOrDefault(place, "–")));
    }
    text.append(NUMBERS);
    appendNumbers(text);
    text.append(LIBRARIES).append(symbols(Call::libcOnly)).append('\n');
    text.append(MUSL).append(symbols(NOT_IN_MUSL::contains)).append('\n').append(TAIL);
    return text.toString();
  }

  /** The kernel's name of a call is the one whose number the table has. */
  private void appendNumbers(StringBuilder text) throws ReflectiveOperationException {
    Map<Integer, String> names = new TreeMap<>();
    Bindings here = Abi.X86 ? x86 : arm;
    here.constants()
        .forEach(
            (name, value) -> {
              if (name.startsWith(NUMBER)) {
                names.put(value.intValue(), name);
              }
            });
    for (Call call : Call.values()) {
      if (!call.libcOnly()) {
        String name = Objects.requireNonNull(names.get(call.number), call.symbol);
        text.append(
            row(
                "`" + call.symbol + "`",
                "`" + name.replace(NUMBER, "") + "`",
                "" + x86.constant(name),
                "" + arm.constant(name)));
      }
    }
  }

  private static String symbols(Predicate<Call> wanted) {
    return Arrays.stream(Call.values())
        .filter(wanted)
        .map(call -> "`" + call.symbol + "`")
        .collect(Collectors.joining(", "));
  }

  /** Size and places of the fields, by struct and field. */
  private static Map<String, String> layouts(Bindings bindings) {
    Map<String, String> layouts = new TreeMap<>();
    for (StructBinding struct : bindings.structs()) {
      MemoryLayout whole = struct.layout();
      layouts.put(
          struct.name() + " –", whole.byteSize() + " bytes, aligned to " + whole.byteAlignment());
      for (StructBinding.Field field : struct.fields()) {
        layouts.put(
            struct.name() + " " + field.path(),
            field.layout().byteSize() + " bytes at " + field.offset());
      }
    }
    return layouts;
  }

  private static List<String> differing(Map<String, ?> one, Map<String, ?> other) {
    Set<String> names = new java.util.TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(name -> Objects.equals(one.get(name), other.get(name)));
    return new ArrayList<>(names);
  }

  private static String octalOrNone(@org.jspecify.annotations.Nullable Number value) {
    return value == null ? "–" : "0" + Long.toOctalString(value.longValue());
  }

  private static String row(String... cells) {
    return "| " + String.join(" | ", cells) + " |\n";
  }
}
