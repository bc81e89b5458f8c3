package dev.sluice.sys;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import dev.sluice.support.Project;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** {@code docs/SYSCALLS.md}: every call, where it stands, and what proves it. */
final class SyscallsPage {
  /** Of the classes of tests as many are named. */
  private static final int NAMED = 6;

  private static final String NONE = "–";
  private static final Pattern METHOD =
      Pattern.compile(
          "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@\\w+\\s+)*public static [\\w<>\\[\\]]+ (\\w+)\\(",
          Pattern.DOTALL);
  private static final Pattern LEAST = Pattern.compile("Least kernel: (.+?)\\.(?: |$)");

  /** What is known of a call. */
  private static final class Row {
    final Set<String> sys = new TreeSet<>();
    final Set<String> typed = new TreeSet<>();
    final Set<String> leastKernels = new TreeSet<>();
    final Map<String, Integer> tests = new TreeMap<>();
  }

  private final CallGraph graph = new CallGraph();
  private final Map<Call, Row> rows = new EnumMap<>(Call.class);
  private final Map<String, String> kernelOfMethod = new HashMap<>();

  SyscallsPage() throws IOException {
    for (Call call : Call.values()) {
      rows.put(call, new Row());
    }
    for (JavaCodeUnit method : graph.sysMethods()) {
      for (Call call : graph.ownCalls(method)) {
        String name = CallGraph.nameOf(method);
        row(call).sys.add(name);
        String least = leastKernel(method.getOwner(), name);
        if (!least.isEmpty()) {
          row(call).leastKernels.add(least);
        }
      }
    }
    graph
        .typedMethods()
        .forEach(m -> graph.typedCalls(m).forEach(c -> row(c).typed.add(CallGraph.nameOf(m))));
    graph.testMethods().forEach(this::addTest);
  }

  private Row row(Call call) {
    return Objects.requireNonNull(rows.get(call));
  }

  private void addTest(JavaCodeUnit method) {
    for (Call call : graph.testedCalls(method)) {
      row(call).tests.merge(topLevel(method.getOwner()).getSimpleName(), 1, Integer::sum);
    }
  }

  private static JavaClass topLevel(JavaClass type) {
    return type.getEnclosingClass().map(SyscallsPage::topLevel).orElse(type);
  }

  /** What the documentation of a method says, from its source. */
  private String leastKernel(JavaClass owner, String method) throws IOException {
    if (!kernelOfMethod.containsKey(owner.getName())) {
      String file = "src/main/java/" + owner.getName().replace('.', '/') + ".java";
      Matcher matcher = METHOD.matcher(Files.readString(Project.file(file)));
      while (matcher.find()) {
        Matcher least = LEAST.matcher(matcher.group(1).replaceAll("\\s*\\n\\s*\\*?\\s*", " "));
        if (least.find()) {
          kernelOfMethod.put(
              owner.getSimpleName() + "." + matcher.group(2),
              least.group(1).replaceAll("\\{@code ([^}]*)}", "`$1`"));
        }
      }
      kernelOfMethod.put(owner.getName(), "");
    }
    return kernelOfMethod.getOrDefault(method, "");
  }

  /** The calls that no public method makes. */
  Set<Call> withoutMethod() {
    return those(call -> row(call).sys.isEmpty());
  }

  /** The calls with a method that no test makes. */
  Set<Call> withoutTest() {
    Set<Call> without = those(call -> row(call).tests.isEmpty());
    without.removeAll(withoutMethod());
    return without;
  }

  /** The kernel's calls with a method that does not say which kernel it needs. */
  Set<Call> withoutKernel() {
    Set<Call> without = those(call -> row(call).leastKernels.isEmpty() && !call.libcOnly());
    without.removeAll(withoutMethod());
    return without;
  }

  private static Set<Call> those(java.util.function.Predicate<Call> wanted) {
    Set<Call> calls = EnumSet.noneOf(Call.class);
    for (Call call : Call.values()) {
      if (wanted.test(call)) {
        calls.add(call);
      }
    }
    return calls;
  }

  String text() {
    List<String> lines = new ArrayList<>(SyscallsText.HEAD.lines().toList());
    lines.add("");
    lines.add("| C | by | sys | typed | least kernel | tests |");
    lines.add("|---|---|---|---|---|---|");
    for (Call call : Call.values()) {
      lines.add(
          List.of(
                  "`" + call.symbol + "`",
                  call.libcOnly() ? "libc" : "kernel",
                  code(row(call).sys),
                  code(row(call).typed),
                  String.join("; ", orNone(row(call).leastKernels)),
                  tests(row(call).tests))
              .stream()
              .collect(Collectors.joining(" | ", "| ", " |")));
    }
    lines.add("");
    lines.addAll(SyscallsText.GROUPS_HEAD.lines().toList());
    lines.add("");
    lines.add("| group | calls | where | not yet |");
    lines.add("|---|---|---|---|");
    SyscallsText.GROUPS.forEach((group, calls) -> lines.add(group(group, calls)));
    lines.add("");
    lines.addAll(SyscallsText.TAIL.lines().toList());
    return String.join("\n", lines) + "\n";
  }

  private String group(String group, Set<Call> calls) {
    Function<Set<Call>, String> names =
        some ->
            some.stream().map(call -> "`" + call.symbol + "`").collect(Collectors.joining(", "));
    Set<Call> missing = EnumSet.copyOf(calls);
    missing.retainAll(withoutMethod());
    missing.removeAll(SyscallsText.INTERNAL);
    Set<String> classes = new TreeSet<>();
    calls.forEach(
        call ->
            row(call)
                .sys
                .forEach(method -> classes.add("`" + method.replaceFirst("\\..*", "") + "`")));
    return "| "
        + String.join(
            " | ",
            group,
            names.apply(calls),
            classes.isEmpty() ? NONE : String.join(", ", classes),
            missing.isEmpty() ? NONE : names.apply(missing))
        + " |";
  }

  private static Set<String> orNone(Set<String> words) {
    return words.isEmpty() ? Set.of(NONE) : words;
  }

  private static String code(Set<String> names) {
    return names.isEmpty()
        ? NONE
        : names.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "));
  }

  private static String tests(Map<String, Integer> classes) {
    if (classes.isEmpty()) {
      return NONE;
    }
    int methods = classes.values().stream().mapToInt(Integer::intValue).sum();
    String named =
        classes.entrySet().stream()
            .sorted(
                Map.Entry.<String, Integer>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(NAMED)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining(", "));
    int more = classes.size() - NAMED;
    return methods + ": " + named + (more > 0 ? " and " + more + " more" : "");
  }
}
