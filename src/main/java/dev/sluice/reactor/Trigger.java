package dev.sluice.reactor;

/**
 * When a descriptor that is ready is reported.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public enum Trigger {
  /** As long as it is ready. */
  LEVEL,
  /** When it becomes ready, once: what is not used up is remembered by the channel. */
  EDGE,
  /** As long as it is ready, once; then it is armed anew, which costs a call per event. */
  ONESHOT
}
