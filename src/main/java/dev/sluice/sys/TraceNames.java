package dev.sluice.sys;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Constants by their names in C, as the bindings have them. Read by reflection: tracing is slow.
 */
final class TraceNames {
  /** A constant. */
  private record Named(String name, long value) {
    int bits() {
      return Long.bitCount(value);
    }
  }

  private static final ConcurrentHashMap<String, List<Named>> FOUND = new ConcurrentHashMap<>();

  private TraceNames() {}

  /** The one of these constants that has the value, or the number. */
  static String name(String pattern, long value) {
    for (Named each : named(pattern)) {
      if (each.value == value) {
        return each.name;
      }
    }
    return TraceText.hex(value);
  }

  /** Those of these constants that make up the value, and what is left as a number. */
  static String flags(String pattern, long value) {
    List<Named> chosen = new ArrayList<>();
    long left = value;
    for (Named each : named(pattern)) {
      if (each.value != 0 && (left & each.value) == each.value) {
        chosen.add(each);
        left &= ~each.value;
      }
    }
    chosen.sort(Comparator.comparingLong(Named::value));
    List<String> words = new ArrayList<>(chosen.stream().map(Named::name).toList());
    if (left != 0 || words.isEmpty()) {
      words.add(left == 0 ? "0" : TraceText.hex(left));
    }
    return String.join("|", words);
  }

  /** Those of many bits first: O_SYNC holds O_DSYNC. */
  private static List<Named> named(String pattern) {
    return FOUND.computeIfAbsent(pattern, TraceNames::find);
  }

  private static List<Named> find(String pattern) {
    Class<?> bindings =
        Abi.X86 ? dev.sluice.bindings.x86_64.Linux.class : dev.sluice.bindings.aarch64.Linux.class;
    Pattern wanted = Pattern.compile(pattern);
    List<Named> named = new ArrayList<>();
    for (Method method : bindings.getMethods()) {
      if (method.getParameterCount() == 0 && wanted.matcher(method.getName()).matches()) {
        named.add(new Named(method.getName(), value(method)));
      }
    }
    named.sort(Comparator.comparingInt(Named::bits).reversed().thenComparing(Named::name));
    return List.copyOf(named);
  }

  private static long value(Method constant) {
    try {
      Number number = (Number) constant.invoke(null);
      // EPOLLET is an int below 0, and one bit.
      return number instanceof Integer bits ? Integer.toUnsignedLong(bits) : number.longValue();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a constant of the bindings", e);
    }
  }
}
