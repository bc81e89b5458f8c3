package dev.sluice.sys;

import static dev.sluice.sys.MessageConstants.MSG_WAITFORONE;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_PEEK;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** sendmmsg and recvmmsg. */
@Bounded
class MessageBatchesTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  private MMsgHdr toSend(String... texts) {
    MMsgHdr messages = MMsgHdr.allocate(arena, texts.length);
    for (String text : texts) {
      IoVec parts = IoVec.allocate(arena, 1).add(Canary.bytes(arena, text));
      messages.add(MsgHdr.allocate(arena, parts));
    }
    return messages;
  }

  private MMsgHdr toFill(List<MsgHdr> headers, int number, MemorySegment room) {
    MMsgHdr messages = MMsgHdr.allocate(arena, number);
    long size = room.byteSize() / number;
    for (int i = 0; i < number; i++) {
      MsgHdr header =
          MsgHdr.allocate(arena, IoVec.allocate(arena, 1).add(room.asSlice(i * size, size)));
      headers.add(header);
      messages.add(header);
    }
    return messages;
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 20})
  void messagesGoAndComeInOrder(int number) {
    Owned.Pair ends = owned.udp();
    String[] texts = new String[number];
    for (int i = 0; i < number; i++) {
      texts[i] = "m" + i;
    }
    MMsgHdr sent = toSend(texts);
    Canary room = Canary.around(arena, 4L * number);
    List<MsgHdr> headers = new ArrayList<>();
    MMsgHdr received = toFill(headers, number, room.target());

    assertThat(MessageBatches.sendmmsg(ends.first(), sent, 0, number, MSG_DONTWAIT))
        .isEqualTo(number);
    assertThat(MessageBatches.recvmmsg(ends.second(), received, 0, number, MSG_DONTWAIT, null))
        .isEqualTo(number);

    for (int i = 0; i < number; i++) {
      assertThat(sent.length(i)).isEqualTo(texts[i].length());
      assertThat(received.length(i)).isEqualTo(texts[i].length());
      assertThat(Canary.text(room.target(), 4L * i, texts[i].length())).isEqualTo(texts[i]);
    }
    room.assertIntactAround();
  }

  @Test
  void aPartOfTheArrayIsUsedAlone() {
    Owned.Pair ends = owned.udp();
    MMsgHdr sent = toSend("a", "bb", "ccc", "dddd");
    Canary room = Canary.around(arena, 16);
    List<MsgHdr> headers = new ArrayList<>();
    MMsgHdr received = toFill(headers, 4, room.target());

    assertThat(MessageBatches.sendmmsg(ends.first(), sent, 1, 2, 0)).isEqualTo(2);
    assertThat(sent.length(0)).isZero();
    assertThat(sent.length(1)).isEqualTo(2);
    assertThat(sent.length(2)).isEqualTo(3);
    assertThat(MessageBatches.recvmmsg(ends.second(), received, 2, 2, MSG_DONTWAIT, null))
        .isEqualTo(2);
    assertThat(received.length(2)).isEqualTo(2);
    assertThat(received.length(3)).isEqualTo(3);
    room.assertOnly(8, 7);
    assertThat(MessageBatches.sendmmsg(ends.first(), sent, 4, 0, 0)).isZero();
  }

  @Test
  void whatDidNotComeIsEmpty() {
    Owned.Pair ends = owned.udp();
    List<MsgHdr> headers = new ArrayList<>();
    MMsgHdr received = toFill(headers, 3, arena.allocate(6));
    SockAddrBuf[] names = new SockAddrBuf[3];
    for (int i = 0; i < 3; i++) {
      names[i] = SockAddrBuf.allocate(arena);
      names[i].setInet4(1, 2);
      headers.get(i).name(names[i]);
    }

    assertThat(MessageBatches.sendmmsg(ends.first(), toSend("long", "x"), 0, 2, 0)).isEqualTo(2);
    assertThat(
            MessageBatches.recvmmsg(ends.second(), received, 0, 3, MSG_DONTWAIT | MSG_PEEK, null))
        .isPositive();
    assertThat(MessageBatches.recvmmsg(ends.second(), received, 0, 3, MSG_DONTWAIT, null))
        .isEqualTo(2);

    assertThat(headers).extracting(MsgHdr::flags).containsExactly(MSG_TRUNC, 0, 0);
    assertThat(names).extracting(SockAddrBuf::length).containsExactly(16, 16, 0);
    assertThat(received.length(2)).isZero();
    assertThat(MessageBatches.recvmmsg(ends.second(), received, 0, 3, MSG_DONTWAIT, null))
        .isEqualTo(Errno.WOULD_BLOCK);
    assertThat(headers).extracting(MsgHdr::flags).containsOnly(0);
    assertThat(names).extracting(SockAddrBuf::length).containsOnly(0);
  }

  @Test
  void oneIsWaitedForAndTheTimeLeftIsTold() {
    Owned.Pair ends = owned.udp();
    MMsgHdr received = toFill(new ArrayList<>(), 3, arena.allocate(6));
    Timespec timeout = new Timespec();
    timeout.set(10, 0);

    assertThat(Messages.send(ends.first(), arena.allocate(1), 0)).isEqualTo(1);
    assertThat(MessageBatches.recvmmsg(ends.second(), received, 0, 3, MSG_WAITFORONE, timeout))
        .isEqualTo(1);
    assertThat(timeout.segment().get(java.lang.foreign.ValueLayout.JAVA_LONG, 0)).isBetween(0L, 9L);
    timeout.set(-1, 0);
    assertThat(MessageBatches.recvmmsg(ends.second(), received, 0, 3, MSG_DONTWAIT, timeout))
        .isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void anErrorOfALaterMessageEndsTheCall() {
    Owned.Pair ends = owned.udp();
    MMsgHdr messages = toSend("a");
    MMsgHdr both = MMsgHdr.allocate(arena, 2);
    both.add(MsgHdr.allocate(arena, IoVec.allocate(arena, 1).add(arena.allocate(1))));
    both.add(MsgHdr.allocate(arena, IoVec.allocate(arena, 1).add(arena.allocate(65_536))));

    assertThat(MessageBatches.sendmmsg(ends.first(), both, 0, 2, 0)).isEqualTo(1);
    assertThat(MessageBatches.sendmmsg(ends.first(), both, 1, 1, 0))
        .isEqualTo(-Errno.EMSGSIZE.number());
    int closed = owned.closedOne();
    assertThat(MessageBatches.sendmmsg(closed, messages, 0, 1, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(MessageBatches.recvmmsg(closed, messages, 0, 1, MSG_DONTWAIT, null))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(MessageBatches.recvmmsg(owned.pipe(0).first(), messages, 0, 1, 0, null))
        .isEqualTo(-Errno.ENOTSOCK.number());
  }

  @Test
  void anArrayHoldsWhatItWasMadeFor() {
    MsgHdr message = MsgHdr.allocate(arena, IoVec.allocate(arena, 1));
    MMsgHdr messages = MMsgHdr.allocate(arena, 1).add(message);

    assertThatIllegalStateException().isThrownBy(() -> messages.add(message));
    messages.clear();
    assertThat(messages.count()).isZero();
    assertThat(messages.add(message).count()).isEqualTo(1);
    for (int capacity : new int[] {0, -1, 1025, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatIllegalArgumentException().isThrownBy(() -> MMsgHdr.allocate(arena, capacity));
    }
    assertThat(MMsgHdr.allocate(arena, 1024).count()).isZero();
  }
}
