package dev.sluice.examples.proxy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What a proxy has done so far, all loops together. Any thread; counting allocates nothing. */
public final class ProxyStatistics {
  private final List<Backend> backends;
  private final List<Supplier<Pipes>> pipes = new CopyOnWriteArrayList<>();
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder splices = new LongAdder();
  private final LongAdder copies = new LongAdder();
  private final LongAdder toBackend = new LongAdder();
  private final LongAdder toClient = new LongAdder();
  private final Map<ErrorKind, LongAdder> errors = new EnumMap<>(ErrorKind.class);

  /** Counts from 0, beside what the back ends count themselves. */
  public ProxyStatistics(List<Backend> backends) {
    this.backends = List.copyOf(backends);
    for (ErrorKind kind : ErrorKind.values()) {
      errors.put(kind, new LongAdder());
    }
  }

  /** Looks at the pipes of one more loop, from any thread. */
  public void addPipes(Supplier<Pipes> figures) {
    pipes.add(figures);
  }

  /** A client has connected. */
  public void connectionOpened() {
    opened.increment();
  }

  /** The connection of a client has ended, however. */
  public void connectionClosed() {
    closed.increment();
  }

  /** A client's connection ends because no back end is up. */
  public void connectionRefused() {
    refused.increment();
  }

  /** A client's connection ends because something failed. */
  public void connectionFailed(ErrorKind kind) {
    LongAdder count = errors.get(kind);
    if (count != null) {
      count.increment();
    }
  }

  /** Bytes have gone on, and the peer's kernel has them. */
  public void moved(Direction direction, long bytes) {
    (direction == Direction.TO_BACKEND ? toBackend : toClient).add(bytes);
  }

  /** Calls of splice that took bytes out of a socket. */
  public void spliced(long calls) {
    splices.add(calls);
  }

  /** Calls of recv that took bytes out of a socket. */
  public void copied(long calls) {
    copies.add(calls);
  }

  /** How many connections of clients there are. */
  public long open() {
    // In this order: one that comes and goes between the two must not make it negative.
    long ended = closed.sum();
    return opened.sum() - ended;
  }

  /** How many connections of clients there were. */
  public long total() {
    return opened.sum();
  }

  /** How many found no back end. */
  public long refused() {
    return refused.sum();
  }

  /** How many ended by a failure. */
  public long failed() {
    return errors.values().stream().mapToLong(LongAdder::sum).sum();
  }

  /** How many ended by a failure of this kind. */
  public long failed(ErrorKind kind) {
    LongAdder count = errors.get(kind);
    return count == null ? 0 : count.sum();
  }

  /** How many bytes have gone that way. */
  public long bytes(Direction direction) {
    return (direction == Direction.TO_BACKEND ? toBackend : toClient).sum();
  }

  /** How often bytes were spliced. */
  public long splices() {
    return splices.sum();
  }

  /** How often bytes were copied. */
  public long copies() {
    return copies.sum();
  }

  /** The pipes of all loops. */
  public Pipes pipes() {
    return pipes.stream().map(Supplier::get).reduce(Pipes.NONE, Pipes::plus);
  }

  /** The back ends. */
  public List<Backend> backends() {
    return backends;
  }

  /** For people: a line for each matter, one for each back end. */
  public String text() {
    return Reports.text(this);
  }

  /** For Prometheus, in its text format. */
  public String metrics() {
    return Reports.metrics(this);
  }
}
