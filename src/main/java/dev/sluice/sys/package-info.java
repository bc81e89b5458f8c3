/**
 * The system calls, raw and still memory-safe: one method is one call.
 *
 * <p><b>Results are the kernel's</b>: {@code >= 0} on success, {@code -errno} on failure; no errno
 * is an exception. 0 from a read is the end of the file, would-block is {@code -EAGAIN} (NIO means
 * other things by 0 and -1). {@link dev.sluice.errno.Errno#ofResult} decodes failures.
 *
 * <p><b>Memory is safe, the process is not.</b> No method makes the kernel touch memory outside a
 * live segment, or write into a read-only one: such a use ends in {@link
 * java.lang.IndexOutOfBoundsException}, {@link java.lang.IllegalArgumentException}, {@link
 * java.lang.IllegalStateException} (closed) or {@link java.lang.WrongThreadException} before the
 * kernel is asked. Descriptors are plain {@code int}s: a wrong one is the kernel's {@code EBADF},
 * or somebody else's file. Classes marked {@link dev.sluice.sys.ProcessWide} change what the whole
 * process shares.
 *
 * <p><b>Threads.</b> Every call may be made on any thread, except where a segment is confined. A
 * call that blocks pins a virtual thread to its carrier. Calls with {@code MSG_DONTWAIT}, and those
 * that never block, run as "critical" calls: they cost what C pays, take heap arrays without a
 * copy, and hold up safepoints meanwhile.
 *
 * <p>{@link dev.sluice.sys.Backend} tells which way the calls take.
 *
 * <p><b>Watching.</b> {@code -Dsluice.trace=all}, or names as in {@code
 * -Dsluice.trace=accept4,recv}, prints each such call when it returns, in strace's notation with
 * the thread's name and the duration in seconds: {@code [main] listen(4, 5) = 0 <0.000042>}. The
 * lines go to standard error, or are added to {@code -Dsluice.trace.file=…}. {@code
 * -Dsluice.jfr.threshold=10ms} reports calls that took at least so long to JDK Flight Recorder, as
 * {@code dev.sluice.SystemCall}. Both are read when a call is linked; without them nothing stands
 * between the caller and the kernel.
 */
@NullMarked
package dev.sluice.sys;

import org.jspecify.annotations.NullMarked;
