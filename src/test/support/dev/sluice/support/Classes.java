package dev.sluice.support;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What classes there are. */
public final class Classes {
  private Classes() {}

  /**
   * The top-level classes that were compiled together with one, into the same package; none is
   * initialised by that.
   */
  public static List<Class<?>> besides(Class<?> neighbour)
      throws IOException, ClassNotFoundException {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : fileNames(neighbour)) {
      if (name.endsWith(".class") && !name.contains("$") && !name.startsWith("package-info")) {
        String simple = name.substring(0, name.indexOf('.'));
        String full = neighbour.getPackageName() + "." + simple;
        classes.add(Class.forName(full, false, neighbour.getClassLoader()));
      }
    }
    return classes;
  }

  private static List<String> fileNames(Class<?> neighbour) throws IOException {
    Path home;
    try {
      home = Path.of(neighbour.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
    String folder = neighbour.getPackageName().replace('.', '/');
    if (Files.isDirectory(home)) {
      return fileNames(home.resolve(folder));
    }
    try (FileSystem jar = FileSystems.newFileSystem(home)) {
      return fileNames(jar.getPath(folder));
    }
  }

  private static List<String> fileNames(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
