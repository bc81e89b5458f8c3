package dev.sluice.benchmarks.harness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The two cores that a run needs: one for the server, one for the load.
 *
 * @param server what is measured runs here
 * @param client the load, and the harness, which sleeps meanwhile
 */
public record Cores(int server, int client) {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String FIELD = "Cpus_allowed_list:";

  /**
   * {@return the first two that this process may use}
   *
   * @throws UsageException where there are not two
   */
  public static Cores pick() throws IOException {
    String list =
        Files.readString(STATUS)
            .lines()
            .filter(line -> line.startsWith(FIELD))
            .map(line -> line.substring(FIELD.length()).strip())
            .findFirst()
            .orElse("");
    List<Integer> allowed = parse(list);
    if (allowed.size() < 2) {
      throw new UsageException(
          "two cores are needed, one for the server and one for the load; allowed here: " + list);
    }
    return new Cores(allowed.get(0), allowed.get(1));
  }

  static List<Integer> parse(String list) {
    List<Integer> cores = new ArrayList<>();
    for (String range : list.split(",", -1)) {
      if (!range.isBlank()) {
        String[] ends = range.strip().split("-", 2);
        for (int i = Integer.parseInt(ends[0]); i <= Integer.parseInt(ends[ends.length - 1]); i++) {
          cores.add(i);
        }
      }
    }
    return cores;
  }

  /** {@return a command, pinned to a core} */
  static List<String> onCore(int core, List<String> command) {
    return before(List.of("taskset", "-c", Integer.toString(core)), command);
  }

  /**
   * {@return a command in a session of its own}
   *
   * <p>Ctrl-C is for the harness, which ends the others in good order.
   */
  static List<String> apart(List<String> command) {
    return before(List.of("setsid"), command);
  }

  private static List<String> before(List<String> prefix, List<String> command) {
    List<String> all = new ArrayList<>(prefix);
    all.addAll(command);
    return all;
  }
}
