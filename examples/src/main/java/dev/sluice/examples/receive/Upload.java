package dev.sluice.examples.receive;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.reactor.EventLoop;
import dev.sluice.timer.Timer;
import dev.sluice.transfer.StreamEnd;
import dev.sluice.transfer.Transfer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * One connection, which brings one file: a header, the bytes, which go from the socket through a
 * pipe into the file, and an answer. A file that is not whole leaves nothing.
 */
final class Upload implements Transfer.Handler {
  private static final Duration HEADER_LIMIT = Duration.ofSeconds(10);

  /** After the answer: how long the peer may take to close, and what it still sends is dropped. */
  private static final Duration LINGER = Duration.ofSeconds(5);

  /** How often it is looked, within the limit, whether anything came. */
  private static final int LOOKS = 8;

  private static final int DROPS_PER_TURN = 16;

  private final Receiver receiver;
  private final StreamEnd end;
  private final EventLoop loop;
  private final String peer;
  private final HeaderLine line = new HeaderLine();
  private @Nullable Timer timer;
  private Inbox.@Nullable Part part;
  private @Nullable Transfer transfer;
  private String name = "";
  private long expected;
  private long movedBefore;
  private int looks;

  Upload(Receiver receiver, StreamEnd end, String peer) {
    this.receiver = receiver;
    this.end = end;
    this.loop = end.loop();
    this.peer = peer;
  }

  void begin() {
    end.onClose(this::closed);
    if (receiver.raw()) {
      receive(new Header(Transfer.ALL, RawNames.of(peer)));
    } else {
      end.reader(e -> readHeader());
      Duration idle = receiver.idleLimit();
      Duration limit = idle.compareTo(HEADER_LIMIT) < 0 ? idle : HEADER_LIMIT;
      timer = loop.schedule(limit, () -> refuse("the first line was not there in time"));
    }
  }

  private void readHeader() {
    try {
      Header header = line.read(end.stream());
      if (header != null) {
        end.reader(null);
        receive(header);
      }
    } catch (IOException e) {
      refuse(reason(e));
    }
  }

  private void receive(Header header) {
    stopTimer();
    name = header.name();
    expected = header.size();
    if (!receiver.raw() && expected > receiver.mostBytes()) {
      refuseSize();
      return;
    }
    try {
      start(receiver.inbox().create(name));
    } catch (IOException e) {
      refuse(reason(e));
    }
  }

  private void start(Inbox.Part made) {
    part = made;
    long most = receiver.mostBytes();
    // One more than may be: by that it is seen.
    long rawCount = most == Transfer.ALL ? most : most + 1;
    long count = receiver.raw() ? rawCount : expected;
    Transfer moving = Transfer.toFile(end, made.file(), 0, count, receiver.counters(), this);
    transfer = moving;
    moving.start();
    timer = loop.schedule(receiver.idleLimit().dividedBy(LOOKS), () -> look(moving));
  }

  private void look(Transfer moving) {
    looks = moving.moved() == movedBefore ? looks + 1 : 0;
    movedBefore = moving.moved();
    if (looks >= LOOKS) {
      refuse("nothing came for " + receiver.idleLimit().toSeconds() + " s");
    } else if (timer != null) {
      loop.reschedule(timer, receiver.idleLimit().dividedBy(LOOKS));
    }
  }

  private void stopTimer() {
    if (timer != null) {
      loop.cancel(timer);
      timer = null;
    }
  }

  // What becomes of the transfer.

  @Override
  public void onEnd(Transfer moving) {
    long moved = moving.moved();
    if (receiver.raw() && moved > receiver.mostBytes()) {
      refuseSize();
    } else if (receiver.raw() && moved == 0) {
      // Somebody looked whether the port is open.
      discard();
      end.close();
    } else if (!receiver.raw() && moved < expected) {
      refuse("cut short: " + moved + " of " + expected + " bytes");
    } else {
      publish(moved);
    }
  }

  @Override
  public void onSourceFailure(Transfer moving, ErrnoException why) {
    refuse("cut short after " + moving.moved() + " bytes: " + why.errno());
  }

  @Override
  public void onSinkFailure(Transfer moving, ErrnoException why) {
    refuse(reason(why));
  }

  // The end.

  private void publish(long size) {
    stopTimer();
    Inbox.Part whole = part;
    part = null;
    if (whole == null) {
      return;
    }
    if (receiver.inbox().fsync()) {
      end.duringStop(true);
      receiver.worker().execute(() -> publishOnWorker(whole, size));
    } else {
      published(size, publish(whole));
    }
  }

  /** Others must not wait for the disk. */
  private void publishOnWorker(Inbox.Part whole, long size) {
    IOException failure = publish(whole);
    try {
      loop.execute(() -> published(size, failure));
    } catch (RejectedExecutionException e) {
      // The time of the stop was up: the file is there, and nobody is told.
    }
  }

  private @Nullable IOException publish(Inbox.Part whole) {
    try {
      receiver.inbox().publish(whole);
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  private void published(long size, @Nullable IOException failure) {
    end.duringStop(false);
    if (failure == null) {
      System.out.println("received " + name + ", " + size + " bytes, from " + peer);
      answer("OK " + size + " " + name);
    } else {
      refuse(reason(failure));
    }
  }

  private void refuseSize() {
    refuse("larger than " + receiver.mostBytes() + " bytes");
  }

  /** What a peer may know: names of folders are not among it. */
  private static String reason(IOException e) {
    if (e instanceof ErrnoException known) {
      return known.errno().toString();
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file of this name exists";
    }
    String reason = e instanceof FileSystemException other ? other.getReason() : e.getMessage();
    return reason == null ? "it cannot be written" : reason;
  }

  private void refuse(String reason) {
    discard();
    receiver.refusals().add(peer + ": " + (name.isEmpty() ? "" : name + ": ") + reason);
    answer("ERR " + reason);
  }

  /** No file remains. */
  private void discard() {
    stopTimer();
    if (transfer != null) {
      transfer.cancel();
    }
    if (part != null) {
      receiver.inbox().discard(part);
      part = null;
    }
  }

  /** The last line, which fits into a socket that was sent nothing before. */
  private void answer(String text) {
    if (!end.isOpen()) {
      return;
    }
    try {
      byte[] bytes = (text + "\n").getBytes(UTF_8);
      end.stream().send(MemorySegment.ofArray(bytes), 0, bytes.length, false);
      end.shutdownOutput();
    } catch (ErrnoException e) {
      end.close();
      return;
    }
    // Not closed with bytes unread: an RST would overtake the answer.
    end.reader(e -> drop());
    timer = loop.schedule(LINGER, end::close);
    drop();
  }

  private void drop() {
    try {
      for (int i = 0; i < DROPS_PER_TURN && end.isOpen(); i++) {
        long count = end.stream().discard(loop.scratch());
        if (count == Errno.WOULD_BLOCK) {
          return;
        }
        if (count == 0) {
          end.close();
        }
      }
    } catch (ErrnoException e) {
      end.close();
    }
  }

  /** By whomever. */
  private void closed() {
    discard();
  }
}
