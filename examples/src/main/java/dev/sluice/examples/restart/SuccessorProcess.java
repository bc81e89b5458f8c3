package dev.sluice.examples.restart;

import static dev.sluice.sys.SignalConstants.SIGKILL;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.PidFd;
import dev.sluice.net.SeqPacket;
import dev.sluice.process.Child;
import dev.sluice.process.Spawn;
import dev.sluice.sys.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The successor that a process starts itself, as it was started itself: JVM, options, arguments.
 */
final class SuccessorProcess {
  private static final int NUMBER = 3;

  private final Child child;

  private SuccessorProcess(Child child) {
    this.child = child;
  }

  /** Starts it; {@code its} end of a pair is lent meanwhile. */
  static SuccessorProcess start(SeqPacket its) throws IOException {
    List<String> command = commandLine(Files.readAllBytes(Path.of("/proc/self/cmdline")));
    String[] arguments = command.subList(1, command.size()).toArray(String[]::new);
    Spawn spawn = Spawn.program(command.getFirst(), arguments).fd(NUMBER, its);
    spawn.environment().put(Inheritance.VARIABLE, NUMBER + ":" + Ids.getpid());
    // Their descriptors are not handed over this way.
    List.of("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES").forEach(spawn.environment()::remove);
    SuccessorProcess successor = new SuccessorProcess(spawn.start());
    Thread.ofPlatform().daemon().name("successor").start(successor::reap);
    return successor;
  }

  /** Each argument ends with a NUL. */
  static List<String> commandLine(byte[] cmdline) throws IOException {
    String text = new String(cmdline, UTF_8);
    if (text.isEmpty() || !text.endsWith("\0")) {
      throw new IOException("/proc/self/cmdline does not tell how this process was started");
    }
    return List.of(text.substring(0, text.length() - 1).split("\0", -1));
  }

  /** It is no child of anybody else's, and must not stay a zombie while this process drains. */
  private void reap() {
    try {
      child.await();
    } catch (ErrnoException e) {
      // ECHILD: the kernel has forgotten it already.
    }
  }

  int pid() {
    return child.pid();
  }

  /** It failed, and might not know. */
  void kill() {
    try (PidFd process = PidFd.open(child.pid())) {
      process.send(SIGKILL);
    } catch (ErrnoException e) {
      // It has ended.
    }
  }
}
