package dev.sluice.examples.serve;

import dev.sluice.errno.ErrnoException;
import dev.sluice.io.Directory;
import dev.sluice.reactor.EventLoop;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The served folder as each loop has it: nothing of it is shared between threads. */
final class Sites implements AutoCloseable {
  private final int openFiles;
  private final Duration validity;
  private final Queue<Directory> roots = new ConcurrentLinkedQueue<>();
  private final Map<EventLoop, Site> sites = new ConcurrentHashMap<>();

  Sites(int openFiles, Duration validity) {
    this.openFiles = openFiles;
    this.validity = validity;
  }

  /** Opens the folder once for each loop that will ask. */
  void open(String directory, int loops) throws ErrnoException {
    for (int i = 0; i < loops; i++) {
      roots.add(Directory.open(directory));
    }
  }

  /** The site of a loop, asked for in that loop. */
  Site of(EventLoop loop) {
    return sites.computeIfAbsent(loop, this::make);
  }

  private Site make(EventLoop loop) {
    return new Site(roots.remove(), new FileCache(loop, openFiles, validity));
  }

  /** Once the loops have ended. */
  @Override
  public void close() {
    sites.values().forEach(Site::close);
    roots.forEach(Directory::close);
  }
}
