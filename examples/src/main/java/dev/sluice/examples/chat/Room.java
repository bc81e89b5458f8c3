package dev.sluice.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Who talks with whom. */
final class Room {
  /** More are only counted: the answer must not be what its reader is disconnected for. */
  private static final int NAMES_TOLD = 50;

  private final String name;
  private final Map<String, Visitor> visitors = new LinkedHashMap<>();

  Room(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  boolean isEmpty() {
    return visitors.isEmpty();
  }

  boolean has(String visitor) {
    return visitors.containsKey(visitor);
  }

  void add(String called, Visitor visitor) {
    visitors.put(called, visitor);
  }

  void remove(String called) {
    visitors.remove(called);
  }

  /** Tells everybody, in the same order to all. No connection closes meanwhile: see Visitor. */
  void tell(String line) {
    // One array for all: neither they nor their connections change it.
    byte[] bytes = (line + "\n").getBytes(UTF_8);
    for (Visitor visitor : visitors.values()) {
      visitor.send(bytes);
    }
  }

  String who() {
    String names = visitors.keySet().stream().limit(NAMES_TOLD).collect(Collectors.joining(", "));
    int more = visitors.size() - NAMES_TOLD;
    return "* in " + name + ": " + names + (more > 0 ? " and " + more + " more" : "");
  }
}
