package dev.sluice.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.reactor.Connection;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.Input;
import org.jspecify.annotations.Nullable;

/**
 * One connection: first a name, then lines for the room and commands, then the end.
 *
 * <p>Nobody waits for anybody. What one does not read waits with its connection, and beyond the
 * bound that connection is reset.
 */
final class Visitor implements ConnectionHandler {
  private static final String FIRST_ROOM = "lobby";
  private static final String COMMANDS = "* /join ROOM, /who, /quit; all else goes to the room";
  private static final String NO_NAME = "* letters, digits and _ . - , at most 24";

  private enum State {
    NAMELESS,
    TALKING,
    LEAVING
  }

  private final Connection connection;
  private final Rooms rooms;
  private final long maxPending;
  private final LineBuffer line = new LineBuffer();
  private State state = State.NAMELESS;
  private String name = "";
  private @Nullable Room room;

  Visitor(Connection connection, Rooms rooms, long maxPending) {
    this.connection = connection;
    this.rooms = rooms;
    this.maxPending = maxPending;
  }

  @Override
  public void onOpen(Connection opened) {
    // Its own answers stay far from the bound, so only what others say can bring it there.
    connection.watermarks(maxPending / 4, maxPending / 2);
    say("* What is your name?");
  }

  /** Goes on only while the answers are read: who asks much must read as much. */
  @Override
  public void onData(Connection from, Input input) {
    while (state != State.LEAVING && connection.isWritable() && input.remaining() > 0) {
      if (line.fill(input)) {
        onLine(line.take());
      } else if (line.isTooLong()) {
        leave("* A line has at most " + LineBuffer.LIMIT + " bytes. Bye");
      }
    }
    if (state == State.LEAVING) {
      input.skip(input.remaining());
    }
  }

  private void onLine(String text) {
    if (state == State.NAMELESS) {
      introduce(text.strip());
    } else if (text.startsWith("/")) {
      command(text.strip().split(" +", 2));
    } else if (room != null && !text.isBlank()) {
      room.tell(name + ": " + text);
    }
  }

  private void introduce(String called) {
    if (!Text.isName(called)) {
      say(NO_NAME + ". What is your name?");
    } else if (rooms.has(FIRST_ROOM, called)) {
      say("* " + called + " is here already. What is your name?");
    } else {
      name = called;
      state = State.TALKING;
      say(COMMANDS);
      room = rooms.enter(FIRST_ROOM, name, this);
    }
  }

  private void command(String[] words) {
    switch (words[0]) {
      case "/join" -> join(words.length > 1 ? words[1] : "");
      case "/who" -> who();
      case "/quit" -> leave("* Bye");
      default -> say(COMMANDS);
    }
  }

  private void join(String other) {
    if (!Text.isName(other)) {
      say(NO_NAME);
    } else if (rooms.has(other, name)) {
      // Perhaps by this one.
      say("* " + name + " is in " + other + " already");
    } else {
      leaveRoom();
      room = rooms.enter(other, name, this);
    }
  }

  private void who() {
    if (room != null) {
      say(room.who());
    }
  }

  private void leave(String why) {
    say(why);
    if (state != State.LEAVING) {
      state = State.LEAVING;
      leaveRoom();
      connection.closeAfterWrites();
    }
  }

  private void leaveRoom() {
    Room was = room;
    room = null;
    if (was != null) {
      rooms.leave(was, name);
    }
  }

  private void say(String text) {
    send((text + "\n").getBytes(UTF_8));
  }

  /** Sends, unless that is too much for one who does not read. */
  void send(byte[] bytes) {
    if (state == State.LEAVING || !connection.isOpen()) {
      return;
    }
    if (connection.pending() + bytes.length <= maxPending) {
      connection.write(bytes);
    } else {
      state = State.LEAVING;
      // Later: to close is to leave the room, and the room is telling its visitors.
      connection.executor().execute(connection::abort);
    }
  }

  /** Who says no more has left, even if it takes its time to read the rest. */
  @Override
  public void onEnd(Connection ended) {
    state = State.LEAVING;
    leaveRoom();
    connection.closeAfterWrites();
  }

  @Override
  public void onClose(Connection closed) {
    state = State.LEAVING;
    leaveRoom();
  }
}
