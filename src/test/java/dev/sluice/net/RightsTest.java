package dev.sluice.net;

import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_PEEK;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.ControlBuf;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Io;
import dev.sluice.sys.SocketOptions;
import java.lang.foreign.Arena;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Descriptors that are passed: none is lost, none stays open that nobody has. */
@Isolated // It counts the descriptors of the process.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RightsTest {
  private static final int FD_CLOEXEC = 1;
  private static final int SOL_SOCKET = 1;
  private static final int SO_PASSPIDFD = 76;

  @AutoClose private final TestSockets sockets = new TestSockets();
  @AutoClose private final Arena arena = Arena.ofShared();

  private Message message(int controlCapacity) {
    return Message.allocate(arena, 1, controlCapacity).add(arena.allocate(1));
  }

  @Test
  void whatIsReceivedIsTheSameFileAndClosesOnExec() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_STREAM);
    TestSockets.Pair pipe = sockets.pipe();
    Message received = message(64);

    message(64).control(ControlMessage.rights(pipe.first(), pipe.second())).send(pair.first(), 0);
    assertThat(received.receive(pair.second(), 0)).isEqualTo(1);
    List<Fd> fds = TestSockets.descriptors(received);

    assertThat(fds).hasSize(2);
    assertThat(received.isControlTruncated()).isFalse();
    assertThat(Io.write(fds.get(1).number(), arena.allocate(3))).isEqualTo(3);
    assertThat(Io.read(pipe.first(), arena.allocate(8))).isEqualTo(3);
    assertThat(Descriptors.fcntl(fds.get(0).number(), F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    received.close();
    assertThat(Descriptors.fcntl(fds.get(0).number(), F_GETFD, 0)).as("ours").isEqualTo(FD_CLOEXEC);
    fds.forEach(Fd::close);
  }

  @Test
  void whatNobodyAskedForIsClosed() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_DGRAM);
    TestSockets.Pair pipe = sockets.pipe();
    Message sent =
        message(64).control(ControlMessage.rights(pipe.first(), pipe.second(), pair.first()));
    Message received = message(64);
    long before = TestSockets.openDescriptors();

    for (int i = 0; i < 10; i++) {
      sent.send(pair.first(), 0);
      received.receive(pair.second(), 0);
    }
    assertThat(TestSockets.openDescriptors()).isEqualTo(before + 3);
    assertThat(received.receive(pair.second(), MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(TestSockets.openDescriptors()).isEqualTo(before);
    sent.send(pair.first(), 0);
    received.receive(pair.second(), MSG_PEEK);
    received.receive(pair.second(), 0);
    received.close();
    received.close();
    assertThat(TestSockets.openDescriptors()).isEqualTo(before);
  }

  @Test
  void aBatchClosesWhatNobodyAskedFor() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_DGRAM);
    TestSockets.Pair pipe = sockets.pipe();
    Message sent = message(64).control(ControlMessage.rights(pipe.first()));
    MessageBatch batch = MessageBatch.of(arena, List.of(message(64), message(64)));
    long before = TestSockets.openDescriptors();

    sent.send(pair.first(), 0);
    sent.send(pair.first(), 0);
    assertThat(batch.receive(pair.second(), 2, MSG_DONTWAIT)).isEqualTo(2);
    assertThat(TestSockets.openDescriptors()).isEqualTo(before + 2);
    List<Fd> taken = TestSockets.descriptors(batch.get(1));
    assertThat(batch.receive(pair.second(), 2, MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(TestSockets.openDescriptors()).isEqualTo(before + 1);
    taken.forEach(Fd::close);
  }

  /** The kernel closes what finds no room, and hands over what fits, be it into the padding. */
  @Test
  void surplusIsClosedAndSaysSo() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_DGRAM);
    TestSockets.Pair pipe = sockets.pipe();
    Message sent =
        message(64)
            .control(
                ControlMessage.rights(
                    pipe.first(), pipe.first(), pipe.first(), pipe.second(), pipe.second()));
    Message roomForOne = message((int) ControlBuf.space(Integer.BYTES));
    Message roomForNone = message((int) ControlBuf.space(0));
    Message without = message(0);
    long before = TestSockets.openDescriptors();

    sent.send(pair.first(), 0);
    assertThat(roomForOne.receive(pair.second(), 0)).isEqualTo(1);
    assertThat(roomForOne.isControlTruncated()).isTrue();
    List<Fd> fds = TestSockets.descriptors(roomForOne);
    assertThat(fds).hasSize(2);
    assertThat(TestSockets.openDescriptors()).isEqualTo(before + 2);
    fds.forEach(Fd::close);
    for (Message message : List.of(roomForNone, without)) {
      sent.send(pair.first(), 0);
      assertThat(message.receive(pair.second(), 0)).isEqualTo(1);
      assertThat(message.isControlTruncated()).isTrue();
      assertThat(message.controlMessages()).isEmpty();
    }

    assertThat(TestSockets.openDescriptors()).isEqualTo(before);
  }

  @Test
  void manyGoAtOnceAndTooManyAreRefused() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_STREAM);
    int[] numbers = new int[253];
    java.util.Arrays.fill(numbers, sockets.pipe().first());
    Message received = message(2048);
    Message sent = message(2048).control(ControlMessage.rights(numbers));
    long before = TestSockets.openDescriptors();

    sent.send(pair.first(), 0);
    received.receive(pair.second(), 0);
    assertThat(TestSockets.descriptors(received)).hasSize(253).doesNotHaveDuplicates();
    TestSockets.descriptors(received).forEach(Fd::close);

    assertThat(TestSockets.openDescriptors()).isEqualTo(before);
    int[] more = java.util.Arrays.copyOf(numbers, 254);
    more[253] = numbers[0];
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> sent.control(ControlMessage.rights(more)).send(pair.first(), 0))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> sent.control(ControlMessage.rights(-1)).send(pair.first(), 0))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EBADF));
  }

  /** An owner's number is lent; the message that owns it stays its own. */
  @Test
  void whatIsOwnedCanBeSentOn() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_DGRAM);
    Message first = message(64);
    Message second = message(64);

    message(64).control(ControlMessage.rights(() -> sockets.pipe().first())).send(pair.first(), 0);
    first.receive(pair.second(), 0);
    message(64).control(first.controlMessages().get(0)).send(pair.first(), 0);
    second.receive(pair.second(), 0);

    assertThat(TestSockets.descriptors(second).get(0).number())
        .isNotEqualTo(TestSockets.descriptors(first).get(0).number());
    TestSockets.descriptors(first).forEach(Fd::close);
    TestSockets.descriptors(second).forEach(Fd::close);
  }

  @Test
  void theSendersProcessComesAsADescriptor() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_DGRAM);
    Message received = message(64);
    if (SocketOptions.setsockopt(pair.second(), SOL_SOCKET, SO_PASSPIDFD, 1) < 0) {
      Assumptions.abort("SO_PASSPIDFD needs Linux 6.5");
    }
    long before = TestSockets.openDescriptors();

    message(0).send(pair.first(), 0);
    received.receive(pair.second(), 0);
    assertThat(TestSockets.openDescriptors()).isEqualTo(before + 1);
    received.close();
    assertThat(TestSockets.openDescriptors()).isEqualTo(before);
    message(0).send(pair.first(), 0);
    received.receive(pair.second(), 0);
    Fd process = ((ControlMessage.PidFd) received.controlMessages().get(0)).process();

    assertThat(Descriptors.fcntl(process.number(), F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    process.close();
    assertThat(TestSockets.openDescriptors()).isEqualTo(before);
  }
}
