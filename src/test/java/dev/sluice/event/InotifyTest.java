package dev.sluice.event;

import static dev.sluice.sys.EventConstants.IN_CREATE;
import static dev.sluice.sys.EventConstants.IN_DELETE;
import static dev.sluice.sys.EventConstants.IN_IGNORED;
import static dev.sluice.sys.EventConstants.IN_ISDIR;
import static dev.sluice.sys.EventConstants.IN_MOVE;
import static dev.sluice.sys.EventConstants.IN_MOVED_FROM;
import static dev.sluice.sys.EventConstants.IN_MOVED_TO;
import static dev.sluice.sys.EventConstants.IN_NONBLOCK;
import static dev.sluice.sys.EventConstants.IN_OPEN;
import static dev.sluice.sys.EventConstants.IN_Q_OVERFLOW;
import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.support.Run;
import dev.sluice.sys.EventDescriptors;
import dev.sluice.sys.OpenHow;
import dev.sluice.sys.PathBuf;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class InotifyTest {
  @TempDir private Path folder;

  @SuppressWarnings("NullAway.Init") // Made anew for each test.
  private Inotify inotify;

  @BeforeEach
  void open() throws Exception {
    inotify = Inotify.open();
  }

  @AfterEach
  void close() {
    inotify.close();
  }

  private List<InotifyEvent> read() throws Exception {
    List<InotifyEvent> events = new ArrayList<>();
    assertThat(inotify.read(events::add)).isEqualTo(events.size());
    return events;
  }

  @Test
  void whatHappensInAFolderIsToldInOrder() throws Exception {
    int watch = inotify.watch(folder.toString(), IN_CREATE | IN_MOVE | IN_DELETE);
    assertThat(read()).isEmpty();

    Files.createDirectory(folder.resolve("inner"));
    Path file = Files.createFile(folder.resolve("from"));
    Files.move(file, folder.resolve("to"));
    Files.delete(folder.resolve("to"));

    List<InotifyEvent> events = read();
    int cookie = events.get(2).cookie();
    assertThat(events)
        .containsExactly(
            new InotifyEvent(watch, IN_CREATE | IN_ISDIR, 0, "inner"),
            new InotifyEvent(watch, IN_CREATE, 0, "from"),
            new InotifyEvent(watch, IN_MOVED_FROM, cookie, "from"),
            new InotifyEvent(watch, IN_MOVED_TO, cookie, "to"),
            new InotifyEvent(watch, IN_DELETE, 0, "to"));
    assertThat(events).extracting(InotifyEvent::isFolder).startsWith(true, false);
    assertThat(events).noneMatch(InotifyEvent::isOverflow);
  }

  /** The JDK would encode the name as the locale has it. */
  @Test
  void namesAreUtf8() throws Exception {
    inotify.watch(folder.toString(), IN_CREATE);
    PathBuf path = PathBuf.of(folder + "/smörgås");
    OpenHow create = new OpenHow(O_RDWR | O_CREAT | O_CLOEXEC, 0600, 0);
    Fd.adopt(dev.sluice.sys.Files.openat2(AT_FDCWD, path, create)).close();

    assertThat(read()).extracting(InotifyEvent::name).containsExactly("smörgås");
    Run.output("find", folder.toString(), "-type", "f", "-delete");
  }

  /** More than one read holds. */
  @Test
  void manyEventsWithTheLongestNamesAreAllTold() throws Exception {
    inotify.watch(folder.toString(), IN_CREATE);
    List<String> names = new ArrayList<>();
    for (int i = 1000; i < 1300; i++) {
      String name = i + "n".repeat(251);
      names.add(name);
      Files.createFile(folder.resolve(name));
    }

    assertThat(read()).extracting(InotifyEvent::name).isEqualTo(names);
  }

  @Test
  void itIsReadableWhenSomethingHappened() throws Exception {
    try (Epoll epoll = Epoll.open(1)) {
      epoll.add(inotify.fd(), EPOLLIN, 0);
      inotify.watch(folder.toString(), IN_CREATE);
      assertThat(epoll.await(0)).isZero();

      Files.createFile(folder.resolve("file"));

      assertThat(epoll.await(-1)).isEqualTo(1);
      assertThat(read()).hasSize(1);
      assertThat(epoll.await(0)).isZero();
    }
  }

  /** What the one who looks causes by that comes with the next read, or this one would not end. */
  @Test
  void lookingAtWhatHappenedEnds() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    inotify.watch(file.toString(), IN_OPEN);
    Files.readAllBytes(file);

    int count =
        inotify.read(
            event -> {
              try {
                Files.readAllBytes(file);
              } catch (java.io.IOException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(count).isEqualTo(1);
    assertThat(read()).hasSize(1);
  }

  @Test
  void lostEventsAreTold() throws Exception {
    int most =
        Integer.parseInt(Run.output("cat", "/proc/sys/fs/inotify/max_queued_events").strip());
    Path[] files = {
      Files.createFile(folder.resolve("one")), Files.createFile(folder.resolve("two"))
    };
    inotify.watch(folder.toString(), IN_OPEN);

    for (int i = 0; i <= most; i++) {
      Files.newByteChannel(files[i % 2]).close();
    }

    List<InotifyEvent> events = read();
    assertThat(events).hasSize(most + 1);
    assertThat(events.get(most)).isEqualTo(new InotifyEvent(-1, IN_Q_OVERFLOW, 0, ""));
    assertThat(events).filteredOn(InotifyEvent::isOverflow).hasSize(1);
  }

  @Test
  void aWatchEnds() throws Exception {
    int watch = inotify.watch(folder.toString(), IN_CREATE);
    inotify.unwatch(watch);

    assertThat(read()).containsExactly(new InotifyEvent(watch, IN_IGNORED, 0, ""));
    assertThatThrownBy(() -> inotify.unwatch(watch))
        .hasMessage("inotify_rm_watch(" + watch + "): " + Errno.EINVAL);
  }

  @Test
  void whatIsWrongIsAnErrno() {
    String nothing = folder.resolve("nothing").toString();

    assertThatThrownBy(() -> inotify.watch(nothing, IN_CREATE))
        .hasMessage("inotify_add_watch(" + nothing + "): " + Errno.ENOENT);
    assertThatIllegalArgumentException().isThrownBy(() -> inotify.watch("a\0b", IN_CREATE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> inotify.watch("x".repeat(4096), IN_CREATE));
  }

  @Test
  void oneIsAdoptedByItsNumber() throws Exception {
    int number = EventDescriptors.inotify_init1(IN_NONBLOCK);
    try (Inotify adopted = new Inotify(Fd.adopt(number))) {
      adopted.watch(folder.toString(), IN_CREATE);
      assertThat(adopted.fd()).isEqualTo(number);
      assertThat(adopted.read(event -> {})).isZero();
    }
  }
}
