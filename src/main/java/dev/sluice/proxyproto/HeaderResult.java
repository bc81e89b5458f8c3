package dev.sluice.proxyproto;

/** What {@link HeaderReader} made of the bytes so far. */
public sealed interface HeaderResult {
  /**
   * Right so far, and not all.
   *
   * @param atLeast how many bytes are missing at least: to read no more than those leaves what
   *     follows the header where it is
   */
  record NeedsMore(int atLeast) implements HeaderResult {}

  /**
   * A header.
   *
   * @param header what it says
   * @param length how many bytes it has
   */
  record Complete(Header header, int length) implements HeaderResult {}

  /**
   * No header, whatever follows: the connection is to be closed.
   *
   * @param reason for a log; it repeats nothing of what was sent
   */
  record Malformed(String reason) implements HeaderResult {}
}
