package dev.sluice.examples.proxy;

import dev.sluice.examples.HostAndPort;
import dev.sluice.net.SockAddr;
import dev.sluice.proxyproto.Header;
import dev.sluice.proxyproto.Version;
import dev.sluice.transfer.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a proxy is told on its command line. */
public final class ProxyOptions {
  private static final Duration RESOLVE_LIMIT = Duration.ofSeconds(10);
  private static final int MOST_THREADS = 1024;
  private static final int MOST_SECONDS = 24 * 60 * 60;

  @Option(
      names = "--listen",
      paramLabel = "H:P",
      required = true,
      description =
          "where clients connect; an IPv6 address stands in brackets, port 0 is a free one",
      converter = HostAndPort.class)
  private SockAddr.Inet listen;

  @Option(
      names = "--to",
      paramLabel = "H:P",
      required = true,
      description = "a back end, looked up once at the start; again for further ones")
  private List<String> targets;

  @Option(
      names = "--mode",
      paramLabel = "M",
      defaultValue = "auto",
      description = "splice, copy or auto, the cheaper of both (${DEFAULT-VALUE})")
  private Mode mode;

  @Option(
      names = "--balance",
      paramLabel = "B",
      defaultValue = "roundrobin",
      description = "the next back end: roundrobin or leastconn (${DEFAULT-VALUE})")
  private Balance balance;

  @Option(
      names = "--connect-timeout",
      paramLabel = "S",
      defaultValue = "5",
      description = "seconds within which a back end answers (${DEFAULT-VALUE})")
  private int connectTimeout;

  @Option(
      names = "--idle",
      paramLabel = "S",
      description = "seconds: connections idle for longer are closed (0: never)")
  private int idle;

  @Option(
      names = "--probe",
      paramLabel = "S",
      defaultValue = "2",
      description = "seconds between two probes of a back end that is down (${DEFAULT-VALUE})")
  private int probe;

  @Option(
      names = "--send-proxy",
      paramLabel = "V",
      description = "tells back ends of their clients by the PROXY protocol: v1 or v2")
  private @Nullable Version sendProxy;

  @Option(
      names = "--accept-proxy",
      description = "clients must begin with a header of the PROXY protocol, v1 or v2")
  private boolean acceptProxy;

  @Option(
      names = "--header-timeout",
      paramLabel = "S",
      defaultValue = "5",
      description = "seconds within which that header must come (${DEFAULT-VALUE})")
  private int headerTimeout;

  @Option(
      names = "--stats",
      paramLabel = "H:P",
      description = "shows figures by HTTP: / as text, /metrics for Prometheus",
      converter = HostAndPort.class)
  private SockAddr.@Nullable Inet stats;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "loops that share the address (SO_REUSEPORT), each on a thread (${DEFAULT-VALUE})")
  private int threads;

  /** Made by picocli. */
  public ProxyOptions() {}

  /**
   * Checks what picocli does not.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  public void check() {
    seconds("--connect-timeout", connectTimeout, 1);
    seconds("--idle", idle, 0);
    seconds("--probe", probe, 1);
    seconds("--header-timeout", headerTimeout, 1);
    if (threads < 1 || threads > MOST_THREADS) {
      throw new IllegalArgumentException("--threads is 1 to " + MOST_THREADS + ", not " + threads);
    }
    Set<String> seen = new HashSet<>();
    for (String target : targets) {
      if (!seen.add(target)) {
        throw new IllegalArgumentException("--to " + target + " is given twice");
      }
    }
  }

  private static void seconds(String name, int value, int least) {
    if (value < least || value > MOST_SECONDS) {
      throw new IllegalArgumentException(
          name + " is " + least + " to " + MOST_SECONDS + " seconds, not " + value);
    }
  }

  /**
   * Looks the back ends up, once: it waits.
   *
   * @return new ones, in the order of the command line
   * @throws IllegalArgumentException with the one that is none, or does not resolve
   */
  public List<Backend> resolve() throws InterruptedException {
    List<Backend> found = new ArrayList<>();
    for (String target : targets) {
      try {
        found.add(Backend.resolve(target, RESOLVE_LIMIT));
      } catch (IllegalArgumentException | IOException e) {
        throw new IllegalArgumentException("--to " + target + ": " + e.getMessage(), e);
      }
    }
    return found;
  }

  /** How back ends that are down are probed. */
  public Backends.Probing probing() {
    Header header =
        sendProxy == null ? null : sendProxy == Version.V1 ? Header.v1Unknown() : Header.v2Local();
    return new Backends.Probing(Duration.ofSeconds(probe), connectTimeout(), header);
  }

  /** Where clients connect. */
  public SockAddr.Inet listen() {
    return listen;
  }

  /** How bytes cross. */
  public Mode mode() {
    return mode;
  }

  /** Which back end is next. */
  public Balance balance() {
    return balance;
  }

  /** Within what time a back end answers. */
  public Duration connectTimeout() {
    return Duration.ofSeconds(connectTimeout);
  }

  /** After what time without a byte a connection ends; zero for never. */
  public Duration idle() {
    return Duration.ofSeconds(idle);
  }

  /** How back ends are told of their clients; null for not. */
  public @Nullable Version sendProxy() {
    return sendProxy;
  }

  /** Whether clients begin with a header. */
  public boolean acceptProxy() {
    return acceptProxy;
  }

  /** Within what time it must be there. */
  public Duration headerTimeout() {
    return Duration.ofSeconds(headerTimeout);
  }

  /** Where figures are shown; null for nowhere. */
  public SockAddr.@Nullable Inet stats() {
    return stats;
  }

  /** How many loops. */
  public int threads() {
    return threads;
  }
}
