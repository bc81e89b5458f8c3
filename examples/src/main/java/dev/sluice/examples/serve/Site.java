package dev.sluice.examples.serve;

import static dev.sluice.sys.FileConstants.S_IFDIR;
import static dev.sluice.sys.FileConstants.S_IFMT;
import static dev.sluice.sys.FileConstants.S_IFREG;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.io.Directory;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.StatxBuf;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Finds what a path names in the served folder. One thread. */
final class Site {
  private static final byte[] INDEX = "index.html".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ITSELF = {'.'};

  private final Directory root;
  private final StatxBuf description = new StatxBuf();

  Site(Directory root) {
    this.root = root;
  }

  /** What is found. */
  sealed interface Found {}

  /** A regular file, open; whoever takes it closes it. It was modified at a second of the epoch. */
  record File(Fd fd, long size, long modified, String type) implements Found {}

  /** A page made here. */
  @SuppressWarnings("ArrayRecordComponent") // Pages are never compared.
  record Page(byte[] html) implements Found {}

  /** A folder was asked for without its slash. */
  record Moved(String location) implements Found {}

  /** Nothing to serve. */
  record Nothing(Status status) implements Found {}

  Found find(Request request) throws IOException {
    byte[] path = request.path();
    if (path.length >= PathBuf.PATH_MAX || hasNul(path)) {
      return new Nothing(Status.NOT_FOUND);
    }
    try {
      Fd fd = path.length == 0 ? open(ITSELF) : open(path);
      try {
        Directory.describe(fd, description);
        int type = description.mode() & S_IFMT;
        if (type == S_IFREG) {
          Found file = file(fd, path);
          fd = null;
          return file;
        }
        if (type != S_IFDIR) {
          return new Nothing(Status.FORBIDDEN);
        }
        if (path.length > 0 && path[path.length - 1] != '/') {
          return new Moved("/" + Encoding.path(path) + "/" + request.query());
        }
        return indexOf(path, fd);
      } finally {
        if (fd != null) {
          fd.close();
        }
      }
    } catch (ErrnoException e) {
      return new Nothing(statusOf(e.errno()));
    }
  }

  /** No file has such a name; the kernel would see what is before the NUL. */
  private static boolean hasNul(byte[] path) {
    for (byte b : path) {
      if (b == 0) {
        return true;
      }
    }
    return false;
  }

  private Found indexOf(byte[] folder, Fd fd) throws IOException {
    byte[] index = Arrays.copyOf(folder, folder.length + INDEX.length);
    System.arraycopy(INDEX, 0, index, folder.length, INDEX.length);
    Fd file;
    try {
      if (index.length >= PathBuf.PATH_MAX) {
        return new Nothing(Status.NOT_FOUND);
      }
      file = open(index);
    } catch (ErrnoException e) {
      if (e.errno().equals(Errno.ENOENT)) {
        return new Page(Listing.html(folder, fd));
      }
      throw e;
    }
    try {
      Directory.describe(file, description);
      if ((description.mode() & S_IFMT) == S_IFREG) {
        Found found = file(file, index);
        file = null;
        return found;
      }
      return new Nothing(Status.FORBIDDEN);
    } finally {
      if (file != null) {
        file.close();
      }
    }
  }

  private Fd open(byte[] path) throws ErrnoException {
    return root.openBeneath(path, 0, path.length);
  }

  private Found file(Fd fd, byte[] path) {
    return new File(fd, description.size(), description.mtimeSeconds(), ContentTypes.of(path));
  }

  private static Status statusOf(Errno errno) {
    if (errno.equals(Errno.ENOENT)
        || errno.equals(Errno.ENOTDIR)
        || errno.equals(Errno.ENAMETOOLONG)) {
      return Status.NOT_FOUND;
    }
    if (errno.equals(Errno.EACCES)
        || errno.equals(Errno.EPERM)
        || errno.equals(Errno.EXDEV)
        || errno.equals(Errno.ELOOP)
        || errno.equals(Errno.ENXIO)
        || errno.equals(Errno.ENODEV)) {
      return Status.FORBIDDEN;
    }
    if (errno.equals(Errno.EMFILE) || errno.equals(Errno.ENFILE)) {
      return Status.SERVICE_UNAVAILABLE;
    }
    return Status.INTERNAL_SERVER_ERROR;
  }
}
