package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Links calls. Each handle belongs into a {@code static final} field of a holder class of its own:
 * the JIT then sees through it, and linking (about 1.6 ms) is paid on first use only.
 */
final class Link {
  /** Above this many bytes a call is never critical: it would hold up safepoints for too long. */
  static final int CRITICAL_MAX = 64 * 1024;

  private Link() {}

  /** In native state: may block, takes native segments only. */
  static MethodHandle plain(Call call) {
    return link(call, ValueLayout.JAVA_LONG, List.of());
  }

  /** For calls that cannot block: holds up safepoints meanwhile, takes native segments only. */
  static MethodHandle critical(Call call) {
    return link(call, ValueLayout.JAVA_LONG, List.of(Linker.Option.critical(false)));
  }

  /** As {@link #critical}, and each buffer is a segment of its own that may live on the heap. */
  static MethodHandle heap(Call call) {
    return link(call, ADDRESS, List.of(Linker.Option.critical(true)));
  }

  private static MethodHandle link(Call call, ValueLayout buffer, List<Linker.Option> options) {
    boolean pinned = !buffer.equals(ADDRESS) && call.parameters.contains(Call.Type.BUF);
    return call.libcOnly() || Backend.current() == Backend.LIBC
        ? LibcBackend.link(call, buffer, pinned, options)
        : RawBackend.link(call, buffer, pinned, options);
  }

  static MemoryLayout[] layouts(List<Long> extras, boolean pinned) {
    List<MemoryLayout> layouts =
        new ArrayList<>(Collections.nCopies(extras.size(), ValueLayout.JAVA_LONG));
    if (pinned) {
      layouts.add(ADDRESS);
    }
    return layouts.toArray(MemoryLayout[]::new);
  }

  /** What a handle threw: the linker's own unchecked exceptions, as they are. */
  static RuntimeException rethrow(Throwable thrown) {
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    throw new AssertionError("a downcall threw a checked exception", thrown);
  }

  static MemorySegment orNull(@org.jspecify.annotations.Nullable MemorySegment segment) {
    return segment == null ? MemorySegment.NULL : segment;
  }
}
