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

  private final Call call;
  private final boolean bare;
  private final MethodHandle target;
  private final int kept;
  private final @Nullable Trace trace;
  private final @Nullable SlowCalls slow;

  private Observed(Call call, MethodHandle handle, boolean bare) {
    MethodType type = handle.type();
    this.call = call;
    this.bare = bare;
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
    List<String> words = before(view);
    SlowCalls.@Nullable Timed timed = slow == null ? null : slow.begin();
    long start = System.nanoTime();
    Throwable thrown = null;
    try {
      long result = (long) target.invokeExact(arguments);
      view.returned(shown(result));
      return result;
    } catch (Throwable t) {
      thrown = t;
      throw t;
    } finally {
      after(view, words, timed, thrown, System.nanoTime() - start);
    }
  }

  /** Without what C leaves undefined: the upper half of an int, all of nothing. */
  private long shown(long result) {
    return !bare
        ? result
        : switch (call.result) {
          case VOID -> 0;
          case INT -> (int) result;
          default -> result;
        };
  }

  private List<String> before(TraceView view) {
    BUSY.set(true);
    try {
      return trace == null ? List.of() : trace.before(view);
    } finally {
      BUSY.set(false);
    }
  }

  private void after(
      TraceView view,
      List<String> words,
      SlowCalls.@Nullable Timed timed,
      @Nullable Throwable thrown,
      long nanos) {
    BUSY.set(true);
    try {
      if (timed != null) {
        timed.end(view.result(), nanos);
      }
      if (trace != null) {
        trace.ended(view, words, thrown, nanos);
      }
    } finally {
      BUSY.set(false);
    }
  }
}
