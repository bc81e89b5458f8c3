package dev.sluice.sys;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.FieldAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.ReferencedClassObject;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which code reaches which calls of the table, read from the class files of library and tests. */
final class CallGraph {
  private final JavaClasses classes;
  private final Set<String> library = new HashSet<>();
  private final Map<JavaCodeUnit, Set<Call>> reached = new HashMap<>();

  CallGraph() {
    Path home = home(Link.class);
    classes = new ClassFileImporter().importPaths(home, home(CallGraph.class));
    for (JavaClass each : classes) {
      if (each.getSource().orElseThrow().getUri().toString().startsWith(home.toUri().toString())) {
        library.add(each.getName());
      }
    }
  }

  private static Path home(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** The methods of the system-call floor, each once whatever its overloads. */
  List<JavaCodeUnit> sysMethods() {
    return publicMethods(name -> name.equals("dev.sluice.sys"));
  }

  /** The methods of the floors above it. */
  List<JavaCodeUnit> typedMethods() {
    return publicMethods(
        name -> !name.equals("dev.sluice.sys") && !name.equals("dev.sluice.errno"));
  }

  /** The methods that JUnit runs. */
  List<JavaCodeUnit> testMethods() {
    List<JavaCodeUnit> methods = new ArrayList<>();
    for (JavaClass each : classes) {
      each.getMethods().stream()
          .filter(m -> m.isAnnotatedWith(Test.class) || m.isAnnotatedWith(ParameterizedTest.class))
          .forEach(methods::add);
    }
    return methods;
  }

  /**
   * The calls that a method makes itself or through what nobody outside can call; those of another
   * public method are that one's.
   */
  Set<Call> ownCalls(JavaCodeUnit method) {
    Set<Call> known = reached.get(method);
    if (known != null) {
      return known;
    }
    Set<Call> calls = EnumSet.noneOf(Call.class);
    // What an initializer calls is made once, whoever comes first.
    for (JavaCodeUnit each : walk(method, unit -> isPublic(unit) || isInitializer(unit))) {
      if (isLinked(each)) {
        calls.addAll(linkedBy(each));
      }
    }
    reached.put(method, calls);
    return calls;
  }

  /** The calls of the system-call floor's methods that a method of a floor above uses. */
  Set<Call> typedCalls(JavaCodeUnit method) {
    Set<Call> calls = EnumSet.noneOf(Call.class);
    for (JavaCodeUnit each : walk(method, unit -> isPublic(unit) || isInitializer(unit))) {
      if (!each.equals(method) && isPublic(each) && isSys(each)) {
        calls.addAll(ownCalls(each));
      }
    }
    return calls;
  }

  /** The calls that a test makes by methods of any floor, through whatever the tests have. */
  Set<Call> testedCalls(JavaCodeUnit method) {
    Set<Call> calls = EnumSet.noneOf(Call.class);
    for (JavaCodeUnit each : walk(method, this::isOfLibrary)) {
      if (isOfLibrary(each)) {
        calls.addAll(isSys(each) ? ownCalls(each) : typedCalls(each));
      }
    }
    return calls;
  }

  /** Everything that is reached from a method; beyond what is an end nothing is looked at. */
  private Set<JavaCodeUnit> walk(JavaCodeUnit start, Predicate<JavaCodeUnit> end) {
    Set<JavaCodeUnit> seen = new HashSet<>(Set.of(start));
    Deque<JavaCodeUnit> open = new ArrayDeque<>(seen);
    while (!open.isEmpty()) {
      JavaCodeUnit unit = open.remove();
      if (unit.equals(start) || !end.test(unit)) {
        next(unit).filter(this::isOurs).filter(seen::add).forEach(open::add);
      }
    }
    return seen;
  }

  private Stream<JavaCodeUnit> next(JavaCodeUnit unit) {
    List<JavaCodeUnit> next = new ArrayList<>();
    for (JavaAccess<?> access : unit.getAccessesFromSelf()) {
      if (access.getTarget() instanceof CodeUnitAccessTarget target) {
        target.resolveMember().ifPresent(next::add);
      } else if (access.getTarget() instanceof FieldAccessTarget) {
        // Whatever fills a static field: a holder's handle, a table of cases.
        access.getTargetOwner().getStaticInitializer().ifPresent(next::add);
      }
    }
    // A program that a test starts.
    for (ReferencedClassObject program : unit.getReferencedClassObjects()) {
      program.getRawType().getMethods().stream()
          .filter(method -> method.getName().equals("main"))
          .forEach(next::add);
    }
    unit.tryGetAnnotationOfType(MethodSource.class)
        .ifPresent(source -> sources(unit, source).forEach(next::add));
    return next.stream();
  }

  private static Stream<JavaCodeUnit> sources(JavaCodeUnit unit, MethodSource source) {
    Set<String> names =
        Set.of(source.value().length == 0 ? new String[] {unit.getName()} : source.value());
    return unit.getOwner().getMethods().stream()
        .filter(method -> names.contains(method.getName()) && !method.equals(unit))
        .map(JavaCodeUnit.class::cast);
  }

  private boolean isOurs(JavaCodeUnit unit) {
    return classes.contain(unit.getOwner().getName());
  }

  private boolean isOfLibrary(JavaCodeUnit unit) {
    return library.contains(unit.getOwner().getName());
  }

  /** Whether it is the initializer of a class that holds handles. */
  private static boolean isLinked(JavaCodeUnit unit) {
    return isInitializer(unit)
        && unit.getCallsFromSelf().stream()
            .anyMatch(call -> call.getTargetOwner().isEquivalentTo(Link.class));
  }

  private static boolean isInitializer(JavaCodeUnit unit) {
    return unit.getName().equals("<clinit>");
  }

  private static Set<Call> linkedBy(JavaCodeUnit initializer) {
    Set<Call> calls = EnumSet.noneOf(Call.class);
    initializer.getFieldAccesses().stream()
        .filter(access -> access.getTargetOwner().isEquivalentTo(Call.class))
        .forEach(access -> calls.add(Call.valueOf(access.getTarget().getName())));
    return calls;
  }

  private static boolean isSys(JavaCodeUnit unit) {
    return unit.getOwner().getPackageName().equals("dev.sluice.sys");
  }

  private static boolean isPublic(JavaCodeUnit unit) {
    return unit.getModifiers().contains(JavaModifier.PUBLIC) && isPublic(unit.getOwner());
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(CallGraph::isPublic).orElse(true);
  }

  private List<JavaCodeUnit> publicMethods(Predicate<String> packages) {
    List<JavaCodeUnit> methods = new ArrayList<>();
    for (JavaClass each : classes) {
      if (library.contains(each.getName()) && packages.test(each.getPackageName())) {
        each.getCodeUnits().stream().filter(CallGraph::isPublic).forEach(methods::add);
      }
    }
    return methods;
  }

  /** As it is written: {@code Net.accept4}. */
  static String nameOf(JavaCodeUnit unit) {
    String owner = Objects.requireNonNull(unit.getOwner().getSimpleName());
    return unit.getName().equals("<init>") ? "new " + owner : owner + "." + unit.getName();
  }
}
