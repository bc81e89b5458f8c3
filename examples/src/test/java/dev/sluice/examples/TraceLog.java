package dev.sluice.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What {@code strace -D -f -q -y -o FILE} wrote about a server. */
public final class TraceLog {
  /**
   * A system call.
   *
   * @param name its name
   * @param arguments as strace prints them, descriptors with what they stand for
   * @param result what it returned; -1 for errors and what has no number
   */
  public record Call(String name, String arguments, long result) {}

  private static final Pattern CALL =
      Pattern.compile("(\\w+)\\((.*)\\)\\s+= (-?\\d+|\\?|0x\\w+).*");
  private static final Pattern BEGIN = Pattern.compile("(.*) <unfinished \\.\\.\\.>");
  private static final Pattern END = Pattern.compile("<\\.\\.\\. \\w+ resumed>(.*)");

  private TraceLog() {}

  /** Reads all calls, once the traced process has ended. */
  public static List<Call> read(Path file, long pid) throws IOException {
    // The tracer is a process of its own, which ends a little after its tracee.
    Pattern last = Pattern.compile("^" + pid + " +\\+\\+\\+ exited with", Pattern.MULTILINE);
    Await.until(
        Duration.ofSeconds(60),
        () -> last.matcher(Files.readString(file)).find(),
        () -> "the trace has no end");
    List<Call> calls = new ArrayList<>();
    Map<String, String> begun = new HashMap<>();
    for (String line : Files.readAllLines(file)) {
      String[] words = line.split("\\s+", 2);
      String text = words[1];
      Matcher begin = BEGIN.matcher(text);
      Matcher end = END.matcher(text);
      if (begin.matches()) {
        begun.put(words[0], begin.group(1));
        continue;
      }
      if (end.matches()) {
        text = begun.remove(words[0]) + end.group(1);
      }
      Matcher call = CALL.matcher(text);
      if (call.matches()) {
        calls.add(new Call(call.group(1), call.group(2), number(call.group(3))));
      } else if (!text.startsWith("+++") && !text.startsWith("---")) {
        throw new AssertionError("not understood: " + line);
      }
    }
    return calls;
  }

  private static long number(String result) {
    return result.startsWith("0x") || result.equals("?") ? -1 : Long.parseLong(result);
  }
}
