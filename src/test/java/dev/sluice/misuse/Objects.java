package dev.sluice.misuse;

import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Objects of the library, made by its own constructors and factories, kept for later calls. What
 * can be closed is closed when it is dropped.
 */
final class Objects {
  private static final int KEPT = 6;
  private static final int ATTEMPTS = 4;
  private static final int MOST_DEPTH = 4;

  private final Targets targets;
  private final Map<Class<?>, List<Object>> kept = new HashMap<>();
  private int depth;

  Objects(Targets targets) {
    this.targets = targets;
  }

  /** One of that type or of a subtype; null where none can be made. */
  @Nullable Object any(Class<?> type, Values values) {
    List<Class<?>> fitting =
        targets.types.stream()
            .filter(type::isAssignableFrom)
            .filter(t -> targets.canBeHad(t) || kept.containsKey(t))
            .toList();
    if (fitting.isEmpty()) {
      return null;
    }
    Class<?> chosen = fitting.get(values.random().nextInt(fitting.size()));
    List<Object> constants = targets.constants.getOrDefault(chosen, List.of());
    if (!constants.isEmpty() && values.random().nextInt(4) != 0) {
      return constants.get(values.random().nextInt(constants.size()));
    }
    List<Object> old = kept.getOrDefault(chosen, List.of());
    if (!old.isEmpty() && values.random().nextInt(4) != 0) {
      return old.get(values.random().nextInt(old.size()));
    }
    return depth >= MOST_DEPTH ? null : made(chosen, values);
  }

  private @Nullable Object made(Class<?> type, Values values) {
    List<Executable> all = targets.makers.getOrDefault(type, List.of());
    if (all.isEmpty()) {
      return null;
    }
    depth++;
    try {
      for (int i = 0; i < ATTEMPTS; i++) {
        Executable maker = all.get(values.random().nextInt(all.size()));
        try {
          Object made = Calls.make(maker, null, values);
          if (made != null) {
            keep(made, values);
            return made;
          }
        } catch (InvocationTargetException e) {
          Calls.checkAllowed(maker, e.getCause());
        }
      }
      return null;
    } finally {
      depth--;
    }
  }

  /** Keeps what a call returned, for later ones. */
  @SuppressWarnings("ReferenceEquality") // Equal ones are two to close.
  void keep(Object object, Values values) {
    List<Object> list = kept.computeIfAbsent(object.getClass(), type -> new ArrayList<>());
    if (list.stream().anyMatch(other -> other == object)) {
      return;
    }
    list.add(object);
    if (list.size() > KEPT) {
      drop(list.remove(values.random().nextInt(KEPT)));
    }
  }

  void dropAll() {
    kept.values().forEach(list -> list.forEach(Objects::drop));
    kept.clear();
  }

  static void drop(Object object) {
    if (object instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception e) {
        Calls.checkAllowed(null, e);
      }
    }
  }
}
