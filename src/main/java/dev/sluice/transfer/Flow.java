package dev.sluice.transfer;

import dev.sluice.errno.ErrnoException;

/** Who moves the bytes of a {@link StreamEnd} in one direction. */
interface Flow {
  /** The end that it reads has bytes, or has ended, or failed. */
  void onReadable();

  /** The end that it writes takes bytes again. */
  void onWritable();

  /** The end that it writes is broken. */
  void onSinkBroken(ErrnoException why);

  /** The end that it reads was closed on this side. */
  void onSourceClosed();

  /** The end that it writes was closed on this side. */
  void onSinkClosed();
}
