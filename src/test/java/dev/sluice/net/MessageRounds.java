package dev.sluice.net;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;

import dev.sluice.errno.ErrnoException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sends and receives again and again, and prints how many bytes of the heap that took; {@link
 * MessageTest} runs it in a JVM that does nothing else.
 */
final class MessageRounds {
  static final int ROUNDS = 100_000;

  private MessageRounds() {}

  public static void main(String[] args) throws ErrnoException {
    Arena arena = Arena.ofShared();
    Message one = Message.allocate(arena, 1, 256).add(arena.allocate(64));
    List<Message> several =
        Stream.generate(() -> Message.allocate(arena, 1, 256).add(arena.allocate(8)))
            .limit(4)
            .toList();
    MessageBatch batch = MessageBatch.of(arena, several);
    try (TestSockets sockets = new TestSockets()) {
      TestSockets.Pair pair = sockets.unix(SOCK_DGRAM);
      exchange(one, batch, pair, 10_000);
      System.gc();
      long before = used();
      exchange(one, batch, pair, ROUNDS);
      System.out.println(used() - before);
    }
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static void exchange(Message one, MessageBatch batch, TestSockets.Pair pair, int rounds)
      throws ErrnoException {
    for (int i = 0; i < rounds; i++) {
      one.length(64);
      if (one.send(pair.first(), MSG_DONTWAIT) != 64
          || one.receive(pair.second(), MSG_DONTWAIT) != 64
          || !one.controlMessages().isEmpty()) {
        throw new AssertionError("a message was lost");
      }
      for (int j = 0; j < batch.size(); j++) {
        batch.get(j).length(8);
      }
      if (batch.send(pair.first(), 0, 4, MSG_DONTWAIT) != 4
          || batch.receive(pair.second(), 4, MSG_DONTWAIT) != 4) {
        throw new AssertionError("a batch was cut");
      }
    }
  }
}
