package dev.sluice.misuse;

import dev.sluice.sys.Timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Proxy;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Arguments: by type, and by name where an {@code int} can be a descriptor or a time. */
final class Values {
  private static final Pattern DESCRIPTOR =
      Pattern.compile("(?i).*fd.*|.*descriptor.*|in|out|from|to|pipe|socket|source|target");
  private static final Pattern TIME =
      Pattern.compile("(?i).*time.*|.*millis.*|.*limit.*|.*nanos.*");
  // The JDK sleeps and collects garbage before it refuses what there is no memory for.
  private static final Pattern ROOM = Pattern.compile("(?i).*capacity.*|.*max.*|.*size.*");
  private static final Pattern HOST = Pattern.compile("(?i).*host.*|.*node.*|.*service.*");
  private static final long[] EXTREMES = {
    -1, Long.MIN_VALUE, Long.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE, 1L << 32, 1L << 62
  };
  private static final String[] STRINGS = {
    "", ".", "a", "file", "127.0.0.1", "::1", "a/../b", "nul\0", "x".repeat(107), "x".repeat(5000)
  };
  private static final byte[][] ADDRESSES = {
    {127, 0, 0, 1},
    {(byte) 224, 0, 0, 7},
    new byte[16],
    {-1, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}
  };
  private static final int CHANCE_OF_NULL = 40;

  private final RandomGenerator random;
  private final OwnDescriptors descriptors;
  private final Segments segments;
  private final Objects objects;
  private final int[] constants;

  Values(
      RandomGenerator random,
      OwnDescriptors descriptors,
      Segments segments,
      Objects objects,
      int[] constants) {
    this.random = random;
    this.descriptors = descriptors;
    this.segments = segments;
    this.objects = objects;
    this.constants = constants;
  }

  /** The values of all public constants of these classes. */
  static int[] constants(List<Class<?>> classes) {
    List<Integer> values = new ArrayList<>();
    for (Class<?> type : classes) {
      for (Field field : type.getFields()) {
        if (Modifier.isStatic(field.getModifiers()) && field.getType() == int.class) {
          try {
            values.add(field.getInt(null));
          } catch (IllegalAccessException e) {
            throw new AssertionError(e);
          }
        }
      }
    }
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * An argument.
   *
   * @param owns whether a descriptor among them is given away
   */
  @Nullable Object of(Type type, String name, boolean owns) {
    if (type instanceof Class<?> plain) {
      return ofClass(plain, name, owns);
    }
    if (type instanceof ParameterizedType generic) {
      Class<?> raw = (Class<?>) generic.getRawType();
      return raw.isAssignableFrom(List.class)
          ? list(generic.getActualTypeArguments()[0], name)
          : ofClass(raw, name, owns);
    }
    if (type instanceof WildcardType wildcard) {
      return of(wildcard.getUpperBounds()[0], name, owns);
    }
    if (type instanceof GenericArrayType array
        && array.getGenericComponentType() instanceof ParameterizedType component) {
      List<@Nullable Object> elements = list(component, name);
      return elements.toArray(
          (Object[]) Array.newInstance((Class<?>) component.getRawType(), elements.size()));
    }
    Type bound = ((TypeVariable<?>) type).getBounds()[0];
    // A value of a type that only the receiver knows: mostly the wrong one.
    return bound == Object.class ? ofUnknownType() : of(bound, name, owns);
  }

  private @Nullable Object ofUnknownType() {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextBoolean();
      case 1 -> number();
      case 2 -> duration("value");
      default -> string();
    };
  }

  private List<@Nullable Object> list(Type element, String name) {
    List<@Nullable Object> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(of(element, name, false));
    }
    return list;
  }

  private @Nullable Object ofClass(Class<?> type, String name, boolean owns) {
    if (type.isPrimitive()) {
      return primitive(type, name, owns);
    }
    if (type == Timespec.class && TIME.matcher(name).matches()) {
      return shortTime();
    }
    // Without a time limit calls would wait for ever, as they should.
    if (random.nextInt(CHANCE_OF_NULL) == 0 && !TIME.matcher(name).matches()) {
      return null;
    }
    if (type == MemorySegment.class) {
      return segments.any(random);
    } else if (type == Arena.class) {
      return random.nextBoolean() ? segments.arena(random) : Arena.ofAuto();
    } else if (type == ByteBuffer.class) {
      return segments.buffer(random);
    } else if (type == String.class || type == CharSequence.class || type == Object.class) {
      return HOST.matcher(name).matches() ? host() : string();
    } else if (type == Duration.class) {
      return duration(name);
    } else if (type.isAssignableFrom(InetAddress.class)) {
      return inetAddress();
    } else if (type == Optional.class) {
      return Optional.empty();
    } else if (type.isArray()) {
      return array(type.getComponentType(), name);
    } else if (type.isEnum()) {
      Object[] all = type.getEnumConstants();
      return all[random.nextInt(all.length)];
    } else if (type.isInterface() && !type.getName().startsWith("dev.sluice.")) {
      return doNothing(type);
    }
    return objects.any(type, this);
  }

  private Object primitive(Class<?> type, String name, boolean owns) {
    if (type == int.class) {
      if (owns) {
        return descriptors.duplicate(random);
      }
      return DESCRIPTOR.matcher(name).matches()
          ? descriptors.any(random)
          : TIME.matcher(name).matches()
              ? random.nextInt(2)
              : ROOM.matcher(name).matches() ? random.nextInt(-2, 70) : number();
    } else if (type == long.class) {
      return TIME.matcher(name).matches()
          ? random.nextLong(1000)
          : ROOM.matcher(name).matches() ? random.nextInt(-2, 70) : longNumber();
    } else if (type == boolean.class) {
      return random.nextBoolean();
    } else if (type == short.class) {
      return (short) random.nextInt();
    } else if (type == byte.class) {
      return (byte) random.nextInt();
    }
    throw new AssertionError("no values of " + type);
  }

  private int number() {
    return switch (random.nextInt(8)) {
      case 0 -> (int) EXTREMES[random.nextInt(EXTREMES.length)];
      case 1 -> random.nextInt();
      case 2, 3 -> random.nextInt(70);
      case 4 -> {
        int flags = constant();
        yield flags | constant();
      }
      default -> constant();
    };
  }

  private int constant() {
    return constants[random.nextInt(constants.length)];
  }

  private long longNumber() {
    return switch (random.nextInt(8)) {
      case 0 -> EXTREMES[random.nextInt(EXTREMES.length)];
      case 1 -> random.nextInt(1 << 16);
      case 2 -> 0;
      default -> random.nextInt(64);
    };
  }

  private String string() {
    return STRINGS[random.nextInt(STRINGS.length)];
  }

  /** No name that a server would have to be asked for. */
  private String host() {
    return random.nextInt(4) == 0 ? "localhost" : STRINGS[random.nextInt(4, STRINGS.length)];
  }

  private Duration duration(String name) {
    return switch (random.nextInt(4)) {
      case 0 -> Duration.ZERO;
      case 1 -> Duration.ofNanos(random.nextInt(1_000_000));
      case 2 -> Duration.ofSeconds(Long.MIN_VALUE);
      default -> TIME.matcher(name).matches() ? Duration.ZERO : Duration.ofSeconds(Long.MAX_VALUE);
    };
  }

  /** Without a time, or with a long one, calls would wait for ever: that is no misuse. */
  private Timespec shortTime() {
    Timespec time = new Timespec();
    time.set(0, random.nextInt(1000));
    return time;
  }

  private InetAddress inetAddress() {
    try {
      return InetAddress.getByAddress(ADDRESSES[random.nextInt(ADDRESSES.length)]);
    } catch (UnknownHostException e) {
      throw new LinkageError("4 and 16 bytes are addresses", e);
    }
  }

  private Object array(Class<?> element, String name) {
    Object array = Array.newInstance(element, random.nextInt(5));
    for (int i = 0; i < Array.getLength(array); i++) {
      Array.set(array, i, of(element, name, false));
    }
    return array;
  }

  /** Handlers and the like. */
  @SuppressWarnings("ReferenceEquality") // A proxy knows no other equality.
  private static Object doNothing(Class<?> type) {
    return Proxy.newProxyInstance(
        type.getClassLoader(),
        new Class<?>[] {type},
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "equals" -> arguments != null && proxy == arguments[0];
              case "hashCode" -> System.identityHashCode(proxy);
              case "toString" -> "nothing";
              default -> null;
            });
  }

  RandomGenerator random() {
    return random;
  }
}
