package dev.sluice.examples.proxy;

/**
 * The pipes of one loop, or of all.
 *
 * @param used how many hold bytes, or are held for a connection
 * @param idle how many wait for the next connection
 * @param opened how many were opened so far
 * @param failed how often none could be had
 * @param bytes what all of them may hold
 */
public record Pipes(long used, long idle, long opened, long failed, long bytes) {
  /** None. */
  public static final Pipes NONE = new Pipes(0, 0, 0, 0, 0);

  /** These and others. */
  public Pipes plus(Pipes other) {
    return new Pipes(
        used + other.used,
        idle + other.idle,
        opened + other.opened,
        failed + other.failed,
        bytes + other.bytes);
  }
}
