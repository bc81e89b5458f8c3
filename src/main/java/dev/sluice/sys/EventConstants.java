package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code sys/signalfd.h}, {@code sys/pidfd.h} and {@code sys/inotify.h}, for {@link
 * EventDescriptors}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class EventConstants {
  /** Close at exec. */
  public static final int SFD_CLOEXEC = Linux.SFD_CLOEXEC();

  /** Never wait. */
  public static final int SFD_NONBLOCK = Linux.SFD_NONBLOCK();

  /** Waiting for it by waitid never blocks. */
  public static final int PIDFD_NONBLOCK = Linux.PIDFD_NONBLOCK();

  /** Close at exec. */
  public static final int IN_CLOEXEC = Linux.IN_CLOEXEC();

  /** Never wait. */
  public static final int IN_NONBLOCK = Linux.IN_NONBLOCK();

  /** It was read. */
  public static final int IN_ACCESS = Linux.IN_ACCESS();

  /** It was written or truncated. */
  public static final int IN_MODIFY = Linux.IN_MODIFY();

  /** Its permissions, times, links or owner changed. */
  public static final int IN_ATTRIB = Linux.IN_ATTRIB();

  /** It was closed, opened for writing. */
  public static final int IN_CLOSE_WRITE = Linux.IN_CLOSE_WRITE();

  /** It was closed, opened for reading only. */
  public static final int IN_CLOSE_NOWRITE = Linux.IN_CLOSE_NOWRITE();

  /** IN_CLOSE_WRITE and IN_CLOSE_NOWRITE. */
  public static final int IN_CLOSE = Linux.IN_CLOSE();

  /** It was opened. */
  public static final int IN_OPEN = Linux.IN_OPEN();

  /** An entry left the folder, or got another name: the old one. */
  public static final int IN_MOVED_FROM = Linux.IN_MOVED_FROM();

  /** An entry came into the folder, or got another name: the new one. */
  public static final int IN_MOVED_TO = Linux.IN_MOVED_TO();

  /** IN_MOVED_FROM and IN_MOVED_TO. */
  public static final int IN_MOVE = Linux.IN_MOVE();

  /** An entry was made in the folder. */
  public static final int IN_CREATE = Linux.IN_CREATE();

  /** An entry was removed from the folder. */
  public static final int IN_DELETE = Linux.IN_DELETE();

  /** What is watched was removed. */
  public static final int IN_DELETE_SELF = Linux.IN_DELETE_SELF();

  /** What is watched was moved. */
  public static final int IN_MOVE_SELF = Linux.IN_MOVE_SELF();

  /** All of those above. */
  public static final int IN_ALL_EVENTS = Linux.IN_ALL_EVENTS();

  /** Reported: the file system was unmounted. */
  public static final int IN_UNMOUNT = Linux.IN_UNMOUNT();

  /** Reported: events were lost. */
  public static final int IN_Q_OVERFLOW = Linux.IN_Q_OVERFLOW();

  /** Reported: the watch is gone. */
  public static final int IN_IGNORED = Linux.IN_IGNORED();

  /** Reported: it is a folder. */
  public static final int IN_ISDIR = Linux.IN_ISDIR();

  /** Watch it only if it is a folder. */
  public static final int IN_ONLYDIR = Linux.IN_ONLYDIR();

  /** Watch a symbolic link itself. */
  public static final int IN_DONT_FOLLOW = Linux.IN_DONT_FOLLOW();

  /** No events for entries that were removed. */
  public static final int IN_EXCL_UNLINK = Linux.IN_EXCL_UNLINK();

  /** Watched already: add these events to the others. */
  public static final int IN_MASK_ADD = Linux.IN_MASK_ADD();

  /** Watched already: EEXIST. */
  public static final int IN_MASK_CREATE = Linux.IN_MASK_CREATE();

  /** Watch until the first event. */
  public static final int IN_ONESHOT = Linux.IN_ONESHOT();

  private EventConstants() {}
}
