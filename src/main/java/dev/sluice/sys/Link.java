package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * Links calls. Each handle belongs into a {@code static final} field of a holder class of its own:
 * the JIT then sees through it, and it is linked on first use only.
 *
 * <p>All handles have the type of the kernel's entry: six arguments as {@code long}, 0 where a call
 * has fewer, and a {@code long} result; libc's one function of seven has seven. The first handle of
 * a type costs many milliseconds at start-up, those of the same type next to nothing. Pointers go
 * as numbers, so that no slice is made for an offset; the segments that they point into follow
 * behind, where C ignores them, to be kept alive and have their thread checked: one, {@code NULL}
 * where there is none, or as many as {@link Call#kept} says.
 */
final class Link {
  /** Above this many bytes a call is never critical: it would hold up safepoints for too long. */
  static final int CRITICAL_MAX = 64 * 1024;

  /** What a {@link #bare} call returns when it failed. */
  static final int FAILED = -1;

  private static final int ARGUMENTS = 6;

  private static final boolean OBSERVED =
      System.getProperty("sluice.trace") != null
          || System.getProperty("sluice.jfr.threshold") != null;

  private Link() {}

  /** In native state: may block, takes native segments only. */
  static MethodHandle plain(Call call) {
    return link(call, false);
  }

  /** For calls that cannot block: holds up safepoints meanwhile, takes native segments only. */
  static MethodHandle critical(Call call) {
    return link(call, false, Linker.Option.critical(false));
  }

  /**
   * As {@link #critical}, and the buffer, a segment of its own in place of the number, may live on
   * the heap.
   */
  static MethodHandle heap(Call call) {
    return link(call, true, Linker.Option.critical(true));
  }

  /**
   * libc's function without errno, of the type that all calls share on the raw backend: capturing
   * takes a type of its own, which only a call that failed is worth. Such a call changes nothing,
   * so that it can be made again by {@link #plain} to learn why. An int result leaves its upper
   * half undefined.
   */
  static MethodHandle bare(Call call) {
    return Symbols.has(call)
        ? observed(call, downcall(Symbols.of(call), type(call, false)), true)
        : missing(call.symbol, type(call, false).toMethodType());
  }

  /** As {@link LibcBackend#undecoded}. */
  static MethodHandle undecoded(Call call) {
    return observed(call, LibcBackend.undecoded(call), true);
  }

  private static MethodHandle link(Call call, boolean heap, Linker.Option... options) {
    if (call.libcOnly() && !Symbols.has(call)) {
      return missing(call.symbol, type(call, heap).toMethodType());
    }
    MethodHandle handle =
        call.libcOnly() || Backend.current() == Backend.LIBC
            ? LibcBackend.link(call, heap, options)
            : downcall(RawBackend.stub(call), type(call, heap), options);
    return observed(call, handle, false);
  }

  /** Decided here, once per handle: where nobody watches, nothing stands between. */
  private static MethodHandle observed(Call call, MethodHandle handle, boolean bare) {
    return OBSERVED ? Observed.handle(call, handle, bare) : handle;
  }

  /** How many numbers a handle takes, before what it keeps alive. */
  static int arguments(Call call) {
    return Math.max(ARGUMENTS, call.parameters.size());
  }

  /** In the place of a function that this libc lacks. */
  static MethodHandle missing(String symbol, MethodType type) {
    MethodHandle exception;
    try {
      exception =
          MethodHandles.lookup()
              .findConstructor(
                  UnsupportedOperationException.class,
                  MethodType.methodType(void.class, String.class))
              .bindTo("this C library has no " + symbol);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("the JDK lacks a constructor", e);
    }
    MethodHandle thrower =
        MethodHandles.throwException(type.returnType(), UnsupportedOperationException.class);
    return MethodHandles.dropArguments(
        MethodHandles.collectArguments(thrower, 0, exception), 0, type.parameterList());
  }

  private static FunctionDescriptor type(Call call, boolean heap) {
    int kept = kept(call, heap);
    int arguments = arguments(call);
    MemoryLayout[] layouts = new MemoryLayout[arguments + kept];
    Arrays.fill(layouts, 0, arguments, JAVA_LONG);
    Arrays.fill(layouts, arguments, layouts.length, ADDRESS);
    if (heap) {
      layouts[call.parameters.indexOf(Call.Type.PTR)] = ADDRESS;
    }
    return FunctionDescriptor.of(JAVA_LONG, layouts);
  }

  /** How many segments follow behind the arguments: of the heap's handles, the buffer does not. */
  static int kept(Call call, boolean heap) {
    return heap ? call.kept() - 1 : call.kept();
  }

  @SuppressWarnings("restricted")
  static MethodHandle downcall(
      MemorySegment function, FunctionDescriptor type, Linker.Option... options) {
    return Linker.nativeLinker().downcallHandle(function, type, options);
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
