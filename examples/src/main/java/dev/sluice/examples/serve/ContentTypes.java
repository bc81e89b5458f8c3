package dev.sluice.examples.serve;

import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Content types by file name, from the JDK's table. Any thread. */
final class ContentTypes {
  private static final String UNKNOWN = "application/octet-stream";
  private static final int CACHED = 1_000;

  // What the table lacks and browsers insist on, or has under a name of its own.
  private static final Map<String, String> MISSING =
      Map.of(
          ".mjs", "text/javascript",
          ".ico", "image/vnd.microsoft.icon",
          ".avif", "image/avif",
          ".woff", "font/woff",
          ".woff2", "font/woff2",
          ".sh", "text/plain");

  // The JDK looks several properties up for each name.
  private static final Map<String, String> CACHE = new ConcurrentHashMap<>();

  private ContentTypes() {}

  static String of(byte[] path) {
    int dot = path.length - 1;
    while (dot >= 0 && path[dot] != '.' && path[dot] != '/') {
      dot--;
    }
    if (dot < 0 || path[dot] == '/') {
      return UNKNOWN;
    }
    String extension =
        new String(path, dot, path.length - dot, StandardCharsets.ISO_8859_1)
            .toLowerCase(Locale.ROOT);
    String type = CACHE.get(extension);
    if (type == null) {
      String guess = MISSING.get(extension);
      if (guess == null) {
        guess = URLConnection.guessContentTypeFromName("x" + extension);
      }
      type = guess == null ? UNKNOWN : guess;
      // Peers choose the names only among files that are there, yet those may be many.
      if (CACHE.size() < CACHED) {
        CACHE.put(extension, type);
      }
    }
    return type;
  }
}
