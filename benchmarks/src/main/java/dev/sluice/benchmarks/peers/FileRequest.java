package dev.sluice.benchmarks.peers;

import java.util.Locale;

/** A GET: what the answer depends on. */
record FileRequest(String target, boolean keepAlive) {
  /** Stands for what is no GET, or none that is understood. */
  static final FileRequest BAD = new FileRequest("", false);

  /** Parses a head without the empty line at its end. */
  static FileRequest parse(String head) {
    String[] lines = head.split("\r\n", -1);
    String[] words = lines[0].split(" ", -1);
    if (words.length != 3 || !words[0].equals("GET") || !words[1].startsWith("/")) {
      return BAD;
    }
    boolean keepAlive = words[2].equals("HTTP/1.1");
    if (!keepAlive && !words[2].equals("HTTP/1.0")) {
      return BAD;
    }
    for (int i = 1; i < lines.length; i++) {
      if (hasBody(lines[i])) {
        // It would be taken for the next request.
        return BAD;
      }
      keepAlive = keepAlive && !closes(lines[i]);
    }
    return new FileRequest(words[1].split("\\?", 2)[0], keepAlive);
  }

  boolean isBad() {
    return target.isEmpty();
  }

  private static boolean hasBody(String line) {
    return isField("Content-Length:", line) || isField("Transfer-Encoding:", line);
  }

  private static boolean closes(String line) {
    return isField("Connection:", line) && line.toLowerCase(Locale.ROOT).contains("close");
  }

  private static boolean isField(String name, String line) {
    return line.regionMatches(true, 0, name, 0, name.length());
  }
}
