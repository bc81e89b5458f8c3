package dev.sluice.sys;

import static dev.sluice.sys.EventConstants.IN_ALL_EVENTS;
import static dev.sluice.sys.EventConstants.IN_CLOEXEC;
import static dev.sluice.sys.EventConstants.IN_CLOSE_NOWRITE;
import static dev.sluice.sys.EventConstants.IN_CLOSE_WRITE;
import static dev.sluice.sys.EventConstants.IN_CREATE;
import static dev.sluice.sys.EventConstants.IN_DELETE;
import static dev.sluice.sys.EventConstants.IN_DELETE_SELF;
import static dev.sluice.sys.EventConstants.IN_IGNORED;
import static dev.sluice.sys.EventConstants.IN_ISDIR;
import static dev.sluice.sys.EventConstants.IN_MASK_CREATE;
import static dev.sluice.sys.EventConstants.IN_MODIFY;
import static dev.sluice.sys.EventConstants.IN_MOVED_FROM;
import static dev.sluice.sys.EventConstants.IN_MOVED_TO;
import static dev.sluice.sys.EventConstants.IN_NONBLOCK;
import static dev.sluice.sys.EventConstants.IN_ONESHOT;
import static dev.sluice.sys.EventConstants.IN_ONLYDIR;
import static dev.sluice.sys.EventConstants.IN_OPEN;
import static dev.sluice.sys.EventConstants.IN_Q_OVERFLOW;
import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.Files.createDirectory;
import static java.nio.file.Files.createFile;
import static java.nio.file.Files.delete;
import static java.nio.file.Files.move;
import static java.nio.file.Files.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** inotify against real files. */
@Bounded
class InotifyTest {
  private static final int LONGEST_NAME = 255;

  record Event(int watch, int mask, int cookie, String name) {}

  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private int inotify;

  @BeforeEach
  void open() {
    inotify = owned.add(EventDescriptors.inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
  }

  @Test
  void whatHappensInAFolderIsToldInOrder() throws Exception {
    int watch = watch(folder, IN_CREATE | IN_MODIFY | IN_CLOSE_WRITE | IN_DELETE);

    Path file = createFile(folder.resolve("file"));
    write(file, new byte[1]);
    createDirectory(folder.resolve("inner"));
    delete(file);

    assertThat(events(4096))
        .containsExactly(
            new Event(watch, IN_CREATE, 0, "file"),
            new Event(watch, IN_CLOSE_WRITE, 0, "file"),
            new Event(watch, IN_MODIFY, 0, "file"),
            new Event(watch, IN_CLOSE_WRITE, 0, "file"),
            new Event(watch, IN_CREATE | IN_ISDIR, 0, "inner"),
            new Event(watch, IN_DELETE, 0, "file"));
  }

  @Test
  void theHalvesOfARenameShareACookie() throws Exception {
    Path file = createFile(folder.resolve("from"));
    watch(folder, EventConstants.IN_MOVE);

    move(file, folder.resolve("to"));

    List<Event> events = events(4096);
    assertThat(events).extracting(Event::mask).containsExactly(IN_MOVED_FROM, IN_MOVED_TO);
    assertThat(events).extracting(Event::name).containsExactly("from", "to");
    assertThat(events.get(0).cookie()).isNotZero().isEqualTo(events.get(1).cookie());
  }

  @Test
  void whatIsWatchedItselfHasNoName() throws Exception {
    Path file = createFile(folder.resolve("file"));
    int watch = watch(file, IN_DELETE_SELF | IN_OPEN);

    owned.close(owned.file(file, O_RDONLY));
    delete(file);

    assertThat(events(4096))
        .containsExactly(
            new Event(watch, IN_OPEN, 0, ""),
            new Event(watch, IN_DELETE_SELF, 0, ""),
            new Event(watch, IN_IGNORED, 0, ""));
  }

  /** The least room is what the longest name needs: one event at a time. */
  @ParameterizedTest
  @ValueSource(ints = {16 + 256, 300, 1000, 64 * 1024})
  void namesOfEveryLengthAreWhole(int room) throws Exception {
    watch(folder, IN_CREATE);
    List<String> names = new ArrayList<>();
    for (int length = 1; length <= LONGEST_NAME; length++) {
      String name = "n".repeat(length);
      createFile(folder.resolve(name));
      names.add(name);
    }

    assertThat(events(room)).extracting(Event::name).isEqualTo(names);
  }

  @Test
  void lessRoomThanTheNextEventNeedsIsAnErrno() throws Exception {
    watch(folder, IN_CREATE);
    createFile(folder.resolve("n".repeat(LONGEST_NAME)));

    assertThat(Io.read(inotify, arena.allocate(16 + 255))).isEqualTo(-Errno.EINVAL.number());
    assertThat(events(4096)).hasSize(1);
  }

  @Test
  void eventsThatWereLostAreTold() throws Exception {
    int most = mostQueued();
    Path file = createFile(folder.resolve("file"));
    int watch = watch(file, IN_OPEN | IN_CLOSE_NOWRITE);

    // Two unlike events each: alike ones in a row are merged.
    for (int i = 0; i <= most / 2; i++) {
      owned.close(owned.file(file, O_RDONLY));
    }

    List<Event> events = events(64 * 1024);
    assertThat(events).hasSize(most + 1);
    assertThat(events.get(most)).isEqualTo(new Event(-1, IN_Q_OVERFLOW, 0, ""));
    assertThat(events.subList(0, most)).allMatch(event -> event.watch() == watch);
    owned.close(owned.file(file, O_RDONLY));
    assertThat(events(4096)).as("it goes on").hasSize(2);
  }

  @Test
  void aWatchEndsWhenItIsRemovedOrHasDoneItsOneShot() throws Exception {
    int first = watch(folder, IN_CREATE);
    assertThat(watch(folder, IN_DELETE)).as("the same again").isEqualTo(first);
    createFile(folder.resolve("nobody looks"));
    assertThat(EventDescriptors.inotify_rm_watch(inotify, first)).isZero();
    assertThat(events(4096)).containsExactly(new Event(first, IN_IGNORED, 0, ""));

    int second = watch(folder, IN_CREATE | IN_ONESHOT);
    createFile(folder.resolve("one"));
    createFile(folder.resolve("two"));
    assertThat(events(4096))
        .containsExactly(
            new Event(second, IN_CREATE, 0, "one"), new Event(second, IN_IGNORED, 0, ""));
  }

  @Test
  void theySayWhatIsWrong() throws Exception {
    Path file = createFile(folder.resolve("file"));
    int watch = watch(file, IN_ALL_EVENTS);

    assertThat(Descriptors.fcntl(inotify, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(EventDescriptors.inotify_init1(1)).isEqualTo(-Errno.EINVAL.number());
    assertThat(add(inotify, folder.resolve("nothing"), IN_CREATE))
        .isEqualTo(-Errno.ENOENT.number());
    assertThat(add(inotify, file, IN_CREATE | IN_ONLYDIR)).isEqualTo(-Errno.ENOTDIR.number());
    assertThat(add(inotify, file, IN_CREATE | IN_MASK_CREATE)).isEqualTo(-Errno.EEXIST.number());
    assertThat(add(inotify, file, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(add(owned.pipe(0).first(), file, IN_CREATE)).isEqualTo(-Errno.EINVAL.number());
    assertThat(add(owned.closedOne(), file, IN_CREATE)).isEqualTo(-Errno.EBADF.number());
    assertThat(EventDescriptors.inotify_rm_watch(inotify, watch + 1))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.inotify_rm_watch(owned.closedOne(), watch))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(Io.read(inotify, arena.allocate(4096))).isEqualTo(Errno.WOULD_BLOCK);
  }

  /** Read at once: the kernel gives the number to the first read, and nothing to the next. */
  private int mostQueued() {
    MemorySegment text = arena.allocate(32);
    int fd = owned.file(Path.of("/proc/sys/fs/inotify/max_queued_events"), O_RDONLY);
    long length = Io.read(fd, text);
    return Integer.parseInt(Canary.text(text, 0, length).strip());
  }

  private int watch(Path path, int mask) {
    int watch = add(inotify, path, mask);
    assertThat(watch).isPositive();
    return watch;
  }

  private static int add(int fd, Path path, int mask) {
    return EventDescriptors.inotify_add_watch(fd, PathBuf.of(path.toString()), mask);
  }

  /** What there is, read with so much room at a time. */
  private List<Event> events(int size) {
    List<Event> all = new ArrayList<>();
    Canary room = Canary.around(arena, size);
    MemorySegment target = room.target();
    long filled = Io.read(inotify, target);
    for (; filled > 0; filled = Io.read(inotify, target)) {
      InotifyEvents events = new InotifyEvents(target, filled);
      while (events.next()) {
        String name = new String(events.name(), ISO_8859_1);
        all.add(new Event(events.watch(), events.mask(), events.cookie(), name));
      }
    }
    assertThat(filled).isEqualTo(Errno.WOULD_BLOCK);
    room.assertIntactAround();
    return all;
  }
}
