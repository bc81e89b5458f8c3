package dev.sluice.transfer;

import static dev.sluice.sys.FileConstants.F_SEAL_GROW;
import static dev.sluice.transfer.Peer.get;
import static dev.sluice.transfer.Peer.noise;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.ErrnoException;
import dev.sluice.io.MappedMemory;
import dev.sluice.io.MemFd;
import dev.sluice.reactor.LoopOptions;
import dev.sluice.transfer.Peer.Received;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One direction: between peers, files and memory. */
@Timeout(60)
class TransferTest {
  private static final int SIZE = 5_000_000;

  private final Loop thread;
  private final int port;
  private final BlockingQueue<StreamEnd> ends = new LinkedBlockingQueue<>();
  private final TransferCounters counters = new TransferCounters();
  private final Outcome outcome = new Outcome();
  @AutoClose private final MemFd file;

  /** What a transfer told; once. */
  private static final class Outcome implements Transfer.Handler {
    final CompletableFuture<String> told = new CompletableFuture<>();

    private void tell(String what) {
      if (!told.complete(what)) {
        told.obtrudeValue("told again: " + what);
      }
    }

    @Override
    public void onEnd(Transfer transfer) {
      tell("end");
    }

    @Override
    public void onSourceFailure(Transfer transfer, ErrnoException why) {
      tell("source: " + why.errno().name());
    }

    @Override
    public void onSinkFailure(Transfer transfer, ErrnoException why) {
      tell("sink: " + why.errno().name());
    }
  }

  TransferTest() throws Exception {
    file = MemFd.create("file");
    thread = new Loop(LoopOptions.DEFAULT);
    port =
        thread.listen((home, stream, released) -> ends.add(StreamEnd.open(home, stream, released)));
  }

  @AfterEach
  void nothingIsLent() throws Exception {
    assertThat(thread.lent()).isZero();
    thread.close();
  }

  private StreamEnd accepted() throws InterruptedException {
    StreamEnd end = ends.poll(30, TimeUnit.SECONDS);
    assertThat(end).isNotNull();
    return Objects.requireNonNull(end);
  }

  private Transfer start(Function<Outcome, Transfer> kind) throws Exception {
    return thread.call(
        () -> {
          Transfer transfer = kind.apply(outcome);
          transfer.start();
          return transfer;
        });
  }

  private void close(StreamEnd end) throws Exception {
    thread.run(end::close);
  }

  private byte[] content(int length) throws ErrnoException {
    MemorySegment bytes = Arena.ofAuto().allocate(length);
    assertThat(file.read(bytes, 0, length, 0)).isEqualTo(length);
    return bytes.toArray(ValueLayout.JAVA_BYTE);
  }

  private void write(byte[] bytes) throws ErrnoException {
    MemorySegment memory = Arena.ofAuto().allocate(bytes.length);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory, 0, bytes.length);
    assertThat(file.write(memory, 0, bytes.length, 0)).isEqualTo(bytes.length);
  }

  @Test
  void toAFile() throws Exception {
    byte[] bytes = noise(SIZE, 1);
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      Transfer transfer = start(o -> Transfer.toFile(end, file, 10, Transfer.ALL, counters, o));
      get(peer.sendingAll(bytes, 2));
      assertThat(get(outcome.told)).isEqualTo("end");
      assertThat(transfer.moved()).isEqualTo(SIZE);
      assertThat(file.size()).isEqualTo(SIZE + 10L);
      Peer.same(Arrays.copyOfRange(content(SIZE + 10), 10, SIZE + 10), bytes);
      assertThat(thread.call(end::isOpen)).as("closing it is not its business").isTrue();
      assertThat(thread.call(transfer::waitsFor)).isEqualTo(Waiting.NOTHING);
      close(end);
    }
    assertThat(counters.statistics().splicedBytes()).isEqualTo(SIZE);
    assertThat(counters.statistics().copiedBytes()).isZero();
  }

  @Test
  void noMoreThanWasAskedFor() throws Exception {
    byte[] bytes = noise(SIZE, 3);
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      start(o -> Transfer.toFile(end, file, 0, 1_000_001, counters, o));
      CompletableFuture<Void> sent = peer.sending(bytes, 4);
      assertThat(get(outcome.told)).isEqualTo("end");
      assertThat(file.size()).isEqualTo(1_000_001);
      Peer.same(content(1_000_001), Arrays.copyOf(bytes, 1_000_001));
      // The rest is another one's.
      Outcome second = new Outcome();
      thread.run(
          () -> Transfer.toFile(end, file, 1_000_001, SIZE - 1_000_001, counters, second).start());
      get(sent);
      assertThat(get(second.told)).isEqualTo("end");
      Peer.same(content(SIZE), bytes);
      close(end);
    }
  }

  @Test
  void nothingAtAll() throws Exception {
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      start(o -> Transfer.toFile(end, file, 0, 0, counters, o));
      assertThat(get(outcome.told)).isEqualTo("end");
      close(end);
      assertThat(peer.receiveAll().bytes()).isEmpty();
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Transfer.toFile(ended(), file, 0, -1, counters, outcome));
  }

  private StreamEnd ended() throws Exception {
    Peer.connect(port).close();
    StreamEnd end = accepted();
    close(end);
    return end;
  }

  /** As a disk that is full: what fits is there, and the transfer says why it ended. */
  @Test
  void aFileThatTakesNoMore() throws Exception {
    byte[] bytes = noise(SIZE, 12);
    file.truncate(100_000);
    file.seal(F_SEAL_GROW);
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      Transfer transfer = start(o -> Transfer.toFile(end, file, 0, Transfer.ALL, counters, o));
      CompletableFuture<Void> sent = peer.sending(bytes, 13);
      assertThat(get(outcome.told)).isEqualTo("sink: EPERM");
      assertThat(transfer.moved()).isLessThanOrEqualTo(100_000);
      int moved = (int) transfer.moved();
      Peer.same(content(moved), Arrays.copyOf(bytes, moved));
      thread.run(end::abort);
      assertThat(sent.handle((r, e) -> e).get(40, TimeUnit.SECONDS)).isNotNull();
    }
  }

  @Test
  void aResetUploadIsNone() throws Exception {
    byte[] bytes = noise(100_000, 5);
    Peer peer = Peer.connect(port);
    StreamEnd end = accepted();
    Transfer transfer = start(o -> Transfer.toFile(end, file, 0, Transfer.ALL, counters, o));
    get(peer.sending(bytes, 6));
    Peer.until("moved", () -> transfer.moved() == bytes.length);
    peer.reset();
    assertThat(get(outcome.told)).isEqualTo("source: ECONNRESET");
    Peer.same(content(bytes.length), bytes);
    close(end);
  }

  @Test
  void fromAFile() throws Exception {
    byte[] bytes = noise(SIZE, 7);
    write(bytes);
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      CompletableFuture<byte[]> received = Peer.onThread(() -> peer.receive(SIZE - 1000));
      start(o -> Transfer.fromFile(file, 500, SIZE - 1000, end, counters, o));
      assertThat(get(outcome.told)).isEqualTo("end");
      Peer.same(get(received), Arrays.copyOfRange(bytes, 500, SIZE - 500));
      close(end);
      assertThat(peer.receiveAll()).extracting(Received::reset).isEqualTo(false);
    }
  }

  @Test
  void aFileThatIsShorterEndsEarly() throws Exception {
    byte[] bytes = noise(10_000, 8);
    write(bytes);
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      Transfer transfer = start(o -> Transfer.fromFile(file, 0, SIZE, end, counters, o));
      assertThat(get(outcome.told)).isEqualTo("end");
      assertThat(transfer.moved()).isEqualTo(bytes.length);
      close(end);
      Peer.same(peer.receiveAll().bytes(), bytes);
    }
  }

  @Test
  void fromMemory() throws Exception {
    byte[] bytes = noise(SIZE, 9);
    try (Peer peer = Peer.connect(port);
        MappedMemory memory = MappedMemory.anonymous(SIZE)) {
      MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory.segment(), 0, SIZE);
      StreamEnd end = accepted();
      CompletableFuture<Received> received = peer.receivingAll();
      start(o -> Transfer.fromMemory(memory, end, counters, o));
      assertThat(get(outcome.told)).isEqualTo("end");
      close(end);
      Peer.same(get(received).bytes(), bytes);
    }
    assertThat(counters.statistics().splicedBytes()).isEqualTo(SIZE);
  }

  @Test
  void aPeerThatDoesNotReadRests() throws Exception {
    write(noise(SIZE, 10));
    file.truncate(1L << 30);
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      Transfer transfer = start(o -> Transfer.fromFile(file, 0, Transfer.ALL, end, counters, o));
      Peer.until("moved", () -> transfer.moved() > 0);
      thread.awaitRest();
      assertThat(thread.call(transfer::waitsFor)).isEqualTo(Waiting.SINK);
      assertThat(outcome.told).isNotDone();
      peer.reset();
      assertThat(get(outcome.told)).startsWith("sink: ");
      close(end);
    }
  }

  @Test
  void whoClosesAnEndEndsTheTransfer() throws Exception {
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      start(o -> Transfer.toFile(end, file, 0, Transfer.ALL, counters, o));
      peer.send(noise(1000, 11));
      thread.run(end::abort);
      assertThat(get(outcome.told)).isEqualTo("source: ECONNABORTED");
    }
  }

  @Test
  void anEndThatIsClosedAlready() throws Exception {
    StreamEnd end = ended();
    start(o -> Transfer.toFile(end, file, 0, Transfer.ALL, counters, o));
    assertThat(get(outcome.told)).isEqualTo("source: ECONNABORTED");
    Outcome second = new Outcome();
    thread.run(() -> Transfer.fromFile(file, 0, 1, end, counters, second).start());
    assertThat(get(second.told)).isEqualTo("sink: ECONNABORTED");
  }

  @Test
  void whatIsCancelledTellsNothing() throws Exception {
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      Transfer transfer = start(o -> Transfer.toFile(end, file, 0, 5, counters, o));
      thread.run(transfer::cancel);
      thread.run(transfer::cancel);
      assertThat(thread.call(transfer::isRunning)).isFalse();
      // The end is free for another one.
      Outcome second = new Outcome();
      thread.run(() -> Transfer.toFile(end, file, 0, 5, counters, second).start());
      peer.send(new byte[5]);
      assertThat(get(second.told)).isEqualTo("end");
      assertThat(outcome.told).isNotDone();
      close(end);
    }
  }

  @Test
  void misuse() throws Exception {
    try (Peer peer = Peer.connect(port)) {
      StreamEnd end = accepted();
      Transfer transfer = start(o -> Transfer.toFile(end, file, 0, 5, counters, o));
      assertThatIllegalStateException().isThrownBy(() -> thread.run(transfer::start));
      Transfer another = thread.call(() -> Transfer.toFile(end, file, 0, 5, counters, outcome));
      assertThatIllegalStateException()
          .isThrownBy(() -> thread.run(another::start))
          .withMessageContaining("read by another");
      Transfer out = thread.call(() -> Transfer.fromFile(file, 0, 5, end, counters, outcome));
      assertThatIllegalStateException()
          .as("another thread")
          .isThrownBy(out::start)
          .withMessageContaining("not in");
      assertThatIllegalStateException().isThrownBy(transfer::cancel);
      assertThatIllegalStateException()
          .isThrownBy(() -> thread.run(() -> transfer.first(new byte[1])));
      peer.send(new byte[5]);
      assertThat(get(outcome.told)).isEqualTo("end");
      close(end);
    }
  }
}
