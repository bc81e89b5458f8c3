package dev.sluice.examples.proxy;

import dev.sluice.transfer.TransferCounters;
import dev.sluice.transfer.TransferStatistics;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What a proxy has done so far, all loops together. Any thread; counting allocates nothing. */
public final class ProxyStatistics {
  private final List<Backend> backends;
  private final List<Supplier<Pipes>> pipes = new CopyOnWriteArrayList<>();
  private final LongAdder opened = new LongAdder();
  private final LongAdder closed = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Map<Direction, TransferCounters> transfers = new EnumMap<>(Direction.class);
  private final Map<ErrorKind, LongAdder> errors = new EnumMap<>(ErrorKind.class);

  /** Counts from 0, beside what the back ends count themselves. */
  public ProxyStatistics(List<Backend> backends) {
    this.backends = List.copyOf(backends);
    for (Direction each : Direction.values()) {
      transfers.put(each, new TransferCounters());
    }
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

  /** Counts what goes that way. */
  public TransferCounters counters(Direction direction) {
    return Objects.requireNonNull(transfers.get(direction));
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

  /** How many bytes have come from that way's beginning. */
  public long bytes(Direction direction) {
    TransferStatistics its = counters(direction).statistics();
    return its.splicedBytes() + its.copiedBytes();
  }

  /** How often bytes were spliced. */
  public long splices() {
    return sum(TransferStatistics::splices);
  }

  /** How often bytes were copied. */
  public long copies() {
    return sum(TransferStatistics::copies);
  }

  private long sum(ToLongFunction<TransferStatistics> figure) {
    return transfers.values().stream()
        .mapToLong(each -> figure.applyAsLong(each.statistics()))
        .sum();
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
