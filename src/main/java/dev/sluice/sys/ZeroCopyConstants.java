package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code fcntl.h}, for {@link ZeroCopy}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class ZeroCopyConstants {
  /** Move pages where the file system can; without effect on most. */
  public static final int SPLICE_F_MOVE = Linux.SPLICE_F_MOVE();

  /** Never wait for the pipe; a socket waits unless it is {@code O_NONBLOCK} itself. */
  public static final int SPLICE_F_NONBLOCK = Linux.SPLICE_F_NONBLOCK();

  /** More follows at once: a socket may hold a partial segment back. Never on the last bytes. */
  public static final int SPLICE_F_MORE = Linux.SPLICE_F_MORE();

  /** The pages are given away; refused by {@link ZeroCopy#vmsplice}. */
  public static final int SPLICE_F_GIFT = Linux.SPLICE_F_GIFT();

  private ZeroCopyConstants() {}
}
