package dev.sluice.event;

import static dev.sluice.sys.EventConstants.IN_ISDIR;
import static dev.sluice.sys.EventConstants.IN_Q_OVERFLOW;

/**
 * What happened to a file.
 *
 * @param watch the watch that it belongs to; -1 when events were lost
 * @param mask {@code IN_CREATE}, …
 * @param cookie the number that both halves of a rename share, otherwise 0
 * @param name the entry of the folder that it happened to, as UTF-8; empty when it happened to what
 *     is watched itself
 * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
 */
public record InotifyEvent(int watch, int mask, int cookie, String name) {
  /** {@return whether events were lost before this one, which says nothing else} */
  public boolean isOverflow() {
    return (mask & IN_Q_OVERFLOW) != 0;
  }

  /** {@return whether it happened to a folder} */
  public boolean isFolder() {
    return (mask & IN_ISDIR) != 0;
  }
}
