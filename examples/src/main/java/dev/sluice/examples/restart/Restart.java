package dev.sluice.examples.restart;

import static dev.sluice.sys.FileConstants.F_DUPFD_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOMAXCONN;
import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGTERM;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.net.ListenFds;
import dev.sluice.net.NotifySocket;
import dev.sluice.net.SockAddr;
import dev.sluice.net.SockOpt;
import dev.sluice.net.SockOpts;
import dev.sluice.net.TcpListener;
import dev.sluice.reactor.EventLoop;
import dev.sluice.sys.Descriptors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The listening sockets of a server, from whoever had them before, and their way to the next
 * process.
 *
 * <p>Made first, then {@link #catchSignals}, {@link #listeners}, and {@link #run} once servers
 * listen by them. All on one thread, the loop's.
 */
public final class Restart implements AutoCloseable {
  private final RestartOptions options;
  private final @Nullable Inheritance inheritance;
  private final List<TcpListener> listeners = new ArrayList<>();
  private final Set<SockAddr> addresses = new LinkedHashSet<>();
  private @Nullable Succession succession;
  private boolean refused;

  private Restart(RestartOptions options, @Nullable Inheritance inheritance) {
    this.options = options;
    this.inheritance = inheritance;
  }

  /**
   * Takes over what a predecessor hands over, if there is one.
   *
   * @param options what the user wants
   * @return the restart; it must be closed, after the loop
   * @throws IOException one line for the user; the predecessor goes on as if nothing had been
   */
  public static Restart begin(RestartOptions options) throws IOException {
    return new Restart(options, Inheritance.find(options.takeOver()));
  }

  /**
   * Lets the loop stop by SIGINT and SIGTERM, and a successor be started by SIGHUP. First: whoever
   * sees a port open may send a signal at once.
   */
  public void catchSignals(EventLoop loop) throws IOException {
    loop.stopOn(SIGINT, SIGTERM);
    succession = new Succession(loop, options);
  }

  /**
   * The sockets to accept by: those of a predecessor or of systemd, or new ones.
   *
   * @param address where the user wants to listen
   * @param count how many are wanted: new ones share the address (SO_REUSEPORT)
   * @return at least so many, which the caller owns. All that were handed over are among them: what
   *     waits in the queue of one that nobody has is reset
   */
  public List<TcpListener> listeners(SockAddr.Inet address, int count) throws IOException {
    listeners.addAll(adopted());
    if (listeners.isEmpty()) {
      bind(address, count);
    } else if (options.namesAddress()) {
      requireAddress(address);
    }
    for (TcpListener each : listeners) {
      addresses.add(each.localAddress());
    }
    List<TcpListener> all = new ArrayList<>(listeners);
    // More loops than before: some wait for the same socket.
    for (int i = 0; all.size() < count; i++) {
      all.add(duplicate(listeners.get(i)));
    }
    return all;
  }

  private List<TcpListener> adopted() throws IOException {
    List<Fd> handed = new ArrayList<>();
    try {
      ListenFds.take().forEach(each -> handed.add(each.fd()));
      if (inheritance != null) {
        // The same sockets once more, or those of another service.
        handed.forEach(Fd::close);
        handed.clear();
        handed.addAll(inheritance.takeListeners());
      }
      List<TcpListener> adopted = new ArrayList<>();
      for (Fd each : handed) {
        adopted.add(TcpListener.adopt(each));
      }
      return adopted;
    } catch (ErrnoException | IllegalArgumentException e) {
      handed.forEach(Fd::close);
      throw new IOException("sockets that were handed over: " + e.getMessage(), e);
    }
  }

  private void bind(SockAddr.Inet address, int count) throws ErrnoException {
    SockOpt.Setting<?>[] shared =
        count == 1
            ? new SockOpt.Setting<?>[0]
            : new SockOpt.Setting<?>[] {SockOpts.REUSEPORT.to(true)};
    SockAddr.Inet bound = address;
    for (int i = 0; i < count; i++) {
      TcpListener one = TcpListener.bind(bound, SOMAXCONN, shared);
      listeners.add(one);
      bound = one.localAddress();
    }
  }

  private void requireAddress(SockAddr.Inet wanted) throws IOException {
    for (TcpListener each : listeners) {
      SockAddr.Inet its = each.localAddress();
      boolean fits = wanted.port() == 0 ? its.withPort(0).equals(wanted) : its.equals(wanted);
      if (!fits) {
        throw new IOException(
            "the sockets that were handed over listen on " + its + ", not on " + wanted);
      }
    }
  }

  private static TcpListener duplicate(TcpListener listener) throws ErrnoException {
    int copy = Descriptors.fcntl(listener.fd(), F_DUPFD_CLOEXEC, 0);
    return TcpListener.adopt(Fd.adopt(ErrnoException.check(copy, "fcntl(F_DUPFD_CLOEXEC)")));
  }

  /**
   * Runs the loop in which servers listen by then: says where, and that the server is ready, and
   * hands over when the time comes.
   *
   * @param loop that of {@link #catchSignals}
   */
  public void run(EventLoop loop) throws IOException {
    Succession mine = succession;
    if (mine == null || listeners.isEmpty()) {
      throw new IllegalStateException("no signals or no listeners");
    }
    if (inheritance == null) {
      mine.begin(listeners, null);
      announce();
    } else {
      // Once it accepts.
      loop.execute(() -> accede(loop, inheritance, mine));
    }
    loop.run();
    if (refused) {
      throw new IOException("the predecessor does not wait any longer, and goes on");
    }
  }

  private void accede(EventLoop loop, Inheritance from, Succession mine) {
    Accession.begin(
        loop,
        from.predecessor(),
        new Accession.Outcome() {
          @Override
          public void settled() {
            try {
              mine.begin(listeners, from.takeDoor());
            } catch (IOException e) {
              // The predecessor is gone: a server that cannot be replaced is better than none.
              System.err.println(options.name() + ": " + e.getMessage());
            }
            from.close();
            announce();
          }

          @Override
          public void refused() {
            refused = true;
            loop.stop();
          }
        });
  }

  private void announce() {
    addresses.forEach(one -> System.out.println("listening on " + one));
    tell(NotifySocket.READY);
  }

  /** Says to the service manager what it may want to know; a failure is no reason to end. */
  static void tell(String... states) {
    try {
      NotifySocket.tell(states);
    } catch (IOException | IllegalArgumentException e) {
      System.err.println("NOTIFY_SOCKET: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    if (inheritance != null) {
      inheritance.close();
    }
    if (succession != null) {
      succession.close();
    }
    listeners.forEach(TcpListener::close);
  }
}
