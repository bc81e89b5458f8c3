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

  private MemoryConstants() {}
}
