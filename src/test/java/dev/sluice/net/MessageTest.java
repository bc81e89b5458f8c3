package dev.sluice.net;

import static dev.sluice.sys.MessageConstants.MSG_EOR;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_PEEK;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static dev.sluice.sys.NetConstants.SHUT_WR;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_SEQPACKET;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.HasFd;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.sys.Net;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MessageTest {
  private static final int SIZE = 32;

  @AutoClose private final TestSockets sockets = new TestSockets();
  @AutoClose private final Arena arena = Arena.ofShared();

  private Message message(String text) {
    return Message.allocate(arena, 2, 0)
        .add(arena.allocateFrom(JAVA_BYTE, text.getBytes(US_ASCII)));
  }

  private static String text(MemorySegment room, long length) {
    return new String(room.asSlice(0, length).toArray(JAVA_BYTE), US_ASCII);
  }

  @Test
  void anAnswerGoesBackToWhoAsked() throws Exception {
    int server = sockets.udp("127.0.0.1");
    int client = sockets.udp("127.0.0.1");
    MemorySegment room = arena.allocate(SIZE);
    Message request = Message.allocate(arena, 1, 0).add(room);
    MemorySegment answered = arena.allocate(SIZE);
    Message answer = Message.allocate(arena, 1, 0).add(answered);

    assertThat(message("hello").peer(TestSockets.nameOf(server)).send(client, 0)).isEqualTo(5);
    assertThat(request.receive(server, 0)).isEqualTo(5).isEqualTo(request.length());
    assertThat(text(room, 5)).isEqualTo("hello");
    assertThat(request.peer()).isEqualTo(TestSockets.nameOf(client));
    assertThat(request.send(server, 0)).isEqualTo(5);
    assertThat(answer.receive(client, 0)).isEqualTo(5);

    assertThat(text(answered, 5)).isEqualTo("hello");
    assertThat(answer.peer()).isEqualTo(TestSockets.nameOf(server));
    assertThat(answer.flags() & ~dev.sluice.sys.NetConstants.MSG_CMSG_CLOEXEC).isZero();
  }

  @Test
  void aSecondReceptionHasAllTheRoomAgain() throws Exception {
    int server = sockets.udp("::1");
    SockAddr there = TestSockets.nameOf(server);
    int client = sockets.udp("::1");
    Message received = Message.allocate(arena, 2, 0);
    received.add(arena.allocate(3)).add(arena.allocate(7).asByteBuffer());

    message("ab").peer(there).send(client, 0);
    message("abcdefghij").peer(there).send(client, 0);
    assertThat(received.receive(server, 0)).isEqualTo(2);
    assertThat(received.length()).isEqualTo(2);
    assertThat(received.receive(server, 0)).isEqualTo(10);
    assertThat(received.length()).isEqualTo(10);
    assertThat(received.isTruncated()).isFalse();
  }

  @Test
  void aLongDatagramIsCutAndSaysSo() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_DGRAM);
    Message received = Message.allocate(arena, 1, 0).add(arena.allocate(4));

    message("0123456789").send(pair.first(), 0);
    assertThat(received.receive(pair.second(), MSG_PEEK | MSG_TRUNC)).isEqualTo(10);
    assertThat(received.length()).isEqualTo(4);
    assertThat(received.isTruncated()).isTrue();
    assertThat(received.receive(pair.second(), 0)).isEqualTo(4);
    assertThat(received.isTruncated()).isTrue();
    message("0123").send(pair.first(), 0);
    assertThat(received.receive(pair.second(), 0)).isEqualTo(4);
    assertThat(received.isTruncated()).isFalse();
  }

  @Test
  void whatHasToWaitIsAValueAndEmpty() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_STREAM);
    Message received = Message.allocate(arena, 1, 64).add(arena.allocate(8));
    message("abc").send(pair.first(), 0);

    assertThat(received.receive(pair.second(), MSG_DONTWAIT)).isEqualTo(3);
    assertThat(received.receive(pair.second(), MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(received.length()).isZero();
    assertThat(received.peer()).isNull();
    assertThat(received.flags()).isZero();
    assertThat(received.controlMessages()).isEmpty();
    Message much = Message.allocate(arena, 1, 0).add(arena.allocate(1 << 20));
    long sent = 0;
    for (int i = 0; i < 100 && sent >= 0; i++) {
      sent = much.send(pair.first(), MSG_DONTWAIT);
    }
    assertThat(sent).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void recordsStayApartUntilTheEnd() throws Exception {
    TestSockets.Pair records = sockets.unix(SOCK_SEQPACKET);
    Message received = Message.allocate(arena, 1, 0).add(arena.allocate(8));
    HasFd socket = records::second;

    message("abc").send((HasFd) records::first, MSG_EOR);
    message("de").send((HasFd) records::first, MSG_EOR);
    assertThat(received.receive(socket, 0)).isEqualTo(3);
    assertThat(received.receive(socket, 0)).isEqualTo(2);
    assertThat(Net.shutdown(records.first(), SHUT_WR)).isZero();
    assertThat(received.receive(socket, 0)).isZero();
  }

  @Test
  void failuresAreExceptions() {
    TestSockets.Pair pair = sockets.unix(SOCK_STREAM);
    Message one = message("x");
    assertThat(Net.shutdown(pair.first(), SHUT_WR)).isZero();

    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> one.send(pair.first(), 0))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EPIPE))
        .withMessageStartingWith("sendmsg");
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> one.receive(sockets.udp("127.0.0.1"), -1))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> one.peer(SockAddr.inet4("255.255.255.255", 9)).send(udp(), 0))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EACCES));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> one.peer(null).send(udp(), 0))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EDESTADDRREQ));
  }

  private int udp() {
    return sockets.udp("127.0.0.1");
  }

  @Test
  void withoutRoomThereAreNoControlMessages() {
    Message bare = Message.allocate(arena, 1, 0);
    Message little = Message.allocate(arena, 1, 24);

    assertThatIllegalStateException()
        .isThrownBy(() -> bare.control(new ControlMessage.SegmentSize(5)));
    assertThat(bare.control()).isSameAs(bare);
    little.control(new ControlMessage.SegmentSize(5));
    assertThatIllegalStateException()
        .isThrownBy(() -> little.control(new ControlMessage.Credentials(1, 2, 3)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> little.control(new ControlMessage.ZeroCopied(1, 2, true)));
    assertThatIllegalArgumentException().isThrownBy(() -> new ControlMessage.SegmentSize(0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ControlMessage.SegmentSize(70_000));
  }

  @Test
  void aVirtualThreadMustNotWait() throws Exception {
    CompletableFuture<Throwable> refused = new CompletableFuture<>();
    TestSockets.Pair pair = sockets.unix(SOCK_DGRAM);
    Thread.ofVirtual()
        .start(
            () -> {
              try (Arena own = Arena.ofShared()) {
                Message one = Message.allocate(own, 1, 0).add(own.allocate(1));
                assertThat(one.send(pair.first(), MSG_DONTWAIT)).isEqualTo(1);
                assertThat(one.receive(pair.second(), MSG_DONTWAIT)).isEqualTo(1);
                assertThatIllegalStateException().isThrownBy(() -> one.send(pair.first(), 0));
                one.receive(pair.second(), 0);
              } catch (Throwable t) {
                refused.complete(t);
              }
            });

    assertThat(refused.get())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("recv");
  }

  @Test
  void aBatchGoesAndComesInOrder() throws Exception {
    int server = sockets.udp("127.0.0.1");
    int client = sockets.udp("127.0.0.1");
    SockAddr there = TestSockets.nameOf(server);
    List<Message> sent =
        Stream.of("a", "bb", "ccc", "dddd").map(text -> message(text).peer(there)).toList();
    List<Message> received =
        Stream.generate(() -> Message.allocate(arena, 1, 0).add(arena.allocate(3)))
            .limit(5)
            .toList();
    MessageBatch out = MessageBatch.of(arena, sent);
    MessageBatch in = MessageBatch.of(arena, received);

    assertThat(in.receive(server, 5, MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(out.send((HasFd) () -> client, 1, 3, MSG_DONTWAIT)).isEqualTo(3);
    assertThat(out.sent(3)).isEqualTo(4);
    assertThat(in.receive((HasFd) () -> server, 5, MSG_DONTWAIT)).isEqualTo(3);
    assertThat(received).extracting(Message::length).containsExactly(2L, 3L, 3L, 0L, 0L);
    assertThat(received)
        .extracting(Message::isTruncated)
        .containsExactly(false, false, true, false, false);
    assertThat(in.get(0).peer()).isEqualTo(TestSockets.nameOf(client));
    assertThat(in.get(3).peer()).isNull();
    assertThat(in.size()).isEqualTo(5);
    assertThatThrownBy(() -> in.receive(server, 6, MSG_DONTWAIT))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> out.send(client, 3, 2, MSG_DONTWAIT))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MessageBatch.of(arena, List.of(sent.get(0), sent.get(0))));
  }

  @Test
  void aFailedBatchIsTheErrnoOfItsFirst() {
    MessageBatch batch = MessageBatch.of(arena, List.of(message("a"), message("b")));

    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> batch.send(udp(), 0, 2, 0))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EDESTADDRREQ));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> batch.receive(-1, 2, 0))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
    assertThat(batch.get(0).length()).isZero();
  }

  /** An object per call would take 16 bytes of the heap at least. */
  @Test
  void nothingIsAllocatedPerCall() throws Exception {
    List<String> command = Jvm.command(List.of(), MessageRounds.class);

    long bytes = Long.parseLong(Run.output(command.toArray(String[]::new)).strip());

    assertThat(bytes).isLessThan(MessageRounds.ROUNDS * 8L);
  }
}
