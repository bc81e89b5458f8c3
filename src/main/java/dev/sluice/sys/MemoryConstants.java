package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code sys/mman.h}, for {@link Memory}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class MemoryConstants {
  /** Pages may be read. */
  public static final int PROT_READ = Linux.PROT_READ();

  /** Pages may be written. */
  public static final int PROT_WRITE = Linux.PROT_WRITE();

  /** Pages may be executed; refused by {@link Memory#mmap}. */
  public static final int PROT_EXEC = Linux.PROT_EXEC();

  /** Others see the changes, so does the file. */
  public static final int MAP_SHARED = Linux.MAP_SHARED();

  /** Changes are copies. */
  public static final int MAP_PRIVATE = Linux.MAP_PRIVATE();

  /** No file behind it. */
  public static final int MAP_ANONYMOUS = Linux.MAP_ANONYMOUS();

  /** Fault all pages in at once. */
  public static final int MAP_POPULATE = Linux.MAP_POPULATE();

  /** Reserve no swap. */
  public static final int MAP_NORESERVE = Linux.MAP_NORESERVE();

  /** Keep the pages in memory. */
  public static final int MAP_LOCKED = Linux.MAP_LOCKED();

  /** Begin no writing now; the kernel does so in its own time. */
  public static final int MS_ASYNC = Linux.MS_ASYNC();

  /** Wait until the disk has it. */
  public static final int MS_SYNC = Linux.MS_SYNC();

  /** Fail with EBUSY where pages are locked; otherwise without effect on Linux. */
  public static final int MS_INVALIDATE = Linux.MS_INVALIDATE();

  /** No special treatment. */
  public static final int MADV_NORMAL = Linux.MADV_NORMAL();

  /** Read ahead nothing. */
  public static final int MADV_RANDOM = Linux.MADV_RANDOM();

  /** Read ahead much, drop soon. */
  public static final int MADV_SEQUENTIAL = Linux.MADV_SEQUENTIAL();

  /** Read it in now. */
  public static final int MADV_WILLNEED = Linux.MADV_WILLNEED();

  /** Drop the pages: fresh memory is 0 again, that of a file is read anew. */
  public static final int MADV_DONTNEED = Linux.MADV_DONTNEED();

  /** Drop the pages when memory is short, unless they are written before; fresh memory only. */
  public static final int MADV_FREE = Linux.MADV_FREE();

  /** The first to go when memory is short. */
  public static final int MADV_COLD = Linux.MADV_COLD();

  /** Write out and drop now; nothing is lost. */
  public static final int MADV_PAGEOUT = Linux.MADV_PAGEOUT();

  /** Fault all in, as if read. */
  public static final int MADV_POPULATE_READ = Linux.MADV_POPULATE_READ();

  /** Fault all in, as if written. */
  public static final int MADV_POPULATE_WRITE = Linux.MADV_POPULATE_WRITE();

  /** Huge pages are wanted. */
  public static final int MADV_HUGEPAGE = Linux.MADV_HUGEPAGE();

  /** Huge pages are not wanted. */
  public static final int MADV_NOHUGEPAGE = Linux.MADV_NOHUGEPAGE();

  /** Not there in children. */
  public static final int MADV_DONTFORK = Linux.MADV_DONTFORK();

  /** There in children again. */
  public static final int MADV_DOFORK = Linux.MADV_DOFORK();

  /** Not in core dumps. */
  public static final int MADV_DONTDUMP = Linux.MADV_DONTDUMP();

  /** In core dumps again. */
  public static final int MADV_DODUMP = Linux.MADV_DODUMP();

  private MemoryConstants() {}
}
