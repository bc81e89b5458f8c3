package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.errno.ErrnoException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** The receiving half of a connection: what came, and what the handler left of it. */
final class Incoming {
  private static final byte[] NOTHING = {};

  private final Connection connection;
  private byte[] unread = NOTHING;
  private boolean ended;
  private boolean paused;
  private boolean redeliver;
  private long lastReceived;

  Incoming(Connection connection, long now) {
    this.connection = connection;
    this.lastReceived = now;
  }

  /** Reads once and hands it on; throws what the socket or the handler throws. */
  void receive() throws IOException {
    Input input = connection.context().scratch().input();
    int kept = loadUnread(input);
    if (kept == Input.CAPACITY) {
      // Asked for no bytes at all, recv would answer as at the end of the stream.
      deliver(input, kept);
      return;
    }
    long received;
    try {
      received = connection.stream().receive(input.buffer(), kept, Input.CAPACITY - kept);
    } catch (ErrnoException e) {
      connection.broken(e);
      return;
    }
    if (received < Input.CAPACITY - kept && !connection.endIsNear()) {
      connection.exhausted(EPOLLIN);
    }
    if (received == 0) {
      ended = true;
      connection.onInputEnd();
    } else if (received > 0) {
      received(received);
      if (connection.isOpen()) {
        deliver(input, kept + (int) received);
      }
    }
  }

  void received(long bytes) {
    lastReceived = connection.context().now();
    connection.context().countReceived(bytes);
  }

  private int loadUnread(Input input) {
    if (unread.length > 0) {
      MemorySegment.copy(unread, 0, input.buffer(), JAVA_BYTE, 0, unread.length);
    }
    return unread.length;
  }

  private void deliver(Input input, int length) throws IOException {
    unread = NOTHING;
    input.reset(length);
    connection.handler().onData(connection, input);
    if (connection.isOpen() && input.remaining() > 0) {
      if (input.remaining() == Input.CAPACITY && connection.readable()) {
        throw new IOException("the handler left " + Input.CAPACITY + " bytes unread");
      }
      unread = input.takeRemaining();
    }
    // Whoever kept the view must not see, or send, what arrives for somebody else.
    input.reset(0);
  }

  /** Hands on what was left unread, when it may be read. */
  void deliverUnread() throws IOException {
    if (unread.length > 0 && connection.isOpen() && connection.readable()) {
      Input input = connection.context().scratch().input();
      deliver(input, loadUnread(input));
    }
  }

  /** After a pause: true once. */
  boolean isToRedeliver() {
    boolean was = redeliver;
    redeliver = false;
    return was;
  }

  boolean awaitsRedelivery() {
    return redeliver;
  }

  void pause() {
    paused = true;
  }

  /** False when there was no pause. */
  boolean resume() {
    if (!paused) {
      return false;
    }
    paused = false;
    redeliver = true;
    return true;
  }

  boolean isPaused() {
    return paused;
  }

  boolean hasEnded() {
    return ended;
  }

  boolean hasUnread() {
    return unread.length > 0;
  }

  /** Takes what was left unread, or the first bytes of it. */
  byte[] takeUnread(long atMost) {
    int length = (int) Math.min(unread.length, atMost);
    byte[] first = Arrays.copyOf(unread, length);
    unread = length == unread.length ? NOTHING : Arrays.copyOfRange(unread, length, unread.length);
    return first;
  }

  void dropUnread() {
    unread = NOTHING;
  }

  void end() {
    ended = true;
  }

  long lastReceived() {
    return lastReceived;
  }
}
