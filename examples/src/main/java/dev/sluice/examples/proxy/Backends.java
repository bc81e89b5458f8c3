package dev.sluice.examples.proxy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.proxyproto.Header;
import dev.sluice.reactor.ClientOptions;
import dev.sluice.reactor.Connection;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.Input;
import dev.sluice.reactor.TcpClient;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Chooses among back ends, for the connections of one loop. A back end that cannot be connected to
 * is left out, and probed by the loop that found it out until it answers.
 *
 * <p>In its loop. The back ends are shared: what one loop finds out holds for all.
 */
public final class Backends {
  private final EventLoop loop;
  private final List<Backend> all;
  private final Balance balance;
  private final Probing probing;
  private final Consumer<String> log;
  private int last;

  /**
   * How a back end that is down is probed.
   *
   * @param interval the time between two probes
   * @param limit how long a connect may take
   * @param header what a connection that comes about says before it ends: back ends that expect a
   *     header log connections without one; null for nothing
   */
  public record Probing(Duration interval, Duration limit, @Nullable Header header) {}

  /**
   * Chooses by a loop.
   *
   * @param all at least one, shared with other loops
   * @param first which is the first, so that the loops do not all begin with the same; any number
   * @param log gets a line when a back end goes down or comes up
   */
  public Backends(
      EventLoop loop,
      List<Backend> all,
      int first,
      Balance balance,
      Probing probing,
      Consumer<String> log) {
    if (all.isEmpty()) {
      throw new IllegalArgumentException("no back ends");
    }
    this.loop = loop;
    this.all = List.copyOf(all);
    this.last = Math.floorMod(first - 1, all.size());
    this.balance = balance;
    this.probing = probing;
    this.log = log;
  }

  /** The back end for the next connection; null when all are down. */
  public @Nullable Backend next() {
    Backend best = null;
    int at = last;
    for (int i = 1; i <= all.size(); i++) {
      int index = (last + i) % all.size();
      Backend each = all.get(index);
      if (each.isUp() && (best == null || each.open() < best.open())) {
        best = each;
        at = index;
        if (balance == Balance.ROUNDROBIN) {
          break;
        }
      }
    }
    last = at;
    return best;
  }

  /** How many there are, up or down: more attempts make no sense. */
  public int size() {
    return all.size();
  }

  /** All of them. */
  public List<Backend> all() {
    return all;
  }

  /** A connect failed: unless that was for want of something here, no more go there for now. */
  public void failed(Backend backend, IOException why) {
    backend.countFailure();
    if (isToBlame(why) && backend.markDown()) {
      log.accept("back end " + backend + " is down: " + why.getMessage());
      if (all.stream().noneMatch(Backend::isUp)) {
        log.accept("all back ends are down: connections are refused");
      }
      probeLater(backend);
    }
  }

  /** A client names the failure of each address among the suppressed ones. */
  private static boolean isToBlame(IOException why) {
    boolean theirs = false;
    for (Throwable each : why.getSuppressed()) {
      if (isOurs(each)) {
        return false;
      }
      theirs |= isNetwork(each);
    }
    return !isOurs(why) && (theirs || isNetwork(why));
  }

  /** What this process, or its host, is short of is not the back end's doing. */
  private static boolean isOurs(Throwable why) {
    return why instanceof ErrnoException e
        && (e.errno().isResourceLimit() || e.errno().equals(Errno.EADDRNOTAVAIL));
  }

  /** Anything else is no answer of a network: that the loop stops. */
  private static boolean isNetwork(Throwable why) {
    return why instanceof ErrnoException || why instanceof SocketTimeoutException;
  }

  private void probeLater(Backend backend) {
    loop.schedule(probing.interval(), () -> probe(backend));
  }

  private void probe(Backend backend) {
    backend.countProbe();
    ClientOptions options =
        ClientOptions.DEFAULT.limit(probing.limit()).limitPerAddress(probing.limit());
    TcpClient.connect(
        loop,
        backend.addresses(),
        options,
        connection -> new Probe(backend),
        failure -> probeLater(backend));
  }

  /** The connection came about, which is all that is asked. */
  private final class Probe implements ConnectionHandler {
    private final Backend backend;

    Probe(Backend backend) {
      this.backend = backend;
    }

    @Override
    public void onOpen(Connection connection) {
      if (backend.markUp()) {
        log.accept("back end " + backend + " is up");
      }
      Header header = probing.header();
      if (header != null) {
        connection.write(header.toBytes());
      }
      connection.closeAfterWrites();
    }

    @Override
    public void onData(Connection connection, Input input) {
      input.skip(input.remaining());
    }
  }
}
