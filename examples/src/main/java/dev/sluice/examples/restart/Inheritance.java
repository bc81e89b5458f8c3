package dev.sluice.examples.restart;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_SETFD;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.net.PeerCredentials;
import dev.sluice.net.SeqPacket;
import dev.sluice.net.SockOpts;
import dev.sluice.net.UnixAddr;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Ids;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a successor gets from its predecessor, who goes on until it hears that this one is ready.
 */
final class Inheritance implements AutoCloseable {
  /** Names the descriptor by which a process talks to the one that started it, and that one. */
  static final String VARIABLE = "SLUICE_PREDECESSOR";

  static final Duration LIMIT = Duration.ofSeconds(30);

  private static final int MOST = 4096;
  private static final int FILE_TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Records predecessor;
  private final List<Fd> sockets = new ArrayList<>();
  private int expected;
  private int doors;

  private Inheritance(SeqPacket predecessor) {
    this.predecessor = new Records(predecessor);
  }

  /**
   * Looks for a predecessor: the process that started this one to be replaced by it, or the one
   * that waits at a socket.
   *
   * @return what it hands over; null where there is no predecessor
   */
  static @Nullable Inheritance find(@Nullable UnixAddr door) throws IOException {
    SeqPacket predecessor = fromParent(System.getenv(VARIABLE), Ids.getppid());
    if (predecessor == null && door != null) {
      predecessor = connect(door);
    }
    return predecessor == null ? null : receive(predecessor, LIMIT);
  }

  /** Where the variable was meant for another process, it says nothing. */
  static @Nullable SeqPacket fromParent(@Nullable String value, int parent) throws IOException {
    if (value == null || !value.matches("\\d{1,9}:" + parent)) {
      return null;
    }
    int number = Integer.parseInt(value.substring(0, value.indexOf(':')));
    ErrnoException.check(Descriptors.fcntl(number, F_SETFD, FD_CLOEXEC), "fcntl(" + VARIABLE + ")");
    return new SeqPacket(Fd.adopt(number));
  }

  /** Null where nobody listens. */
  static @Nullable SeqPacket connect(UnixAddr door) throws IOException {
    SeqPacket predecessor;
    try {
      predecessor = SeqPacket.connect(door, LIMIT);
    } catch (ErrnoException e) {
      if (e.errno().equals(Errno.ECONNREFUSED) && door.kind() == UnixAddr.Kind.PATH) {
        requireSocket(door);
        return null;
      }
      if (e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.ECONNREFUSED)) {
        return null;
      }
      if (e.errno().equals(Errno.EPROTOTYPE)) {
        throw new IOException("--take-over " + door + ": a socket of another kind is there", e);
      }
      throw new IOException("--take-over " + door + ": " + e.errno(), e);
    } catch (SocketTimeoutException e) {
      throw new IOException("--take-over " + door + ": nobody answers", e);
    }
    try {
      requireTrusted(predecessor, "--take-over " + door);
      return predecessor;
    } catch (IOException e) {
      predecessor.close();
      throw e;
    }
  }

  /** What is no socket refuses connections as one does whose process is dead. */
  private static void requireSocket(UnixAddr door) throws IOException {
    int mode = (int) Files.getAttribute(Path.of(door.name()), "unix:mode");
    if ((mode & FILE_TYPE) != SOCKET) {
      throw new IOException("--take-over " + door + ": is there, and is no socket");
    }
  }

  /** Sockets are handed to and taken from the own user and root. */
  static void requireTrusted(SeqPacket peer, String where) throws IOException {
    PeerCredentials credentials = peer.get(SockOpts.PEERCRED);
    if (credentials.uid() != 0 && credentials.uid() != Ids.geteuid()) {
      throw new IOException(where + ": is another user's, " + credentials.uid());
    }
  }

  /** The connection belongs to what is returned; where this throws, it is closed. */
  static Inheritance receive(SeqPacket predecessor, Duration limit) throws IOException {
    Inheritance inheritance = new Inheritance(predecessor);
    try {
      inheritance.receiveAll(System.nanoTime() + limit.toNanos());
      return inheritance;
    } catch (IOException | RuntimeException e) {
      inheritance.close();
      throw new IOException("the predecessor hands nothing over: " + e.getMessage(), e);
    }
  }

  private void receiveAll(long deadline) throws IOException {
    String hello = next(deadline);
    if (!hello.matches(Records.HELLO + "\\d{1,4} [01]")) {
      throw new IOException("it does not speak as one");
    }
    String[] numbers = hello.substring(Records.HELLO.length()).split(" ", -1);
    expected = Integer.parseInt(numbers[0]);
    doors = Integer.parseInt(numbers[1]);
    if (expected < 1 || expected > MOST) {
      throw new IOException(expected + " sockets");
    }
    while (sockets.size() < expected + doors) {
      String word = next(deadline);
      List<Fd> some = predecessor.descriptors();
      sockets.addAll(some);
      if (!word.equals(Records.SOCKETS) || some.isEmpty()) {
        throw new IOException("of " + (expected + doors) + " sockets " + sockets.size() + " came");
      }
    }
    if (sockets.size() > expected + doors) {
      throw new IOException("more sockets came than " + (expected + doors));
    }
  }

  private String next(long deadline) throws IOException {
    while (true) {
      String word = predecessor.receive();
      if (word != null) {
        if (word.isEmpty()) {
          throw new IOException("it closed the connection");
        }
        return word;
      }
      Duration left = Duration.ofNanos(deadline - System.nanoTime());
      if (left.isNegative() || !predecessor.socket().awaitReadable(left)) {
        throw new IOException("it is silent");
      }
    }
  }

  /** The listening sockets, once; the caller owns them. */
  List<Fd> takeListeners() {
    List<Fd> listeners = List.copyOf(sockets.subList(0, expected));
    sockets.subList(0, expected).clear();
    expected = 0;
    return listeners;
  }

  /** The socket of {@code --take-over}, once; the caller owns it. Null where there is none. */
  @Nullable Fd takeDoor() {
    return doors == 0 || sockets.size() <= expected ? null : sockets.removeLast();
  }

  /** For the rest of the talk. */
  Records predecessor() {
    return predecessor;
  }

  /** Closes the connection and the sockets that nobody took. */
  @Override
  public void close() {
    predecessor.close();
    sockets.forEach(Fd::close);
    sockets.clear();
  }
}
