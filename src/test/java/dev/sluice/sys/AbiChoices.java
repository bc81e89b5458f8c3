package dev.sluice.sys;

import dev.sluice.support.Classes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Locale;

/**
 * Prints every constant of the floor by its name in C, and how it lays out an {@code epoll_event};
 * {@link AbiChoicesTest} runs it once for each architecture.
 */
final class AbiChoices {
  private AbiChoices() {}

  /** Prints the architecture first. */
  public static void main(String[] args) throws Exception {
    System.out.println(Abi.CURRENT);
    for (Class<?> type : Classes.besides(Numbers.class)) {
      if (type.getSimpleName().endsWith("Constants")) {
        print("", type, false);
      }
    }
    print("__NR_", Numbers.class, true);
    printEpollEvent();
  }

  private static void print(String prefix, Class<?> type, boolean lowerCase)
      throws IllegalAccessException {
    for (Field field : type.getDeclaredFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getType().isPrimitive()) {
        String name = lowerCase ? field.getName().toLowerCase(Locale.ROOT) : field.getName();
        System.out.println(prefix + name + " " + field.get(null));
      }
    }
  }

  private static void printEpollEvent() {
    EpollEvents events = EpollEvents.allocate(2);
    long size = events.segment().byteSize() / 2;
    System.out.println("epoll_event " + size);
    events.set(1, -1, 0);
    System.out.println("epoll_event.events " + (firstByteSet(events.segment()) - size));
    events.set(1, 0, -1);
    System.out.println("epoll_event.data " + (firstByteSet(events.segment()) - size));
  }

  private static long firstByteSet(MemorySegment segment) {
    long at = 0;
    while (segment.get(ValueLayout.JAVA_BYTE, at) == 0) {
      at++;
    }
    return at;
  }
}
