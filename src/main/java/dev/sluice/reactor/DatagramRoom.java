package dev.sluice.reactor;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.HasFd;
import dev.sluice.net.Message;
import dev.sluice.net.MessageBatch;
import dev.sluice.net.SockAddr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Where datagrams are received, several at a time. It belongs to the thread that made it. */
final class DatagramRoom<A extends SockAddr> {
  private static final int ALIGNMENT = 64;
  private static final int FLAGS = MSG_DONTWAIT | MSG_TRUNC;

  // More than one, so that a lone datagram is known to have been the last.
  private static final int LEAST = 2;

  private final List<Datagram<A>> views = new ArrayList<>();
  private final MessageBatch batch;
  private int asked;
  private int next = LEAST;

  DatagramRoom(int datagrams, int bytes) {
    Arena arena = Arena.ofAuto();
    long stride = ((long) bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    MemorySegment memory = arena.allocate(stride * datagrams, ALIGNMENT);
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < datagrams; i++) {
      MemorySegment part = memory.asSlice(i * stride, bytes);
      Message message = Message.allocate(arena, 1, 0).add(part);
      messages.add(message);
      views.add(new Datagram<>(message, part));
    }
    batch = MessageBatch.of(arena, messages);
  }

  /**
   * Receives what is there: each message that is offered costs, so it is twice as many as came last
   * time.
   *
   * @return how many came, or WOULD_BLOCK
   */
  int receive(HasFd socket) throws ErrnoException {
    asked = Math.min(next, views.size());
    int came = batch.receive(socket, asked, FLAGS);
    next = Math.max(LEAST, 2 * came);
    return came;
  }

  /** Whether the last call found fewer than it had room for: nothing is left. */
  boolean wasDrained(int came) {
    return came < asked;
  }

  /** Shows one of those that came, until it is hidden. */
  Datagram<A> show(int index) {
    Datagram<A> datagram = views.get(index);
    datagram.show(batch.received(index));
    return datagram;
  }
}
