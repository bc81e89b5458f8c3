package dev.sluice.sys;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A handle around another one, which prints its calls or reports the slow ones. Made only where
 * that is asked for: otherwise handles are as the linker made them, and nothing of this is loaded.
 */
@SuppressWarnings("UnusedMethod") // One is looked up by name.
final class Observed {
  private static final MethodHandle CALL;
  private static final ThreadLocal<Boolean> BUSY = ThreadLocal.withInitial(() -> false);

  static {
    try {
      CALL =
          MethodHandles.lookup()
              .findVirtual(
                  Observed.class, "call", MethodType.methodType(long.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final MethodHandle target;
  private final int kept;
  private final @Nullable Trace trace;
  private final @Nullable SlowCalls slow;

  private Observed(Call call, MethodHandle handle, boolean bare) {
    MethodType type = handle.type();
    this.target = handle.asSpreader(Object[].class, type.parameterCount());
    this.kept = Link.arguments(call);
    this.trace = Trace.wants(call) ? new Trace(call, bare) : null;
    this.slow = SlowCalls.wanted() ? new SlowCalls(call, bare) : null;
  }

  /** Of the same type. */
  static MethodHandle handle(Call call, MethodHandle handle, boolean bare) {
    Observed observed = new Observed(call, handle, bare);
    return observed.trace == null && observed.slow == null
        ? handle
        : CALL.bindTo(observed)
            .asCollector(Object[].class, handle.type().parameterCount())
            .asType(handle.type());
  }

  private long call(Object[] arguments) throws Throwable {
    // What observes must not observe itself, should it ever come to make calls.
    if (BUSY.get()) {
      return (long) target.invokeExact(arguments);
    }
    TraceView view = new TraceView(arguments, kept);
    BUSY.set(true);
    List<String> words = trace == null ? List.of() : trace.before(view);
    SlowCalls.@Nullable Timed timed = slow == null ? null : slow.begin();
    BUSY.set(false);
    long start = System.nanoTime();
    Throwable thrown = null;
    try {
      view.returned((long) target.invokeExact(arguments));
      return view.result();
    } catch (Throwable t) {
      thrown = t;
      throw t;
    } finally {
      long nanos = System.nanoTime() - start;
      BUSY.set(true);
      if (timed != null) {
        timed.end(view.result(), nanos);
      }
      if (trace != null) {
        trace.ended(view, words, thrown, nanos);
      }
      BUSY.set(false);
    }
  }
}
