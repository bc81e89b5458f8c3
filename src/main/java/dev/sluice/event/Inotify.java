package dev.sluice.event;

import static dev.sluice.sys.EventConstants.IN_CLOEXEC;
import static dev.sluice.sys.EventConstants.IN_NONBLOCK;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.EventDescriptors;
import dev.sluice.sys.InotifyEvents;
import dev.sluice.sys.Io;
import dev.sluice.sys.PathBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Changes of files as something to wait for: readable when there are some. One thread at a time.
 *
 * <p>The kernel keeps so many and drops the rest; {@link InotifyEvent#isOverflow} tells, and what
 * is watched has to be looked at anew. Names that are no UTF-8 are read from {@link #fd} and walked
 * through by {@link InotifyEvents}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
 */
public final class Inotify implements HasFd, AutoCloseable {
  private static final int ROOM = 16 * 1024;

  /** The most that one event takes: a name of 255 bytes and its NUL behind 16 bytes. */
  private static final int LARGEST = 272;

  private final Fd fd;
  private final MemorySegment room = Arena.ofAuto().allocate(ROOM, Long.BYTES);

  /**
   * Takes one over.
   *
   * @param fd an inotify that never blocks; the caller gives it up
   */
  public Inotify(Fd fd) {
    this.fd = fd;
  }

  /**
   * Makes one that watches nothing.
   *
   * @return the inotify
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static Inotify open() throws ErrnoException {
    int result = EventDescriptors.inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    return new Inotify(Fd.adopt(ErrnoException.check(result, "inotify_init1")));
  }

  /**
   * Watches a file or folder, or changes what it is watched for.
   *
   * @param path where it is, absolute or from the working directory
   * @param mask {@code IN_CREATE}, …
   * @return the watch, the same again for the same file
   * @throws ErrnoException ENOENT, EACCES, ENOSPC (too many watches)
   * @throws IllegalArgumentException when the path holds a NUL or is longer than any path can be
   */
  public int watch(String path, int mask) throws ErrnoException {
    int result = EventDescriptors.inotify_add_watch(fd.number(), PathBuf.of(path), mask);
    if (result < 0) {
      throw new ErrnoException("inotify_add_watch", result, path);
    }
    return result;
  }

  /**
   * Watches no longer; {@code IN_IGNORED} is the last event of the watch.
   *
   * @param watch the watch
   * @throws ErrnoException EINVAL when there is no such watch
   */
  public void unwatch(int watch) throws ErrnoException {
    int result = EventDescriptors.inotify_rm_watch(fd.number(), watch);
    if (result < 0) {
      throw new ErrnoException("inotify_rm_watch", result, watch);
    }
  }

  /**
   * Hands over what happened since the last read; does not wait.
   *
   * @param each gets the events in their order
   * @return how many there were
   * @throws ErrnoException should the kernel refuse
   */
  public int read(Consumer<InotifyEvent> each) throws ErrnoException {
    int count = 0;
    while (true) {
      long filled = Io.read(fd.number(), room);
      if (filled == Errno.WOULD_BLOCK) {
        return count;
      }
      if (filled < 0) {
        throw new ErrnoException("read", filled, "inotify");
      }
      count += decode(filled, each);
      // There was room for another: what came since may be the doing of the one who looked.
      if (filled <= ROOM - LARGEST) {
        return count;
      }
    }
  }

  private int decode(long filled, Consumer<InotifyEvent> each) {
    InotifyEvents events = new InotifyEvents(room, filled);
    int count = 0;
    while (events.next()) {
      String name = new String(events.name(), UTF_8);
      each.accept(new InotifyEvent(events.watch(), events.mask(), events.cookie(), name));
      count++;
    }
    return count;
  }

  /** {@return its descriptor, lent; readable when something happened} */
  @Override
  public int fd() {
    return fd.number();
  }

  @Override
  public void close() {
    fd.close();
  }
}
