package dev.sluice.transfer;

/** How a {@link Transfer} moves bytes. */
public enum Mode {
  /** Within the kernel, by splice through a pipe: the cheapest way to move much. */
  SPLICE,

  /**
   * Through memory, by recv and send: two calls for a small message, which splice needs three for.
   */
  COPY,

  /** By what comes: small messages are copied, more is spliced. */
  AUTO
}
