package dev.sluice.process;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Credentials;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.ProcessConstants;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/**
 * Gives up being root, tries to come back, and says what happened; then waits for a line, so that
 * it can be looked at from outside. {@link PrivilegesTest} runs it.
 */
final class Dropped {
  private static final int NOBODY = 65534;

  private Dropped() {}

  /** Takes the folder to be shut into, or nothing. */
  public static void main(String[] args) throws Exception {
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    Preload.all();
    CountDownLatch end = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      threads.add(Thread.ofPlatform().daemon().start(() -> await(end)));
    }
    // Linked here: nothing that the JVM needs is to be found in a folder that is empty.
    tryAll();
    Account account = new Account(NOBODY, NOBODY, List.of(NOBODY, NOBODY - 1));
    if (args.length == 0) {
      Privileges.drop(account);
    } else {
      Privileges.dropInto(Path.of(args[0]), account);
      System.out.println("root=" + Arrays.toString(new File("/").list()));
    }
    tryAll();
    Thread other = Thread.ofPlatform().start(Dropped::tryAll);
    other.join();
    System.out.println("dropped");
    System.out.flush();
    in.readLine();
    end.countDown();
    System.out.println("threads=" + threads.size());
  }

  /** With ids that are there anyway at first, and with root's afterwards. */
  private static void tryAll() {
    System.out.println("setresuid=" + Credentials.setresuid(-1, 0, -1));
    System.out.println("setresgid=" + Credentials.setresgid(-1, 0, -1));
    System.out.println("setgroups=" + Credentials.setgroups(new int[] {0}));
    System.out.println("chroot=" + Credentials.chroot(PathBuf.of("/")));
    tell("drop", () -> drop());
    tell("limit", () -> raise());
    tell("descriptors", () -> lower());
  }

  private static String drop() throws IOException {
    if (dev.sluice.sys.Ids.geteuid() == 0) {
      return "is root";
    }
    Privileges.drop(NOBODY, NOBODY);
    return "again";
  }

  /** Raises a hard limit. */
  private static String raise() throws IOException {
    Limit old = Limits.get(ProcessConstants.RLIMIT_CORE);
    Limits.set(ProcessConstants.RLIMIT_CORE, Limit.fixed(0));
    if (dev.sluice.sys.Ids.geteuid() == 0) {
      return "is root";
    }
    Limits.set(ProcessConstants.RLIMIT_CORE, new Limit(0, 4096));
    return "raised from " + old;
  }

  private static String lower() throws IOException {
    Limit old =
        Limits.set(
            ProcessConstants.RLIMIT_NOFILE, Limits.get(ProcessConstants.RLIMIT_NOFILE).withSoft(0));
    try (FileInputStream file = new FileInputStream("/")) {
      return "opened " + file;
    } catch (IOException e) {
      return "none";
    } finally {
      Limits.set(ProcessConstants.RLIMIT_NOFILE, old);
    }
  }

  private static void tell(String what, Callable<String> attempt) {
    String said;
    try {
      said = attempt.call();
    } catch (ErrnoException e) {
      said = e.errno().name();
    } catch (Exception e) {
      said = e.toString();
    }
    System.out.println(what + "=" + said);
  }

  private static void await(CountDownLatch end) {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
