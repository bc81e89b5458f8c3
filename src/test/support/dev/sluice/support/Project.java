package dev.sluice.support;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the project, wherever the tests are started from. */
public final class Project {
  private static final Path ROOT = find();

  private Project() {}

  /** A file or folder that must be there, by its path from the top of the project. */
  public static Path file(String path) {
    Path file = ROOT.resolve(path);
    if (!Files.exists(file)) {
      throw new AssertionError(file + " is missing");
    }
    return file;
  }

  private static Path find() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isDirectory(folder.resolve("native/jextract"))) {
        return folder;
      }
    }
    throw new AssertionError("no folder above " + start + " is the top of the project");
  }
}
