package dev.sluice.sys;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Which processors threads run on. */
public final class Affinity {
  private Affinity() {}

  /**
   * Asks which processors a thread may run on.
   *
   * <p>C: {@code int sched_getaffinity(pid_t pid, size_t cpusetsize, cpu_set_t *mask)}. Never
   * blocks. Errors to expect: ESRCH, EINVAL (the machine has more than {@link
   * ProcessConstants#CPU_SETSIZE}). Least kernel: 2.6.12.
   *
   * @param tid the thread, as {@link Ids#gettid} has it; 0: the calling one
   * @param set receives them
   * @return 0, or {@code -errno}
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/sched_getaffinity.2.html">sched_getaffinity(2)</a>
   */
  public static int sched_getaffinity(int tid, CpuSet set) {
    MemorySegment mask = set.segment();
    try {
      int result =
          (int)
              (long)
                  SchedGetaffinity.HANDLE.invokeExact(
                      (long) tid, CpuSet.SIZE, mask.address(), 0L, 0L, 0L, mask);
      // libc says 0 and clears what the kernel did not write; the kernel says how much it wrote.
      if (result > 0) {
        mask.asSlice(result).fill((byte) 0);
      }
      return Math.min(result, 0);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Says which processors a thread may run on.
   *
   * <p>C: {@code int sched_setaffinity(pid_t pid, size_t cpusetsize, const cpu_set_t *mask)}. May
   * wait until the thread has moved. Errors to expect: EINVAL (none of them is there), EPERM,
   * ESRCH. Least kernel: 2.6.12.
   *
   * @param tid the thread, as {@link Ids#gettid} has it; 0: the calling one
   * @param set the processors, read during the call
   * @return 0, or {@code -errno}
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/sched_setaffinity.2.html">sched_setaffinity(2)</a>
   */
  @ProcessWide
  public static int sched_setaffinity(int tid, CpuSet set) {
    MemorySegment mask = set.segment();
    try {
      return (int)
          (long)
              SchedSetaffinity.HANDLE.invokeExact(
                  (long) tid, CpuSet.SIZE, mask.address(), 0L, 0L, 0L, mask);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class SchedGetaffinity {
    static final MethodHandle HANDLE = Link.critical(Call.SCHED_GETAFFINITY);
  }

  private static final class SchedSetaffinity {
    static final MethodHandle HANDLE = Link.plain(Call.SCHED_SETAFFINITY);
  }
}
