package dev.sluice.abi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.FunctionDescriptor;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The library takes x86-64's bindings for both architectures, except for what is named here. What
 * comes to differ must be chosen by architecture there, and then be named.
 */
class BothAbisTest {
  private Bindings x86;
  private Bindings arm;

  @BeforeEach
  void read() throws Exception {
    x86 = Bindings.of("x86_64");
    arm = Bindings.of("aarch64");
  }

  @Test
  void onlyEpollEventIsLaidOutDifferently() {
    assertThat(differing(layouts(x86), layouts(arm))).containsExactly("epoll_event");
  }

  @Test
  void onlyFourFlagsAndTheCallNumbersHaveOtherValues() {
    NavigableSet<String> differing = differing(x86.constants(), arm.constants());
    List<String> numbers = differing.stream().filter(name -> name.startsWith("__NR_")).toList();
    differing.removeAll(numbers);

    assertThat(differing)
        .containsExactlyInAnyOrder("O_DIRECT", "O_DIRECTORY", "O_NOFOLLOW", "O_TMPFILE");
    assertThat(numbers).contains("__NR_read", "__NR_epoll_pwait");
  }

  @Test
  void functionsHaveTheSameTypes() throws Exception {
    assertThat(differing(types(x86), types(arm))).isEmpty();
    assertThat(types(x86)).containsKey("recv");
  }

  /** The names that stand in one of them only, or for something else. */
  private static NavigableSet<String> differing(
      NavigableMap<String, ?> one, NavigableMap<String, ?> other) {
    NavigableSet<String> names = new TreeSet<>(one.keySet());
    names.addAll(other.keySet());
    names.removeIf(name -> one.containsKey(name) && one.get(name).equals(other.get(name)));
    return names;
  }

  /** Whole layouts would differ in the line numbers of headers, which name what C does not. */
  private static NavigableMap<String, Object> layouts(Bindings bindings) {
    NavigableMap<String, Object> layouts = new TreeMap<>();
    for (StructBinding struct : bindings.structs()) {
      long size = struct.layout().byteSize();
      long alignment = struct.layout().byteAlignment();
      List<String> fields = struct.fields().stream().map(BothAbisTest::describe).toList();
      layouts.put(struct.name(), List.of(size, alignment, fields));
    }
    return layouts;
  }

  private static String describe(StructBinding.Field field) {
    String place = field.path() + "@" + field.offset() + ":" + field.layout().byteSize();
    return field.layout() instanceof java.lang.foreign.ValueLayout value
        ? place + value.carrier()
        : place;
  }

  private static NavigableMap<String, Object> types(Bindings bindings)
      throws ReflectiveOperationException {
    NavigableMap<String, Object> types = new TreeMap<>();
    for (String function : bindings.functions()) {
      FunctionDescriptor descriptor = bindings.descriptor(function);
      types.put(function, descriptor.toMethodType());
    }
    return types;
  }
}
