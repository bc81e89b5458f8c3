package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_DIRECTORY;
import static dev.sluice.sys.FileConstants.O_RDONLY;

import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Makes the calls that would change this process in another JVM, of root, each so that it succeeds
 * and so that it fails, and tells what they returned.
 */
final class ProcessWideCalls {
  static final int NOBODY = 65534;

  private static final Map<String, Long> RESULTS = new HashMap<>();

  private ProcessWideCalls() {}

  /** What a call returned there: "SETSID ok" or "SETSID fails". */
  static synchronized long result(String which) {
    if (RESULTS.isEmpty()) {
      runAll();
    }
    return Objects.requireNonNull(RESULTS.get(which), which);
  }

  private static void runAll() {
    if (Ids.geteuid() != 0) {
      Tools.missing("root");
    }
    try {
      String backend = "-Dsluice.backend=" + Backend.current().name().toLowerCase(Locale.ROOT);
      List<String> command = Jvm.command(List.of(backend), ProcessWideCalls.class);
      Run.output(command.toArray(String[]::new))
          .lines()
          .map(line -> line.split("=", 2))
          .forEach(pair -> RESULTS.put(pair[0], Long.parseLong(pair[1])));
    } catch (IOException e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** Prints a line for each. */
  public static void main(String[] args) {
    PathBuf missing = PathBuf.of("/no/such/folder");
    PathBuf root = PathBuf.of("/");
    int folder =
        Files.openat2(AT_FDCWD, root, new OpenHow(O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, 0));
    print("CHDIR fails", Credentials.chdir(missing));
    print("CHDIR ok", Credentials.chdir(root));
    print("FCHDIR fails", Credentials.fchdir(-1));
    print("FCHDIR ok", Credentials.fchdir(folder));
    print("UMASK ok", Credentials.umask(0077));
    print("CHROOT fails", Credentials.chroot(missing));
    print("CHROOT ok", Credentials.chroot(root));
    // Into the group that it is in: a leader could not begin a session.
    print("SETPGID ok", Credentials.setpgid(0, Ids.getpgid(0)));
    print("SETSID ok", Credentials.setsid());
    print("SETSID fails", Credentials.setsid());
    print("SETPGID fails", Credentials.setpgid(0, 0));
    print("SETGROUPS ok", Credentials.setgroups(new int[] {NOBODY, NOBODY - 1}));
    print("GETGROUPS fails", Ids.getgroups(new int[1]));
    print("SETRESGID ok", Credentials.setresgid(NOBODY, NOBODY, NOBODY));
    print("SETRESUID ok", Credentials.setresuid(NOBODY, NOBODY, NOBODY));
    print("SETGROUPS fails", Credentials.setgroups(new int[0]));
    print("SETRESGID fails", Credentials.setresgid(0, 0, 0));
    print("SETRESUID fails", Credentials.setresuid(0, 0, 0));
    print("CHROOT not root", Credentials.chroot(root));
    Descriptors.close(folder);
  }

  private static void print(String which, int result) {
    System.out.println(which + "=" + result);
  }
}
