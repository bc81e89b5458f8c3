package dev.sluice.examples.receive;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What uploads are called that do not say it: by time, UTC, and peer. */
final class RawNames {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'").withZone(ZoneOffset.UTC);

  private RawNames() {}

  /** As in {@code 20261122T101530.250Z-127.0.0.1-40312}. */
  static String of(String peer) {
    int port = peer.lastIndexOf(':') + 1;
    String host = peer.substring(0, port - 1).replaceAll("[\\[\\]]", "").replaceAll("[^\\w.]", "_");
    return TIME.format(Instant.now()) + "-" + host + "-" + peer.substring(port);
  }
}
