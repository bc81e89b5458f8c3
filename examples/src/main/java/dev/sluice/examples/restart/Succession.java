package dev.sluice.examples.restart;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.SignalConstants.SIGHUP;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.net.NotifySocket;
import dev.sluice.net.SeqPacket;
import dev.sluice.net.SockOpts;
import dev.sluice.net.SocketPair;
import dev.sluice.net.TcpListener;
import dev.sluice.net.UnixAddr;
import dev.sluice.reactor.Channel;
import dev.sluice.reactor.EventLoop;
import dev.sluice.signal.SignalSource;
import dev.sluice.sys.Ids;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds a successor: starts one by SIGHUP, or lets one in that asks, and then ends. */
final class Succession implements AutoCloseable {
  /** Peers that have a connection get as long to send a request before they are told. */
  static final Duration QUIET = Duration.ofSeconds(5);

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  private final EventLoop loop;
  private final RestartOptions options;
  private final SignalSource hangUps;
  private final Terminal terminal = new Terminal();
  private List<TcpListener> listeners = List.of();
  private @Nullable Door door;
  private @Nullable HandOver running;
  private boolean replaced;

  /** Catches SIGHUP from now on. */
  Succession(EventLoop loop, RestartOptions options) throws ErrnoException {
    this.loop = loop;
    this.options = options;
    this.hangUps = SignalSource.open(SIGHUP);
  }

  /**
   * From now on there may be a successor: the sockets are this process's alone.
   *
   * @param sockets what it gets; they stay the caller's
   * @param handedDoor the socket of {@code --take-over} where a predecessor handed it over
   */
  void begin(List<TcpListener> sockets, @Nullable Fd handedDoor) throws IOException {
    listeners = List.copyOf(sockets);
    UnixAddr where = options.takeOver();
    if (where != null) {
      door = Door.open(loop, where, handedDoor, this::asked);
    } else if (handedDoor != null) {
      handedDoor.close();
    }
    new HangUps().open();
  }

  private void asked(SeqPacket successor) {
    try {
      int pid = successor.get(SockOpts.PEERCRED).pid();
      handOver(successor, new Outcome(pid, null));
    } catch (ErrnoException e) {
      successor.close();
      say("no hand-over: " + e.getMessage());
    }
  }

  private void hungUp() {
    if (terminal.isLost()) {
      // The user is gone, and wants no servers left behind.
      loop.stop();
    } else if (Ids.getpid() == 1) {
      say("process 1 cannot be replaced: all others would end with it");
    } else if (running != null) {
      say("a successor is on its way already");
    } else {
      start();
    }
  }

  private void start() {
    Restart.tell(NotifySocket.reloading());
    try {
      SocketPair<SeqPacket> pair = SocketPair.seqPackets();
      SuccessorProcess process;
      try (SeqPacket its = pair.second()) {
        process = SuccessorProcess.start(its);
      } catch (IOException | RuntimeException e) {
        pair.first().close();
        throw e;
      }
      handOver(pair.first(), new Outcome(process.pid(), process));
    } catch (IOException e) {
      say("no successor: " + e.getMessage());
      Restart.tell(NotifySocket.READY);
    }
  }

  private void handOver(SeqPacket successor, Outcome outcome) throws ErrnoException {
    int[] sockets = listeners.stream().mapToInt(TcpListener::fd).toArray();
    running = HandOver.begin(loop, successor, sockets, doorToHandOver(), outcome, START_LIMIT);
    shutDoor(true);
  }

  /** One whose file is gone is of no use: the successor makes another. */
  private int[] doorToHandOver() {
    try {
      return door != null && door.isThere() ? new int[] {door.number()} : new int[0];
    } catch (IOException e) {
      return new int[0];
    }
  }

  private void shutDoor(boolean closed) throws ErrnoException {
    if (door != null) {
      door.shut(closed);
    }
  }

  private void say(String what) {
    System.err.println(options.name() + ": " + what);
  }

  @Override
  public void close() {
    hangUps.close();
  }

  /** What becomes of one that wants to be the successor. */
  private final class Outcome implements HandOver.Outcome {
    private final int pid;
    private final @Nullable SuccessorProcess process;

    Outcome(int pid, @Nullable SuccessorProcess process) {
      this.pid = pid;
      this.process = process;
    }

    @Override
    public void ready() {
      replaced = true;
      System.out.println("handed over to process " + pid);
      // While this one is still the main process, for systemd listens to no other.
      Restart.tell(NotifySocket.mainPid(pid), NotifySocket.READY);
      if (door != null) {
        door.giveUp();
      }
      loop.stop(QUIET, options.drainReplaced());
    }

    @Override
    public void failed(String why) {
      running = null;
      say("no successor: " + why);
      if (process != null) {
        process.kill();
        Restart.tell(NotifySocket.READY);
      }
      try {
        shutDoor(false);
      } catch (ErrnoException e) {
        say("--take-over: " + e.getMessage());
      }
    }
  }

  /** SIGHUP, and the stop of the loop. */
  private final class HangUps extends Channel {
    HangUps() {
      super(Succession.this.loop, hangUps.fd());
    }

    void open() throws ErrnoException {
      register(EPOLLIN);
    }

    @Override
    protected void onReady(int events) throws IOException {
      // Several that came at once mean one restart.
      if (hangUps.read(info -> {}) > 0) {
        hungUp();
      }
    }

    @Override
    protected void onStop(boolean now) {
      if (!replaced) {
        Restart.tell(NotifySocket.STOPPING);
      }
      deregister();
    }
  }
}
