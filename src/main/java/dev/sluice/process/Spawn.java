package dev.sluice.process;

import static dev.sluice.sys.ProcessConstants.POSIX_SPAWN_RESETIDS;
import static dev.sluice.sys.ProcessConstants.POSIX_SPAWN_SETPGROUP;
import static dev.sluice.sys.ProcessConstants.POSIX_SPAWN_SETSID;
import static dev.sluice.sys.ProcessConstants.POSIX_SPAWN_SETSIGDEF;
import static dev.sluice.sys.ProcessConstants.POSIX_SPAWN_SETSIGMASK;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.ProcessWide;
import dev.sluice.sys.SigSet;
import dev.sluice.sys.SpawnAttributes;
import dev.sluice.sys.SpawnFileActions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts a program, which a JVM cannot by fork.
 *
 * <p>Beside 0, 1 and 2, which it shares, the child gets no descriptors but those that are named
 * here: also those that somebody opened without close-on-exec, as the JDK does its sockets, are
 * closed in it. No signal is blocked in it, unless {@link #blocked} says so: the JVM's threads have
 * some blocked. Signals that this process ignores stay ignored, unless {@link #defaults} says so.
 *
 * <p>One thread at a time; can be started again and again.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
 */
@ProcessWide
public final class Spawn {
  private final String program;
  private final List<String> arguments = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>(System.getenv());
  private final List<Action> actions = new ArrayList<>();
  private final BitSet named = new BitSet();
  private SigSet blocked = new SigSet();
  private SigSet defaults = new SigSet();
  private int flags = POSIX_SPAWN_SETSIGMASK;
  private int group;

  /** One thing that the child does first. */
  private record Action(String call, Object argument, Step step) {
    void addTo(SpawnFileActions all) throws ErrnoException {
      int result = step.addTo(all);
      if (result < 0) {
        throw new ErrnoException("posix_spawn_file_actions_" + call, result, argument);
      }
    }
  }

  private interface Step {
    int addTo(SpawnFileActions all);
  }

  private Spawn(String program) {
    this.program = program;
    arguments.add(program);
  }

  /**
   * Names the program.
   *
   * @param program a path, or a name without a slash that is searched for along {@code PATH}
   * @param arguments those behind the name of the program
   * @return what can be started
   */
  public static Spawn program(String program, String... arguments) {
    Spawn spawn = new Spawn(program);
    spawn.arguments.addAll(List.of(arguments));
    return spawn;
  }

  /** {@return its environment, at first that of this process; may be changed} */
  public Map<String, String> environment() {
    return environment;
  }

  /**
   * Gives the child a descriptor. This, {@link #open}, {@link #close} and {@link #folder} happen in
   * the order in which they were said.
   *
   * @param number its number there
   * @param fd the descriptor, borrowed when it starts
   * @return this
   */
  public Spawn fd(int number, HasFd fd) {
    return add(number, "adddup2", fd, all -> all.adddup2(fd.fd(), number));
  }

  /**
   * Gives the child a descriptor.
   *
   * @param number its number there; the same as here lets the child keep it
   * @param fd the descriptor, borrowed when it starts
   * @return this
   */
  public Spawn fd(int number, int fd) {
    return add(number, "adddup2", fd, all -> all.adddup2(fd, number));
  }

  /**
   * Opens a file in the child.
   *
   * @param number the number that it gets
   * @param file the file
   * @param how {@code O_RDONLY}, …
   * @param mode permissions of a file that is created, otherwise 0
   * @return this
   */
  public Spawn open(int number, Path file, int how, int mode) {
    PathBuf path = PathBuf.of(file.toString());
    return add(number, "addopen", file, all -> all.addopen(number, path, how, mode));
  }

  /**
   * Closes a descriptor in the child.
   *
   * @param number the descriptor
   * @return this
   */
  public Spawn close(int number) {
    return add(number, "addclose", number, all -> all.addclose(number));
  }

  /**
   * Starts the child in a folder. A program that is named by a relative path is looked for there.
   *
   * @param folder its working directory
   * @return this
   */
  public Spawn folder(Path folder) {
    PathBuf path = PathBuf.of(folder.toString());
    actions.add(new Action("addchdir_np", folder, all -> all.addchdir_np(path)));
    return this;
  }

  private Spawn add(int number, String call, Object argument, Step step) {
    if (number < 0) {
      throw new IllegalArgumentException("no descriptor: " + number);
    }
    named.set(number);
    actions.add(new Action(call, argument, step));
    return this;
  }

  /**
   * Lets the child begin a session without a terminal, as a daemon does.
   *
   * @return this
   */
  public Spawn session() {
    flags |= POSIX_SPAWN_SETSID;
    return this;
  }

  /**
   * Puts the child into a process group.
   *
   * @param id a group of this session, or 0 for a new one that the child leads
   * @return this
   */
  public Spawn group(int id) {
    group = id;
    flags |= POSIX_SPAWN_SETPGROUP;
    return this;
  }

  /**
   * Lets the effective user and group of the child be the real ones.
   *
   * @return this
   */
  public Spawn resetIds() {
    flags |= POSIX_SPAWN_RESETIDS;
    return this;
  }

  /**
   * Says which signals the child has blocked.
   *
   * @param signals {@code SIGTERM}, …
   * @return this
   */
  public Spawn blocked(int... signals) {
    blocked = SigSet.of(signals);
    return this;
  }

  /**
   * Says which signals have their default action in the child, though this process ignores them.
   *
   * @param signals {@code SIGPIPE}, …
   * @return this
   */
  public Spawn defaults(int... signals) {
    defaults = SigSet.of(signals);
    flags |= POSIX_SPAWN_SETSIGDEF;
    return this;
  }

  /**
   * Starts it. Waits until the program runs, or could not be run.
   *
   * @return the child
   * @throws ErrnoException ENOENT, EACCES, EAGAIN, EBADF, EPERM
   * @throws IOException when {@code /proc} does not tell which descriptors are open
   * @throws IllegalArgumentException when a text holds a NUL
   * @throws IllegalStateException on a virtual thread
   */
  public Child start() throws IOException {
    Blocking.check("posix_spawn");
    try (SpawnFileActions steps = new SpawnFileActions();
        SpawnAttributes attributes = new SpawnAttributes()) {
      for (Action action : actions) {
        action.addTo(steps);
      }
      OpenDescriptors.closeInChild(named, steps);
      check(attributes.setpgroup(group), "posix_spawnattr_setpgroup");
      check(attributes.setsigmask(blocked), "posix_spawnattr_setsigmask");
      check(attributes.setsigdefault(defaults), "posix_spawnattr_setsigdefault");
      check(attributes.setflags(flags), "posix_spawnattr_setflags");
      return new Child(start(steps, attributes));
    }
  }

  private int start(SpawnFileActions steps, SpawnAttributes attributes) throws ErrnoException {
    PathBuf path = PathBuf.of(program);
    List<String> variables =
        environment.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .toList();
    int pid = dev.sluice.sys.Spawn.posix_spawnp(path, steps, attributes, arguments, variables);
    if (pid < 0) {
      throw new ErrnoException("posix_spawn", pid, program);
    }
    return pid;
  }

  private static void check(int result, String call) throws ErrnoException {
    ErrnoException.check(result, call);
  }
}
