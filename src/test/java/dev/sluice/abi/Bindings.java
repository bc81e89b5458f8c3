package dev.sluice.abi;

import dev.sluice.support.Classes;
import dev.sluice.support.Project;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What the generated bindings of an architecture hold, found by reflection. */
public final class Bindings {
  private static final String PACKAGE = "dev.sluice.bindings.";

  private final Class<?> linux;
  private final NavigableMap<String, Number> constants = new TreeMap<>();
  private final NavigableSet<String> functions = new TreeSet<>();
  private final NavigableSet<String> variadicFunctions = new TreeSet<>();
  private final List<StructBinding> structs = new ArrayList<>();

  private Bindings(String arch) throws ReflectiveOperationException, IOException {
    linux = Class.forName(PACKAGE + arch + ".Linux");
    findFunctions();
    for (Method method : linux.getMethods()) {
      if (isConstant(method)) {
        constants.put(method.getName(), (Number) method.invoke(null));
      }
    }
    for (Class<?> type : Classes.besides(linux)) {
      if (type != linux) {
        structs.add(new StructBinding(type));
      }
    }
  }

  /**
   * Reads the bindings.
   *
   * @param arch {@code x86_64} or {@code aarch64}
   */
  public static Bindings of(String arch) throws ReflectiveOperationException, IOException {
    return new Bindings(arch);
  }

  /** The layout of a struct that an architecture must have. */
  public static GroupLayout layout(String arch, String struct)
      throws ReflectiveOperationException, IOException {
    return of(arch).structs().stream()
        .filter(binding -> binding.name().equals(struct))
        .map(StructBinding::layout)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no struct " + struct));
  }

  /** Where in a struct a field lies, by the names that lead to it from the outermost one. */
  public static long offset(MemoryLayout struct, String... path) {
    return struct.byteOffset(
        Arrays.stream(path).map(PathElement::groupElement).toArray(PathElement[]::new));
  }

  /** The constants by name: each an Integer, a Long or a Short, as jextract has it. */
  public NavigableMap<String, Number> constants() {
    return constants;
  }

  /** The value of a constant that must be there and an int. */
  public int constant(String name) {
    return (Integer) Objects.requireNonNull(constants.get(name), name);
  }

  /** The names of the functions. */
  public NavigableSet<String> functions() {
    return functions;
  }

  /** The structs, unions and typedefs of such. */
  public List<StructBinding> structs() {
    return structs;
  }

  /**
   * The type of a function.
   *
   * @param variadic what a variadic one takes behind its named parameters
   */
  public FunctionDescriptor descriptor(String function, MemoryLayout... variadic)
      throws ReflectiveOperationException {
    for (Class<?> type : linux.getClasses()) {
      if (type.getSimpleName().equals(function)) {
        Object invoker =
            type.getMethod("makeInvoker", MemoryLayout[].class).invoke(null, (Object) variadic);
        return (FunctionDescriptor) type.getMethod("descriptor").invoke(invoker);
      }
    }
    return (FunctionDescriptor) linux.getMethod(function + "$descriptor").invoke(null);
  }

  /** The names of the variadic ones among the functions. */
  public NavigableSet<String> variadicFunctions() {
    return variadicFunctions;
  }

  private void findFunctions() {
    for (Method method : linux.getMethods()) {
      if (method.getName().endsWith("$descriptor")) {
        functions.add(method.getName().replace("$descriptor", ""));
      }
    }
    // A variadic function is a class, public because it makes handles.
    Arrays.stream(linux.getClasses()).map(Class::getSimpleName).forEach(variadicFunctions::add);
    functions.addAll(variadicFunctions);
  }

  /** Functions without parameters look like constants, but have descriptors too. */
  private boolean isConstant(Method method) {
    Class<?> type = method.getReturnType();
    return Modifier.isStatic(method.getModifiers())
        && method.getParameterCount() == 0
        && (type == int.class || type == long.class || type == short.class)
        && !method.getName().contains("$")
        && !functions.contains(method.getName());
  }

  /**
   * What jextract was asked for.
   *
   * @param kinds of {@code constant}, {@code function}, {@code struct}, {@code union}, {@code
   *     typedef}
   */
  static NavigableSet<String> askedFor(String... kinds) {
    NavigableSet<String> names = new TreeSet<>();
    try (Stream<Path> files = Files.list(Project.file("native/jextract"))) {
      for (Path file : files.toList()) {
        for (String line : Files.readAllLines(file)) {
          for (String kind : kinds) {
            String option = "--include-" + kind + " ";
            if (line.startsWith(option)) {
              names.add(line.substring(option.length()));
            }
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return names;
  }
}
