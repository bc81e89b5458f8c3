package dev.sluice.benchmarks.peers;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** What the harness expects of every server until it accepts. */
final class Startup {
  /** More than the kernel's usual net.core.somaxconn, which cuts it. */
  static final int BACKLOG = 16 * 1024;

  private static final int UNAVAILABLE = 3;

  private Startup() {}

  static InetSocketAddress address(String port) {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), Integer.parseInt(port));
  }

  static void announce(SocketAddress bound) {
    System.out.println("listening on 127.0.0.1:" + ((InetSocketAddress) bound).getPort());
    System.out.flush();
  }

  /** Ends the process where this machine refuses what the server is made of. */
  static void unavailable(String what, Throwable reason) {
    System.err.println(what + " is not available: " + reason);
    System.exit(UNAVAILABLE);
  }
}
