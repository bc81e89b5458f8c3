package dev.sluice.sys;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Path;

/** A C program that sends signals as no shell can: with a value, and to each thread. */
final class CSender {
  /**
   * {@code queue PID SIGNAL VALUE} sends one with a value; {@code threads PID ROUNDS SIGNAL…} sends
   * all of them to each thread, as many rounds, and prints how many.
   */
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <dirent.h>
      #include <signal.h>
      #include <stdio.h>
      #include <stdlib.h>
      #include <string.h>
      #include <sys/syscall.h>
      #include <unistd.h>

      static long round_of(int pid, int count, char **signals) {
        char path[64];
        snprintf(path, sizeof path, "/proc/%d/task", pid);
        DIR *tasks = opendir(path);
        long sent = 0;
        if (!tasks) return -1;
        for (struct dirent *task; (task = readdir(tasks));)
          for (int i = 0; atoi(task->d_name) > 0 && i < count; i++)
            if (syscall(SYS_tgkill, pid, atoi(task->d_name), atoi(signals[i])) == 0) sent++;
        closedir(tasks);
        return sent;
      }

      int main(int argc, char **argv) {
        int pid = atoi(argv[2]);
        if (strcmp(argv[1], "queue") == 0) {
          union sigval value = {.sival_int = atoi(argv[4])};
          return sigqueue(pid, atoi(argv[3]), value) == 0 ? 0 : 1;
        }
        long sent = 0;
        for (int round = 0; round < atoi(argv[3]); round++) {
          long more = round_of(pid, argc - 4, argv + 4);
          if (more < 0) return 2;
          sent += more;
        }
        printf("%ld\\n", sent);
        return 0;
      }
      """;

  private CSender() {}

  /** The path of the program. */
  static String compile(Path folder) throws IOException, InterruptedException {
    Tools.require("cc gcc");
    Path source = folder.resolve("sender.c");
    Path program = folder.resolve("sender");
    java.nio.file.Files.writeString(source, SOURCE, US_ASCII);
    Run.output("cc", "-o", program.toString(), source.toString());
    return program.toString();
  }
}
