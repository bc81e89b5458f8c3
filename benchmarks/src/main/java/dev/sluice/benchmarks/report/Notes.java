package dev.sluice.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

/** What people wrote about the figures: {@code benchmarks/NOTES.md}. */
final class Notes {
  private static final String HEADING = "### Tried: ";

  private final String text;

  private Notes(String text) {
    this.text = text;
  }

  static Notes read(Path file) throws IOException {
    return new Notes(Files.exists(file) ? Files.readString(file) : "");
  }

  /** {@return what stands under the heading "Tried: row", on one line} */
  String tried(String row) {
    return text.lines()
        .dropWhile(line -> !line.equals(HEADING + row))
        .skip(1)
        .takeWhile(line -> !line.startsWith("#"))
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .collect(Collectors.joining(" "));
  }
}
