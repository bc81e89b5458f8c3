package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Calls the C library's functions, and turns -1 and errno into {@code -errno}.
 *
 * <p>A function that this libc lacks ({@code openat2}, say) goes through its {@code syscall}.
 */
@SuppressWarnings("UnusedMethod") // Three are looked up by name.
final class LibcBackend {
  private static final MemoryLayout CAPTURE_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  // One segment per thread: allocating one per call costs several times the call itself.
  private static final ThreadLocal<MemorySegment> CAPTURE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE_LAYOUT));

  private static final int ARGUMENTS = 6;
  private static final int NO_BUFFER = -1;
  private static final MethodHandle CAPTURE_OF_THREAD;
  private static final MethodHandle DECODE_INT;
  private static final MethodHandle DECODE_LONG;

  static {
    MethodHandles.Lookup lookup = MethodHandles.lookup();
    try {
      CAPTURE_OF_THREAD =
          lookup.findStatic(
              LibcBackend.class, "captureOfThread", MethodType.methodType(MemorySegment.class));
      DECODE_INT =
          lookup.findStatic(
              LibcBackend.class, "decode", MethodType.methodType(long.class, int.class));
      DECODE_LONG =
          lookup.findStatic(
              LibcBackend.class, "decode", MethodType.methodType(long.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private LibcBackend() {}

  static MethodHandle link(Call call, boolean heap, Linker.Option... options) {
    MemoryLayout[] kept = new MemoryLayout[Link.kept(call, heap)];
    Arrays.fill(kept, ADDRESS);
    // Of the heap's handles the buffer is the first pointer; any other stays a number.
    int buffer = heap ? call.parameters.indexOf(Call.Type.PTR) : NO_BUFFER;
    MemorySegment function = Symbols.LOOKUP.find(call.symbol).orElse(MemorySegment.NULL);
    return function.equals(MemorySegment.NULL)
        ? bySyscall(call, buffer, kept, options)
        : byFunction(function, call, buffer, kept, options);
  }

  /** The C prototype, widened to the type that all handles have. */
  private static MethodHandle byFunction(
      MemorySegment function,
      Call call,
      int buffer,
      MemoryLayout[] kept,
      Linker.Option... options) {
    FunctionDescriptor descriptor = call.descriptor(JAVA_LONG, kept);
    if (buffer != NO_BUFFER) {
      List<MemoryLayout> arguments = new ArrayList<>(descriptor.argumentLayouts());
      arguments.set(buffer, ADDRESS);
      descriptor =
          FunctionDescriptor.of(
              descriptor.returnLayout().orElseThrow(), arguments.toArray(MemoryLayout[]::new));
    }
    MethodHandle handle = capturing(function, descriptor, call.firstVariadic(), options);
    return widened(
        MethodHandles.filterReturnValue(
            handle, call.result == Call.Type.INT ? DECODE_INT : DECODE_LONG),
        call);
  }

  /**
   * As all handles, but with the result as C has it, of functions that say more than -1. What errno
   * was, {@link #errno} tells until the thread's next call.
   */
  static MethodHandle undecoded(Call call) {
    MemoryLayout[] kept = new MemoryLayout[call.kept()];
    Arrays.fill(kept, ADDRESS);
    MethodHandle handle =
        capturing(Symbols.of(call), call.descriptor(JAVA_LONG, kept), call.firstVariadic());
    return widened(
        MethodHandles.explicitCastArguments(handle, handle.type().changeReturnType(long.class)),
        call);
  }

  private static MethodHandle widened(MethodHandle handle, Call call) {
    MethodType wide = handle.type();
    for (int i = 0; i < wide.parameterCount(); i++) {
      if (wide.parameterType(i) == int.class) {
        wide = wide.changeParameterType(i, long.class);
      }
    }
    int declared = call.parameters.size();
    return MethodHandles.dropArguments(
        MethodHandles.explicitCastArguments(handle, wide),
        declared,
        Collections.nCopies(Math.max(ARGUMENTS - declared, 0), long.class));
  }

  /**
   * {@code long syscall(long number, ...)}: every argument that the kernel could want, then what is
   * kept.
   */
  private static MethodHandle bySyscall(
      Call call, int buffer, MemoryLayout[] kept, Linker.Option... options) {
    MemoryLayout[] layouts = new MemoryLayout[1 + ARGUMENTS + kept.length];
    Arrays.fill(layouts, 0, 1 + ARGUMENTS, JAVA_LONG);
    System.arraycopy(kept, 0, layouts, 1 + ARGUMENTS, kept.length);
    if (buffer != NO_BUFFER) {
      layouts[1 + buffer] = ADDRESS;
    }
    MethodHandle handle =
        capturing(
            Symbols.LOOKUP.findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, layouts),
            1,
            options);
    return MethodHandles.filterReturnValue(
        MethodHandles.insertArguments(handle, 0, (long) call.number), DECODE_LONG);
  }

  private static MethodHandle capturing(
      MemorySegment function,
      FunctionDescriptor descriptor,
      int firstVariadic,
      Linker.Option... options) {
    List<Linker.Option> all = new ArrayList<>(Arrays.asList(options));
    all.add(Linker.Option.captureCallState("errno"));
    if (firstVariadic >= 0) {
      all.add(Linker.Option.firstVariadicArg(firstVariadic));
    }
    MethodHandle handle = Link.downcall(function, descriptor, all.toArray(Linker.Option[]::new));
    // The first parameter is the capture segment: filled in from the thread.
    return MethodHandles.collectArguments(handle, 0, CAPTURE_OF_THREAD);
  }

  private static MemorySegment captureOfThread() {
    return CAPTURE.get();
  }

  private static long decode(int result) {
    return result == -1 ? -errno() : result;
  }

  private static long decode(long result) {
    return result == -1 ? -errno() : result;
  }

  /** What the thread's last call left; of a call that succeeded, nothing meaningful. */
  static int errno() {
    return (int) ERRNO.get(CAPTURE.get(), 0L);
  }
}
