package dev.sluice.examples.proxy;

import dev.sluice.net.Names;
import dev.sluice.net.SockAddr;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** A server that connections are passed on to. All loops share it: any thread. */
public final class Backend {
  private final String name;
  private final List<SockAddr.Inet> addresses;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicBoolean down = new AtomicBoolean();
  private final LongAdder connections = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder probes = new LongAdder();

  /** One that is up; the addresses are tried in this order. */
  public Backend(String name, List<SockAddr.Inet> addresses) {
    this.name = name;
    this.addresses = List.copyOf(addresses);
  }

  /**
   * Looks a back end up.
   *
   * @param target as {@code HOST:PORT}; an IPv6 address stands in brackets
   * @throws IllegalArgumentException when it is none
   * @throws IOException when the name does not resolve, also not in time
   */
  public static Backend resolve(String target, Duration limit)
      throws IOException, InterruptedException {
    int colon = target.lastIndexOf(':');
    String host = target.substring(0, Math.max(0, colon));
    String port = target.substring(colon + 1);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    if (host.isEmpty() || !isPort(port)) {
      throw new IllegalArgumentException("HOST:PORT, the port from 1 to 65535, not " + target);
    }
    List<SockAddr.Inet> found =
        Names.resolve(host, port, limit).stream()
            .filter(SockAddr.Inet.class::isInstance)
            .map(SockAddr.Inet.class::cast)
            .toList();
    return new Backend(target, found);
  }

  private static boolean isPort(String text) {
    try {
      int port = Integer.parseInt(text);
      return port > 0 && port <= 0xffff;
    } catch (NumberFormatException e) {
      return false;
    }
  }

  /** A connection to it begins: it counts from before the connect, or a burst would all go here. */
  public void opened() {
    open.incrementAndGet();
    connections.increment();
  }

  /** A connection that was counted as opened has ended, or never came about. */
  public void closed() {
    open.decrementAndGet();
  }

  /** Whether this call took it down. */
  boolean markDown() {
    return down.compareAndSet(false, true);
  }

  /** Whether this call took it up. */
  boolean markUp() {
    return down.compareAndSet(true, false);
  }

  void countFailure() {
    failures.increment();
  }

  void countProbe() {
    probes.increment();
  }

  /** As on the command line. */
  public String name() {
    return name;
  }

  /** Where it is, the best first. */
  public List<SockAddr.Inet> addresses() {
    return addresses;
  }

  /** Whether connections go there. */
  public boolean isUp() {
    return !down.get();
  }

  /** How many connections it has, those on their way included. */
  public int open() {
    return open.get();
  }

  /** How many connections it was given in all. */
  public long connections() {
    return connections.sum();
  }

  /** How many connects to it failed, probes not counted. */
  public long failures() {
    return failures.sum();
  }

  /** How often it was probed. */
  public long probes() {
    return probes.sum();
  }

  @Override
  public String toString() {
    return name;
  }
}
