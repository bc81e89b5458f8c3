package dev.sluice.examples.restart;

import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.net.SeqPacket;
import dev.sluice.net.SeqPacketListener;
import dev.sluice.net.SockAddr;
import dev.sluice.net.UnixAddr;
import dev.sluice.reactor.Channel;
import dev.sluice.reactor.EventLoop;
import dev.sluice.sys.Ids;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The socket of {@code --take-over}, where a successor asks. It is handed over like the others: its
 * file stays the same, and nobody who asks in between is turned away.
 */
final class Door extends Channel {
  private static final int BACKLOG = 16;
  private static final Duration PAUSE = Duration.ofMillis(100);

  private final SeqPacketListener listener;
  private final @Nullable Path file;
  private final @Nullable Object identity;
  private final Consumer<SeqPacket> asked;

  private Door(
      EventLoop loop,
      SeqPacketListener listener,
      @Nullable Path file,
      @Nullable Object identity,
      Consumer<SeqPacket> asked) {
    super(loop, listener.fd());
    this.listener = listener;
    this.file = file;
    this.identity = identity;
    this.asked = asked;
  }

  /**
   * Opens it, in the loop. What a dead process has left there is replaced.
   *
   * @param handed the socket, where a predecessor hands it over; it belongs to the door from now on
   * @param asked gets each process that asks, once it proved to be trusted; it closes it
   */
  static Door open(EventLoop loop, UnixAddr address, @Nullable Fd handed, Consumer<SeqPacket> asked)
      throws IOException {
    Path file = address.kind() == UnixAddr.Kind.PATH ? Path.of(address.name()) : null;
    SeqPacketListener listener = handed == null ? bind(address, file) : adopt(handed);
    try {
      Object identity = file == null ? null : identityOf(file);
      Door door = new Door(loop, listener, file, identity, asked);
      door.register(EPOLLIN);
      return door;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private static SeqPacketListener adopt(Fd handed) throws IOException {
    try {
      return SeqPacketListener.adopt(handed);
    } catch (ErrnoException | IllegalArgumentException e) {
      handed.close();
      throw new IOException("the predecessor's --take-over: " + e.getMessage(), e);
    }
  }

  private static SeqPacketListener bind(UnixAddr address, @Nullable Path file) throws IOException {
    try {
      return file == null ? SeqPacketListener.bind(address, BACKLOG) : bindInPlace(file);
    } catch (ErrnoException e) {
      throw new IOException("--take-over " + address + ": " + e.errno(), e);
    }
  }

  /** Under another name first: a socket that does not listen yet looks like a dead one. */
  private static SeqPacketListener bindInPlace(Path file) throws IOException {
    Path beside = file.resolveSibling(".sluice" + Ids.getpid());
    Files.deleteIfExists(beside);
    SeqPacketListener listener = SeqPacketListener.bind(SockAddr.unix(beside.toString()), BACKLOG);
    try {
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-------"));
      Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      return listener;
    } catch (IOException | RuntimeException e) {
      listener.close();
      Files.deleteIfExists(beside);
      throw e;
    }
  }

  /** Device and inode: another process may have put its own there. */
  private static @Nullable Object identityOf(Path file) throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** Whether somebody could still come in. */
  boolean isThere() throws IOException {
    return file == null || (identity != null && identity.equals(identityOf(file)));
  }

  /** Its socket, lent. */
  int number() {
    return listener.fd();
  }

  @Override
  protected void onReady(int events) throws IOException {
    SeqPacket successor = listener.accept();
    if (successor == null) {
      return;
    }
    try {
      Inheritance.requireTrusted(successor, "who asks at --take-over");
    } catch (IOException e) {
      successor.close();
      throw e;
    }
    asked.accept(successor);
  }

  @Override
  protected void onFailure(Throwable failure) {
    System.err.println("--take-over: " + failure.getMessage());
    // It stays open for others; where descriptors have run out it must not spin.
    try {
      shut(true);
      loop().schedule(PAUSE, this::open);
    } catch (ErrnoException e) {
      failure.addSuppressed(e);
    }
  }

  private void open() {
    try {
      shut(false);
    } catch (ErrnoException e) {
      onFailure(e);
    }
  }

  /** While one is asked in, others wait. */
  void shut(boolean closed) throws ErrnoException {
    interest(closed ? 0 : EPOLLIN);
  }

  /** It is the successor's now. */
  void giveUp() {
    deregister();
    listener.close();
  }

  @Override
  protected void onStop(boolean now) {
    try {
      if (file != null && isThere()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("stays: " + file);
    }
    giveUp();
  }
}
