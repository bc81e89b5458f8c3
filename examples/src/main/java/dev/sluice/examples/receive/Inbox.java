package dev.sluice.examples.receive;

import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_EXCL;
import static dev.sluice.sys.FileConstants.O_NOFOLLOW;
import static dev.sluice.sys.FileConstants.O_WRONLY;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.io.Directory;
import dev.sluice.io.RegularFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The folder that uploads go to. A file is written under a hidden name, {@code .upload-….part}, and
 * gets its own when it is whole: nobody ever sees a half one. Any thread.
 */
final class Inbox implements AutoCloseable {
  private static final int MODE = 0666;
  private static final int TRIES = 8;

  private final Directory directory;
  private final Path folder;
  private final boolean fsync;
  private final Set<String> names = ConcurrentHashMap.newKeySet();

  private Inbox(Directory directory, Path folder, boolean fsync) {
    this.directory = directory;
    this.folder = folder;
    this.fsync = fsync;
  }

  /** A file on its way. */
  record Part(String name, Path path, RegularFile file) {}

  /**
   * Opens a folder, and tries whether files can be made there.
   *
   * @param fsync whether the disk must have a file before it gets its name
   * @throws IOException says in a line what is wrong
   */
  static Inbox open(String name, boolean fsync) throws IOException {
    Directory directory = Directory.open(name);
    try {
      Inbox inbox = new Inbox(directory, Path.of(name).toRealPath(), fsync);
      inbox.discard(inbox.create("trial"));
      return inbox;
    } catch (ErrnoException e) {
      directory.close();
      throw new FileSystemException(name, null, "no files can be made there: " + e.errno());
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  boolean fsync() {
    return fsync;
  }

  /**
   * Makes a file.
   *
   * @param name what it will be called; taken until the file is published or discarded
   * @throws FileAlreadyExistsException when the name is taken
   * @throws ErrnoException ENOSPC, EDQUOT, EMFILE, …
   */
  Part create(String name) throws IOException {
    if (Files.exists(resolve(name), LinkOption.NOFOLLOW_LINKS) || !names.add(name)) {
      throw new FileAlreadyExistsException(name);
    }
    try {
      return createHidden(name);
    } catch (IOException e) {
      names.remove(name);
      throw e;
    }
  }

  private Path resolve(String name) throws IOException {
    try {
      return folder.resolve(name);
    } catch (InvalidPathException e) {
      throw new FileSystemException(name, null, "a name that this server's locale cannot write");
    }
  }

  private Part createHidden(String name) throws IOException {
    for (int tries = 1; ; tries++) {
      long number = ThreadLocalRandom.current().nextLong();
      Path path = folder.resolve(".upload-" + Long.toHexString(number) + ".part");
      try {
        int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;
        return new Part(name, path, RegularFile.open(path.toString(), flags, MODE));
      } catch (ErrnoException e) {
        if (!e.errno().equals(Errno.EEXIST) || tries == TRIES) {
          throw e;
        }
      }
    }
  }

  /**
   * Gives a whole file its name, and closes it; or removes it. Waits for the disk where that was
   * wanted.
   *
   * @throws FileAlreadyExistsException when the name was taken meanwhile
   * @throws IOException EIO, ENOSPC, EDQUOT, …
   */
  void publish(Part part) throws IOException {
    try {
      if (fsync) {
        part.file.sync();
      }
      name(part.path, resolve(part.name));
    } finally {
      discard(part);
    }
    if (fsync) {
      syncFolder(part);
    }
  }

  /** By a link, which never replaces a file as a rename would; where there are none, by that. */
  private static void name(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException | UnsupportedOperationException e) {
      if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileAlreadyExistsException(to.toString());
      }
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  private void syncFolder(Part part) throws IOException {
    int result;
    do {
      result = dev.sluice.sys.Files.fsync(directory.fd());
    } while (result == Errno.INTERRUPTED);
    if (result < 0) {
      Files.deleteIfExists(resolve(part.name));
      throw new ErrnoException("fsync", result, folder);
    }
  }

  /** Removes a file that is not whole. Does nothing to one that has its name. */
  void discard(Part part) {
    part.file.close();
    try {
      Files.deleteIfExists(part.path);
    } catch (IOException e) {
      System.err.println("receive: cannot remove " + e.getMessage());
    }
    names.remove(part.name);
  }

  @Override
  public void close() {
    directory.close();
  }
}
