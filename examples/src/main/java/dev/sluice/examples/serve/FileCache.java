package dev.sluice.examples.serve;

import dev.sluice.reactor.EventLoop;
import dev.sluice.timer.Timer;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files that stay open between requests, by path: those asked for last, up to a number of
 * descriptors. A path is looked up again when that was done too long ago, so whatever happened to
 * the file is seen then. One loop.
 */
final class FileCache implements AutoCloseable {
  /** For how long nobody need ask for a file until it is closed: its blocks may be wanted. */
  private static final Duration UNUSED = Duration.ofSeconds(5);

  // A file that changed a moment ago may be changing still: it is looked up for each request.
  private static final double RESTED_MILLIS = 2000;

  private static final class Entry {
    private final Resource resource;
    private final boolean rested;
    private final long opened;
    private long used;

    Entry(Resource resource, long now) {
      this.resource = resource;
      this.rested = hasRested(resource);
      this.opened = now;
      this.used = now;
    }

    private static boolean hasRested(Resource resource) {
      double now = System.currentTimeMillis();
      return resource.files().stream()
          .noneMatch(file -> Math.abs(now - file.modifiedMillis()) < RESTED_MILLIS);
    }
  }

  private final EventLoop loop;
  private final int limit;
  private final long validity;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
  private int descriptors;
  private @Nullable Timer sweeper;

  /**
   * Keeps nothing as yet.
   *
   * @param loop where it is used
   * @param limit how many descriptors it may keep
   * @param validity for how long a path is not looked up again
   */
  FileCache(EventLoop loop, int limit, Duration validity) {
    this.loop = loop;
    this.limit = limit;
    this.validity = validity.toNanos();
  }

  /** A file that was looked up lately, held for the caller; null: look it up. */
  @Nullable Resource find(String path) {
    Entry entry = entries.get(path);
    if (entry == null) {
      return null;
    }
    long now = System.nanoTime();
    if (!entry.rested || now - entry.opened >= validity) {
      drop(path);
      return null;
    }
    entry.used = now;
    return entry.resource.hold();
  }

  /** Keeps what was looked up, if it may. */
  void keep(String path, Resource resource) {
    if (resource.descriptors() > limit) {
      return;
    }
    drop(path);
    descriptors += resource.descriptors();
    entries.put(path, new Entry(resource.hold(), System.nanoTime()));
    Iterator<Entry> oldest = entries.values().iterator();
    while (descriptors > limit) {
      let(oldest.next());
      oldest.remove();
    }
    sweepLater();
  }

  private void drop(String path) {
    Entry entry = entries.remove(path);
    if (entry != null) {
      let(entry);
    }
  }

  /** Lets one go; it closes once nobody sends it any more. */
  private void let(Entry entry) {
    descriptors -= entry.resource.descriptors();
    entry.resource.release();
  }

  /** Whether there were any: descriptors that others need more. */
  boolean clear() {
    boolean any = !entries.isEmpty();
    entries.values().forEach(this::let);
    entries.clear();
    return any;
  }

  private void sweepLater() {
    if (sweeper == null) {
      sweeper = loop.schedule(UNUSED, this::sweep);
    } else if (!sweeper.isPending()) {
      loop.reschedule(sweeper, UNUSED);
    }
  }

  private void sweep() {
    long now = System.nanoTime();
    Iterator<Entry> each = entries.values().iterator();
    while (each.hasNext()) {
      Entry entry = each.next();
      if (now - entry.used >= UNUSED.toNanos()) {
        let(entry);
        each.remove();
      }
    }
    if (!entries.isEmpty()) {
      sweepLater();
    }
  }

  /** Closes what it keeps. */
  @Override
  public void close() {
    clear();
  }
}
