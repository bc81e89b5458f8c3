package dev.sluice.examples.chat;

import java.util.HashMap;
import java.util.Map;

/** The rooms that somebody is in. */
final class Rooms {
  private final Map<String, Room> rooms = new HashMap<>();

  /** Whether the name is taken there. */
  boolean has(String room, String visitor) {
    Room found = rooms.get(room);
    return found != null && found.has(visitor);
  }

  /** Brings somebody in, under a name that is free there. */
  Room enter(String name, String called, Visitor visitor) {
    Room room = rooms.computeIfAbsent(name, Room::new);
    room.add(called, visitor);
    room.tell("* " + called + " is in " + name);
    return room;
  }

  /** Takes somebody out; nobody keeps an empty room. */
  void leave(Room room, String called) {
    room.remove(called);
    if (room.isEmpty()) {
      rooms.remove(room.name());
    } else {
      room.tell("* " + called + " has left");
    }
  }
}
