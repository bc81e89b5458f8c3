package dev.sluice.examples.connect;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Poll;
import dev.sluice.fd.Fd;
import dev.sluice.io.ReadEnd;
import dev.sluice.io.WriteEnd;
import java.time.Duration;

/**
 * Standard input to the peer, and the peer to standard output, in one thread. The standard
 * descriptors stay blocking, as others share them: each is used only when it is ready.
 *
 * <p>By poll: the input may be a file, which epoll refuses.
 */
final class Copying {
  private static final int INPUT = 0;
  private static final int OUTPUT = 1;

  /** As much as a pipe that is ready takes without waiting. */
  private static final int ATOMIC = 4096;

  private static final int FOR_EVER = -1;

  private final ReadEnd input = new ReadEnd(Fd.adopt(INPUT));
  private final WriteEnd output = new WriteEnd(Fd.adopt(OUTPUT));
  private final Peer peer;
  private final Duration quiet;
  private final Bytes up = new Bytes();
  private final Bytes down = new Bytes();
  private boolean inputEnded;
  private boolean endSent;
  private boolean peerEnded;

  /**
   * Prepares.
   *
   * @param peer the peer
   * @param quiet how long to wait for another answer after the end of the input, where the peer
   *     cannot tell its end
   */
  Copying(Peer peer, Duration quiet) {
    this.peer = peer;
    this.quiet = quiet;
  }

  /** Copies until the peer ends. */
  void run() throws ErrnoException {
    try (Poll poll = Poll.open()) {
      Watch in = new Watch(poll, INPUT);
      Watch out = new Watch(poll, OUTPUT);
      Watch socket = new Watch(poll, peer.fd());
      while (!peerEnded || !down.isEmpty()) {
        in.want(up.isEmpty() && !inputEnded && !peerEnded ? EPOLLIN : 0);
        out.want(down.isEmpty() ? 0 : EPOLLOUT);
        socket.want(
            (down.isEmpty() && !peerEnded ? EPOLLIN : 0)
                | (up.isEmpty() || peerEnded ? 0 : EPOLLOUT));
        if (!step(poll)) {
          return;
        }
      }
    }
  }

  /** Waits, and does what can be done; false when all has been quiet for long enough. */
  private boolean step(Poll poll) throws ErrnoException {
    boolean last = inputEnded && up.isEmpty() && down.isEmpty() && !peer.ends();
    long start = System.nanoTime();
    int count = last ? poll.await(quiet) : poll.await(FOR_EVER);
    if (count == 0) {
      return !last || System.nanoTime() - start < quiet.toNanos();
    }
    for (int i = 0; i < count; i++) {
      if (poll.data(i) == INPUT) {
        readInput();
      } else if (poll.data(i) == OUTPUT) {
        writeOutput();
      } else {
        exchange();
      }
    }
    return true;
  }

  private void readInput() throws ErrnoException {
    long length = input.read(up.segment, 0, Math.min(Bytes.CAPACITY, peer.chunk()));
    if (length > 0) {
      up.filled((int) length);
    } else if (length != Errno.WOULD_BLOCK) {
      inputEnded = true;
      endOutput();
    }
  }

  private void writeOutput() throws ErrnoException {
    int length = Math.min(down.remaining(), ATOMIC);
    long written = output.write(down.segment, down.position(), length);
    if (written != Errno.WOULD_BLOCK) {
      down.emptied((int) written);
    }
  }

  /** Receives first: what the peer said before it went is worth more than that it went. */
  private void exchange() throws ErrnoException {
    if (down.isEmpty() && !peerEnded) {
      int length = peer.receive(down.segment);
      peerEnded = length == Peer.END;
      down.filled(Math.max(0, length));
    }
    if (!up.isEmpty() && !peerEnded) {
      up.emptied(peer.send(up.segment, up.position(), up.remaining()));
      endOutput();
    }
  }

  private void endOutput() throws ErrnoException {
    if (inputEnded && up.isEmpty() && !endSent && !peerEnded) {
      endSent = true;
      peer.endOutput();
    }
  }
}
