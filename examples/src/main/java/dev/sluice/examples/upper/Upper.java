package dev.sluice.examples.upper;

import dev.sluice.net.SockAddr;
import dev.sluice.reactor.Connection;
import dev.sluice.reactor.Datagram;
import dev.sluice.reactor.Input;
import dev.sluice.reactor.MessageChannel;

/** Answers with what came, its ASCII letters in capitals. */
final class Upper {
  private static final int DISTANCE = 'a' - 'A';

  private Upper() {}

  /** By a connection, which keeps what is written to it: so that is a copy. */
  static void stream(Connection connection, Input input) {
    byte[] bytes = new byte[input.remaining()];
    input.read(bytes, 0, bytes.length);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = capital(bytes[i]);
    }
    connection.write(bytes);
  }

  /** By a datagram, in the memory that it came in. */
  static <A extends SockAddr> void datagram(MessageChannel<A> channel, Datagram<A> datagram) {
    for (int i = 0; i < datagram.length(); i++) {
      datagram.set(i, capital(datagram.get(i)));
    }
    channel.reply(datagram);
  }

  private static byte capital(byte b) {
    return b >= 'a' && b <= 'z' ? (byte) (b - DISTANCE) : b;
  }
}
