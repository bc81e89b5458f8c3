package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** The files of a folder. */
final class Site {
  private final Path root;

  Site(String folder) {
    root = Path.of(folder);
  }

  /** A regular file by its name in a request, taken as it is, without percent-decoding. */
  @Nullable Found find(String target) throws IOException {
    try {
      Path name = Path.of(target.substring(1));
      // Either would lead out of the folder.
      if (name.isAbsolute() || (target + "/").contains("/../")) {
        return null;
      }
      Path path = root.resolve(name);
      BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
      return attributes.isRegularFile() ? new Found(path, attributes) : null;
    } catch (FileSystemException | InvalidPathException e) {
      return null;
    }
  }

  /** Answers a request; the caller closes the answer. */
  FileAnswer answer(FileRequest request) throws IOException {
    if (request.isBad()) {
      return FileAnswer.empty("400 Bad Request", false);
    }
    Found found = find(request.target());
    if (found == null) {
      return FileAnswer.empty("404 Not Found", request.keepAlive());
    }
    return FileAnswer.of(
        FileChannel.open(found.path), found.length(), found.modified(), request.keepAlive());
  }

  /** A file that is there. */
  record Found(Path path, BasicFileAttributes attributes) {
    long length() {
      return attributes.size();
    }

    String modified() {
      return HttpDate.of(attributes.lastModifiedTime().toInstant());
    }
  }
}
