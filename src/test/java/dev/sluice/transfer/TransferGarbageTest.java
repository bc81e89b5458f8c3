package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.reactor.LoopOptions;
import dev.sluice.transfer.Proxy.Joined;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The loop allocates nothing per piece: the JVM counts the bytes that its thread allocates. */
@Timeout(240)
class TransferGarbageTest {
  private static final int TUNNELS = 8;
  private static final int ROUNDS = 3000;
  private static final int SIZE = 64;
  private static final int MOST_TRIES = 10;

  @ParameterizedTest
  @EnumSource(Mode.class)
  void nothingPerPiece(Mode mode) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(threads.isThreadAllocatedMemoryEnabled()).isTrue();
    try (Proxy proxy = new Proxy(LoopOptions.DEFAULT, TunnelOptions.auto().mode(mode))) {
      List<Joined> all = new ArrayList<>();
      for (int i = 0; i < TUNNELS; i++) {
        all.add(proxy.join());
      }
      // Interpreted code allocates where compiled code does not, for as long as compilers take.
      long bytes = Long.MAX_VALUE;
      for (int i = 0; i < MOST_TRIES && bytes >= pieces(); i++) {
        long before = threads.getThreadAllocatedBytes(proxy.thread.thread.threadId());
        pingPong(all);
        bytes = threads.getThreadAllocatedBytes(proxy.thread.thread.threadId()) - before;
      }
      assertThat(bytes).as("bytes for all pieces").isLessThan(pieces());
    }
  }

  private static long pieces() {
    return 2L * TUNNELS * ROUNDS;
  }

  private static void pingPong(List<Joined> all) throws IOException {
    byte[] piece = new byte[SIZE];
    for (int i = 0; i < ROUNDS; i++) {
      for (Joined each : all) {
        pass(piece, each.client(), each.server());
        pass(piece, each.server(), each.client());
      }
    }
  }

  private static void pass(byte[] piece, Peer from, Peer to) throws IOException {
    OutputStream out = from.socket.getOutputStream();
    InputStream in = to.socket.getInputStream();
    out.write(piece);
    assertThat(in.readNBytes(SIZE)).hasSize(SIZE);
  }
}
