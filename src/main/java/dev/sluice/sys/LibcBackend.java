package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Calls the C library's functions, and turns -1 and errno into {@code -errno}.
 *
 * <p>A function that this libc lacks ({@code openat2}, say) goes through its {@code syscall}.
 */
@SuppressWarnings("UnusedMethod") // Three are looked up by name.
final class LibcBackend {
  private static final SymbolLookup SYMBOLS = Linker.nativeLinker().defaultLookup();
  private static final MemoryLayout CAPTURE_LAYOUT = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      CAPTURE_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  // One segment per thread: allocating one per call costs several times the call itself.
  private static final ThreadLocal<MemorySegment> CAPTURE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(CAPTURE_LAYOUT));

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
              LibcBackend.class, "decode", MethodType.methodType(int.class, int.class));
      DECODE_LONG =
          lookup.findStatic(
              LibcBackend.class, "decode", MethodType.methodType(long.class, long.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private LibcBackend() {}

  static MethodHandle link(
      Call call, ValueLayout buffer, boolean pinned, List<Linker.Option> options) {
    Optional<MemorySegment> symbol = SYMBOLS.find(call.symbol);
    MethodHandle handle =
        symbol.isPresent()
            ? function(
                symbol.get(),
                call.descriptor(buffer, Link.layouts(List.of(), pinned)),
                call.firstVariadic(),
                options)
            : bySyscall(call, buffer, pinned, options);
    // The first parameter is the capture segment: filled in from the thread.
    handle = MethodHandles.collectArguments(handle, 0, CAPTURE_OF_THREAD);
    return MethodHandles.filterReturnValue(
        handle, call.result == Call.Type.INT ? DECODE_INT : DECODE_LONG);
  }

  /**
   * {@code long syscall(long number, ...)}: every argument of the kernel's prototype, then the pin.
   */
  private static MethodHandle bySyscall(
      Call call, ValueLayout buffer, boolean pinned, List<Linker.Option> options) {
    FunctionDescriptor descriptor =
        call.descriptor(buffer, Link.layouts(call.kernelExtras, pinned))
            .insertArgumentLayouts(0, JAVA_LONG)
            .changeReturnLayout(JAVA_LONG);
    MethodHandle handle = function(SYMBOLS.findOrThrow("syscall"), descriptor, 1, options);
    handle =
        MethodHandles.insertArguments(
            handle, 2 + call.parameters.size(), call.kernelExtras.toArray());
    handle = MethodHandles.insertArguments(handle, 1, (long) call.number);
    return MethodHandles.explicitCastArguments(
        handle, handle.type().changeReturnType(call.result.layout.carrier()));
  }

  @SuppressWarnings("restricted")
  private static MethodHandle function(
      MemorySegment symbol,
      FunctionDescriptor descriptor,
      int firstVariadic,
      List<Linker.Option> options) {
    List<Linker.Option> all = new ArrayList<>(options);
    all.add(Linker.Option.captureCallState("errno"));
    if (firstVariadic >= 0) {
      all.add(Linker.Option.firstVariadicArg(firstVariadic));
    }
    return Linker.nativeLinker()
        .downcallHandle(symbol, descriptor, all.toArray(Linker.Option[]::new));
  }

  private static MemorySegment captureOfThread() {
    return CAPTURE.get();
  }

  private static int decode(int result) {
    return result == -1 ? -errno() : result;
  }

  private static long decode(long result) {
    return result == -1 ? -errno() : result;
  }

  private static int errno() {
    return (int) ERRNO.get(CAPTURE.get(), 0L);
  }
}
