package dev.sluice.examples.fifo;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * The lines of an input, read by a thread of its own: the input may be a file, which no loop can
 * watch. It reads ahead by a few lines only.
 */
final class LineSource {
  /** What a pipe takes whole or not at all: PIPE_BUF. Longer lines come in parts. */
  static final int LONGEST = 4096;

  // A line has a byte at least, that of its end.
  private static final byte[] END = {};

  private static final int AHEAD = 64;

  private final InputStream in;
  private final Executor executor;
  private final Runnable arrived;
  private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(AHEAD);

  LineSource(InputStream in, Executor executor, Runnable arrived) {
    this.in = new BufferedInputStream(in);
    this.executor = executor;
    this.arrived = arrived;
  }

  /** Begins to read; what arrives is announced in the executor. */
  void start() {
    // A daemon: a read from a terminal cannot be interrupted.
    Thread.ofPlatform().daemon().name("input").start(this::read);
  }

  /** Whether this is what comes behind the last line. */
  static boolean isEnd(byte[] line) {
    return line.length == 0;
  }

  /** The next line with its end, null when there is none yet. */
  byte @Nullable [] poll() {
    return lines.poll();
  }

  private void read() {
    try {
      readLines();
      hand(END);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void readLines() throws InterruptedException {
    byte[] line = new byte[LONGEST];
    int length = 0;
    try {
      for (int b = in.read(); b >= 0; b = in.read()) {
        line[length++] = (byte) b;
        if (b == '\n' || length == LONGEST) {
          hand(Arrays.copyOf(line, length));
          length = 0;
        }
      }
    } catch (IOException e) {
      System.err.println("fifo: the input cannot be read: " + e.getMessage());
    }
    if (length > 0) {
      hand(Arrays.copyOf(line, length));
    }
  }

  private void hand(byte[] line) throws InterruptedException {
    lines.put(line);
    executor.execute(arrived);
  }
}
