package dev.sluice.abi;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.PaddingLayout;
import java.lang.foreign.SequenceLayout;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A struct or union of the bindings: its layout, and its fields with those of the structs within.
 */
public final class StructBinding {
  /** jextract names what C does not after its place in the header. */
  private static final String ANONYMOUS = "$anon";

  /**
   * A field.
   *
   * @param path as C writes it behind the struct's name
   * @param offset from the start of the outermost struct
   * @param layout its layout, without its name
   */
  public record Field(String path, long offset, MemoryLayout layout) {}

  private final String name;
  private final GroupLayout layout;
  private final List<Field> fields = new ArrayList<>();

  StructBinding(Class<?> type) throws ReflectiveOperationException {
    name = type.getSimpleName();
    layout = layout(type);
    collect(type, layout, "", 0);
  }

  /** The name of the class: a tag, or a typedef. */
  public String name() {
    return name;
  }

  /** The layout of the whole. */
  public GroupLayout layout() {
    return layout;
  }

  /** All fields, outer ones before those within. */
  public List<Field> fields() {
    return fields;
  }

  /**
   * Takes offsets and layouts from the accessors where there are some, as the library does.
   *
   * @param type the class that was generated for the group, or null where it is another struct's
   */
  private void collect(@Nullable Class<?> type, GroupLayout group, String prefix, long start)
      throws ReflectiveOperationException {
    for (MemoryLayout member : group.memberLayouts()) {
      if (member instanceof PaddingLayout) {
        continue;
      }
      String field = member.name().orElseThrow();
      long offset = group.byteOffset(PathElement.groupElement(field));
      if (field.startsWith(ANONYMOUS)) {
        collect(null, (GroupLayout) member, prefix, start + offset);
        continue;
      }
      MemoryLayout seen = member;
      if (type != null) {
        offset = (long) call(type, field + "$offset");
        seen = (MemoryLayout) call(type, field + "$layout");
      }
      add(prefix + field, start + offset, seen, type == null ? null : nested(type, field));
    }
  }

  private void add(String path, long offset, MemoryLayout member, @Nullable Class<?> type)
      throws ReflectiveOperationException {
    fields.add(new Field(path, offset, member.withoutName()));
    if (member instanceof GroupLayout group) {
      collect(type, group, path + ".", offset);
    } else if (member instanceof SequenceLayout sequence
        && sequence.elementLayout() instanceof GroupLayout element) {
      collect(type, element, path + "[0].", offset);
    }
  }

  private static @Nullable Class<?> nested(Class<?> type, String field) {
    return Arrays.stream(type.getClasses())
        .filter(inner -> inner.getSimpleName().equals(field))
        .filter(inner -> Arrays.stream(inner.getMethods()).anyMatch(StructBinding::isLayout))
        .findFirst()
        .orElse(null);
  }

  private static boolean isLayout(Method method) {
    return method.getName().equals("layout") && method.getReturnType() == GroupLayout.class;
  }

  private static GroupLayout layout(Class<?> type) throws ReflectiveOperationException {
    return (GroupLayout) call(type, "layout");
  }

  private static Object call(Class<?> type, String method) throws ReflectiveOperationException {
    return type.getMethod(method).invoke(null);
  }
}
