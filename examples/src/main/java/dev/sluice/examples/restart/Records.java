package dev.sluice.examples.restart;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.net.ControlMessage;
import dev.sluice.net.Message;
import dev.sluice.net.SeqPacket;
import dev.sluice.sys.ControlBuf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The talk of two processes: words, with descriptors beside them. One thread. */
final class Records implements AutoCloseable {
  static final String HELLO = "sluice-restart 1 ";
  static final String SOCKETS = "sockets";
  static final String READY = "ready";
  static final String YOURS = "yours";
  static final String NO = "no";

  /** The kernel takes 253. */
  static final int AT_ONCE = 200;

  private static final int LONGEST = 64;
  private static final String END = "";

  private final SeqPacket socket;
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment words = arena.allocate(LONGEST);
  private final Message message =
      Message.allocate(arena, 1, (int) ControlBuf.space((long) AT_ONCE * Integer.BYTES)).add(words);

  /** The socket belongs to the talk from now on. */
  Records(SeqPacket socket) {
    this.socket = socket;
  }

  SeqPacket socket() {
    return socket;
  }

  /** False when the peer's queue is full. */
  boolean send(String text, int... descriptors) throws ErrnoException {
    byte[] bytes = text.getBytes(US_ASCII);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, words, 0, bytes.length);
    message.length(bytes.length);
    if (descriptors.length > 0) {
      message.control(ControlMessage.rights(descriptors));
    } else {
      message.control();
    }
    return message.send(socket, MSG_DONTWAIT) != Errno.WOULD_BLOCK;
  }

  /**
   * The next words.
   *
   * @return null when there are none yet; nothing at the end
   * @throws IOException when descriptors were lost on the way, or the peer is gone
   */
  @Nullable String receive() throws IOException {
    long received = message.receive(socket, MSG_DONTWAIT);
    if (received == Errno.WOULD_BLOCK) {
      return null;
    }
    if (message.isControlTruncated()) {
      throw new IOException("not all descriptors fit in (ulimit -n)");
    }
    if (message.isTruncated()) {
      throw new IOException("more than " + LONGEST + " bytes at once");
    }
    return received == 0
        ? END
        : new String(words.asSlice(0, received).toArray(JAVA_BYTE), US_ASCII);
  }

  /** Those that came with the last words; the caller owns them. Unasked for, they are closed. */
  List<Fd> descriptors() {
    List<Fd> all = new ArrayList<>();
    for (ControlMessage each : message.controlMessages()) {
      if (each instanceof ControlMessage.Rights rights) {
        all.addAll(rights.descriptors());
      }
    }
    return all;
  }

  /** Does nothing when closed. */
  @Override
  public void close() {
    if (socket.isOpen()) {
      message.close();
      socket.close();
      arena.close();
    }
  }
}
