package dev.sluice.misuse;

import dev.sluice.buffer.BufferPool;
import dev.sluice.errno.Errno;
import dev.sluice.event.Epoll;
import dev.sluice.fd.Fd;
import dev.sluice.io.Directory;
import dev.sluice.net.SockAddr;
import dev.sluice.process.Syslog;
import dev.sluice.signal.SignalSource;
import dev.sluice.support.Classes;
import dev.sluice.sys.Net;
import dev.sluice.sys.ProcessWide;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What can be called: every public method of the raw and the typed floor that is not marked. */
final class Targets {
  /** One class of each floor. */
  private static final List<Class<?>> FLOORS =
      List.of(
          Net.class,
          Errno.class,
          Fd.class,
          BufferPool.class,
          SockAddr.class,
          Directory.class,
          Epoll.class,
          SignalSource.class,
          Syslog.class);

  final List<Class<?>> types = new ArrayList<>();
  final List<Executable> calls = new ArrayList<>();
  final Map<Class<?>, List<Executable>> makers = new HashMap<>();

  /** What stands in public fields, by their types. */
  final Map<Class<?>, List<Object>> constants = new HashMap<>();

  Targets() throws IOException, ClassNotFoundException {
    for (Class<?> floor : FLOORS) {
      for (Class<?> type : Classes.besides(floor)) {
        addWithMembers(type);
      }
    }
    for (Class<?> type : types) {
      addCalls(type);
      addConstants(type);
    }
    calls.removeIf(call -> !canBeCalled(call));
    // In the order of the seed, whatever order reflection has.
    calls.sort((a, b) -> a.toString().compareTo(b.toString()));
    makers.values().forEach(list -> list.sort((a, b) -> a.toString().compareTo(b.toString())));
  }

  private void addWithMembers(Class<?> type) {
    if (Modifier.isPublic(type.getModifiers()) && !type.isAnnotationPresent(ProcessWide.class)) {
      types.add(type);
      for (Class<?> member : type.getClasses()) {
        addWithMembers(member);
      }
    }
  }

  /** Whether there is a way to one, other than from what some call returns. */
  boolean canBeHad(Class<?> type) {
    return makers.containsKey(type) || constants.containsKey(type);
  }

  /** Not what only marked methods make. */
  private boolean canBeCalled(Executable call) {
    Class<?> type = call.getDeclaringClass();
    return Modifier.isStatic(call.getModifiers())
        || types.stream().anyMatch(t -> type.isAssignableFrom(t) && canBeHad(t))
        || calls.stream()
            .anyMatch(c -> c instanceof Method m && type.isAssignableFrom(m.getReturnType()));
  }

  private void addCalls(Class<?> type) {
    if (!Modifier.isAbstract(type.getModifiers())) {
      for (Executable constructor : type.getConstructors()) {
        addMaker(type, constructor);
      }
    }
    for (Method method : type.getMethods()) {
      boolean inherited = !method.getDeclaringClass().getName().startsWith("dev.sluice.");
      if (inherited
          || method.isBridge()
          || method.isAnnotationPresent(ProcessWide.class)
          || waitsForever(method)) {
        continue;
      }
      if (method.getDeclaringClass() == type) {
        calls.add(method);
      }
      if (Modifier.isStatic(method.getModifiers()) && types.contains(method.getReturnType())) {
        addMaker(method.getReturnType(), method);
      }
    }
  }

  /** To connect without a time limit takes as long as the peer likes: no misuse. */
  private static boolean waitsForever(Method method) {
    return method.getName().equals("connect")
        && Modifier.isStatic(method.getModifiers())
        && method.getParameterCount() == 1;
  }

  private void addConstants(Class<?> type) {
    for (Field field : type.getDeclaredFields()) {
      boolean constant = Modifier.isPublic(field.getModifiers()) && !type.isEnum();
      if (constant && types.contains(field.getType())) {
        try {
          Object value = java.util.Objects.requireNonNull(field.get(null));
          constants.computeIfAbsent(field.getType(), none -> new ArrayList<>()).add(value);
        } catch (IllegalAccessException e) {
          throw new AssertionError(e);
        }
      }
    }
  }

  private void addMaker(Class<?> type, Executable maker) {
    makers.computeIfAbsent(type, none -> new ArrayList<>()).add(maker);
    if (!calls.contains(maker)) {
      calls.add(maker);
    }
  }
}
