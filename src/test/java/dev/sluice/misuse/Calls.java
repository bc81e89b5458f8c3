package dev.sluice.misuse;

import dev.sluice.buffer.PoolExhaustedException;
import dev.sluice.sys.Descriptors;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes calls, looks at how they end, and gives back what they opened. */
final class Calls {
  /** What the raw floor returns by number, and the caller owns. */
  private static final Set<String> OPENING =
      Set.of(
          "socket",
          "accept4",
          "epoll_create1",
          "eventfd",
          "timerfd_create",
          "signalfd",
          "signalfd4",
          "pidfd_open",
          "inotify_init1",
          "openat",
          "openat2",
          "memfd_create",
          "detach");

  /** What the raw floor opens in twos. */
  private static final Set<String> OPENING_PAIRS = Set.of("pipe2", "socketpair");

  private static final List<Class<? extends Throwable>> ALLOWED =
      List.of(
          IOException.class,
          IllegalArgumentException.class,
          IllegalStateException.class,
          IndexOutOfBoundsException.class,
          NullPointerException.class,
          PoolExhaustedException.class,
          UnsupportedOperationException.class,
          WrongThreadException.class);

  private Calls() {}

  /** Makes a call with random arguments: what it returned, where that is an object to keep. */
  static @Nullable Object make(Executable call, @Nullable Object receiver, Values values)
      throws InvocationTargetException {
    boolean owns = call.getName().equals("adopt");
    Parameter[] parameters = call.getParameters();
    @Nullable Object[] arguments = new Object[parameters.length];
    for (int i = 0; i < parameters.length; i++) {
      arguments[i] = values.of(parameters[i].getParameterizedType(), parameters[i].getName(), owns);
    }
    return returned(call, arguments, invoke(call, receiver, arguments));
  }

  private static @Nullable Object invoke(
      Executable call, @Nullable Object receiver, @Nullable Object[] arguments)
      throws InvocationTargetException {
    try {
      return call instanceof Constructor<?> constructor
          ? constructor.newInstance(arguments)
          : ((Method) call).invoke(receiver, arguments);
    } catch (InvocationTargetException e) {
      if (call.getName().equals("adopt") && arguments[0] instanceof Integer number) {
        Descriptors.close(number);
      }
      throw e;
    } catch (IllegalAccessException | InstantiationException e) {
      throw new LinkageError(call.toString(), e);
    }
  }

  private static @Nullable Object returned(
      Executable call, @Nullable Object[] arguments, @Nullable Object result) {
    if (result instanceof Integer number && number >= 0) {
      if (OPENING.contains(call.getName())) {
        Descriptors.close(number);
      } else if (OPENING_PAIRS.contains(call.getName())) {
        int[] both =
            Arrays.stream(arguments)
                .filter(int[].class::isInstance)
                .map(int[].class::cast)
                .findAny()
                .orElseThrow();
        Descriptors.close(both[0]);
        Descriptors.close(both[1]);
      }
    }
    return result;
  }

  /** Only what a caller can be told: never an error of the JVM, or of the library itself. */
  static void checkAllowed(@Nullable Executable call, @Nullable Throwable thrown) {
    boolean wrongType =
        thrown instanceof ClassCastException
            && call != null
            && (call.getDeclaringClass().getTypeParameters().length > 0
                || Arrays.stream(call.getGenericParameterTypes())
                    .anyMatch(type -> !(type instanceof Class<?>)));
    if (!wrongType
        && !askedForTooMuch(thrown)
        && ALLOWED.stream().noneMatch(type -> type.isInstance(thrown))) {
      throw new AssertionError(call + " threw " + thrown, thrown);
    }
  }

  /** As when a buffer or an arena of the JDK is asked for more than there is. */
  private static boolean askedForTooMuch(@Nullable Throwable thrown) {
    return thrown instanceof OutOfMemoryError
        && Arrays.stream(thrown.getStackTrace())
            .limit(3)
            .anyMatch(frame -> frame.getMethodName().equals("allocateNativeInternal"));
  }

  /** Hands on every object of the library in a result. */
  static void eachOf(@Nullable Object result, java.util.function.Consumer<Object> each) {
    if (result instanceof Collection<?> all) {
      all.forEach(one -> eachOf(one, each));
    } else if (result instanceof Object[] all) {
      Arrays.asList(all).forEach(one -> eachOf(one, each));
    } else if (result != null && result.getClass().getName().startsWith("dev.sluice.")) {
      each.accept(result);
    }
  }
}
