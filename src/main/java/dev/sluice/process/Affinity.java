package dev.sluice.process;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.CpuSet;
import dev.sluice.sys.ProcessWide;
import java.io.File;
import java.util.BitSet;

/**
 * Which processors threads run on. New threads begin with what their maker has.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man2/sched_setaffinity.2.html">sched_setaffinity(2)</a>
 */
public final class Affinity {
  private static final int CALLING_THREAD = 0;

  private Affinity() {}

  /**
   * Asks for the processors of the calling thread.
   *
   * @return their numbers
   * @throws ErrnoException should the kernel refuse
   * @throws IllegalStateException on a virtual thread, whose carrier changes
   */
  public static BitSet get() throws ErrnoException {
    refuseVirtual();
    return get(CALLING_THREAD);
  }

  /**
   * Asks for the processors of a thread.
   *
   * @param tid the thread; of a process, its first
   * @return their numbers
   * @throws ErrnoException ESRCH
   */
  public static BitSet get(int tid) throws ErrnoException {
    CpuSet set = new CpuSet();
    int result = dev.sluice.sys.Affinity.sched_getaffinity(tid, set);
    if (result < 0) {
      throw new ErrnoException("sched_getaffinity", result, tid);
    }
    return set.toBitSet();
  }

  /**
   * Says which processors the calling thread may run on.
   *
   * @param cpus their numbers
   * @throws ErrnoException EINVAL: none of them is there
   * @throws IllegalStateException on a virtual thread: others share its carrier
   * @throws IndexOutOfBoundsException for a number that the set has no room for
   */
  public static void set(BitSet cpus) throws ErrnoException {
    refuseVirtual();
    set(CALLING_THREAD, cpus);
  }

  /**
   * Says which processors a thread may run on.
   *
   * @param tid the thread; of a process, its first
   * @param cpus their numbers
   * @throws ErrnoException EINVAL (none of them is there), EPERM (it is another user's), ESRCH
   * @throws IndexOutOfBoundsException for a number that the set has no room for
   */
  @ProcessWide
  public static void set(int tid, BitSet cpus) throws ErrnoException {
    int result = dev.sluice.sys.Affinity.sched_setaffinity(tid, CpuSet.of(cpus));
    if (result < 0) {
      throw new ErrnoException("sched_setaffinity", result, tid, cpus);
    }
  }

  /**
   * Says which processors the threads of this process may run on: those that there are, the JVM's
   * own included, and all that they will make.
   *
   * @param cpus their numbers
   * @throws ErrnoException EINVAL: none of them is there
   */
  @ProcessWide
  public static void setAll(BitSet cpus) throws ErrnoException {
    // A thread made during a round has what its maker had: again, until a round finds none new.
    BitSet done = new BitSet();
    for (BitSet left = threads(); !left.isEmpty(); left = threads(), left.andNot(done)) {
      for (int tid = left.nextSetBit(0); tid >= 0; tid = left.nextSetBit(tid + 1)) {
        setUnlessEnded(tid, cpus);
      }
      done.or(left);
    }
  }

  private static void setUnlessEnded(int tid, BitSet cpus) throws ErrnoException {
    try {
      set(tid, cpus);
    } catch (ErrnoException e) {
      if (!e.errno().equals(Errno.ESRCH)) {
        throw e;
      }
    }
  }

  private static BitSet threads() {
    BitSet threads = new BitSet();
    String[] names = new File("/proc/self/task").list();
    if (names == null) {
      throw new IllegalStateException("/proc does not tell which threads there are");
    }
    for (String name : names) {
      threads.set(Integer.parseInt(name));
    }
    return threads;
  }

  private static void refuseVirtual() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException("a virtual thread has no processors of its own");
    }
  }
}
