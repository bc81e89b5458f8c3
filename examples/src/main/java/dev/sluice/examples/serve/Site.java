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

/** Finds what a path names in the served folder, and keeps files open. One loop. */
final class Site implements AutoCloseable {
  private static final byte[] INDEX = "index.html".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ITSELF = {'.'};

  private final Directory root;
  private final FileCache cache;
  private final StatxBuf description = new StatxBuf();

  /**
   * Serves a folder.
   *
   * @param root the folder, which belongs to the site from now on
   * @param cache keeps files
   */
  Site(Directory root, FileCache cache) {
    this.root = root;
    this.cache = cache;
  }

  /** What is found. */
  sealed interface Found {}

  /** A regular file, held for the caller, who releases it. */
  record File(Resource resource) implements Found {}

  /** A page made here. */
  @SuppressWarnings("ArrayRecordComponent") // Pages are never compared.
  record Page(byte[] html) implements Found {}

  /** A folder was asked for without its slash. */
  record Moved(String location) implements Found {}

  /** Nothing to serve. */
  record Nothing(Status status) implements Found {}

  Found find(Request request) throws IOException {
    byte[] path = request.path();
    String name = new String(path, StandardCharsets.ISO_8859_1);
    Resource kept = cache.find(name);
    if (kept != null) {
      return new File(kept);
    }
    if (path.length >= PathBuf.PATH_MAX || name.indexOf(0) >= 0) {
      // No file has such a name; the kernel would see what is before the NUL.
      return new Nothing(Status.NOT_FOUND);
    }
    Found found = lookUp(request);
    if (found instanceof Nothing nothing
        && nothing.status == Status.SERVICE_UNAVAILABLE
        && cache.clear()) {
      found = lookUp(request);
    }
    if (found instanceof File file) {
      cache.keep(name, file.resource);
    }
    return found;
  }

  private Found lookUp(Request request) throws IOException {
    byte[] path = request.path();
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

  private Found indexOf(byte[] folder, Fd fd) throws IOException {
    byte[] index = join(folder, INDEX);
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

  private static byte[] join(byte[] path, byte[] suffix) {
    byte[] both = Arrays.copyOf(path, path.length + suffix.length);
    System.arraycopy(suffix, 0, both, path.length, suffix.length);
    return both;
  }

  /** What was just described, and its encoded siblings. */
  private Found file(Fd fd, byte[] path) {
    String type = ContentTypes.of(path);
    Resource resource = new Resource(new OpenFile(fd, description, type, null));
    for (Coding coding : Coding.ALL) {
      byte[] sibling = join(path, coding.suffix.getBytes(StandardCharsets.US_ASCII));
      if (sibling.length < PathBuf.PATH_MAX) {
        addSibling(resource, coding, sibling, type);
      }
    }
    return new File(resource);
  }

  /** One that cannot be had, for whatever reason, is as good as none. */
  private void addSibling(Resource resource, Coding coding, byte[] path, String type) {
    Fd fd = null;
    try {
      fd = open(path);
      Directory.describe(fd, description);
      if ((description.mode() & S_IFMT) == S_IFREG) {
        resource.add(coding, new OpenFile(fd, description, type, coding));
        fd = null;
      }
    } catch (ErrnoException e) {
      // The file as it is will do.
    } finally {
      if (fd != null) {
        fd.close();
      }
    }
  }

  /** Closes the folder and what is kept open of it. */
  @Override
  public void close() {
    cache.close();
    root.close();
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
