package dev.sluice.proxyproto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/** HAProxy, listening by one line and going on by others; ended by its id. */
final class Haproxy implements AutoCloseable {
  private static final int LIMIT_MILLIS = 30_000;

  private final Process process;
  private final InetSocketAddress address;

  private Haproxy(Process process, InetSocketAddress address) {
    this.process = process;
    this.address = address;
  }

  /**
   * Starts it.
   *
   * @param binding words behind its {@code bind ADDRESS}
   * @param lines the rest of the proxy's section
   */
  static Haproxy start(Path folder, String binding, String... lines) throws IOException {
    // It cannot say which free port it got: one below those that the kernel gives out.
    ThreadLocalRandom random = ThreadLocalRandom.current();
    InetAddress host =
        InetAddress.getByAddress(new byte[] {127, 0, 1, (byte) random.nextInt(1, 250)});
    InetSocketAddress address = new InetSocketAddress(host, random.nextInt(15_000, 30_000));
    Path configuration =
        Files.writeString(
            folder.resolve("haproxy.cfg"),
            "defaults\n  timeout connect 30s\n  timeout client 30s\n  timeout server 30s\n"
                + "listen test\n  bind "
                + host.getHostAddress()
                + ":"
                + address.getPort()
                + " "
                + binding
                + "\n  "
                + String.join("\n  ", lines)
                + "\n");
    Process process =
        new ProcessBuilder("haproxy", "-q", "-db", "-f", configuration.toString())
            .inheritIO()
            .start();
    return new Haproxy(process, address);
  }

  InetSocketAddress address() {
    return address;
  }

  /** A connection to it, as soon as it listens. */
  Socket connect() throws IOException, InterruptedException {
    while (true) {
      Socket socket = new Socket();
      try {
        socket.connect(address, LIMIT_MILLIS);
        socket.setSoTimeout(LIMIT_MILLIS);
        return socket;
      } catch (ConnectException e) {
        socket.close();
        assertThat(process.isAlive()).as("HAProxy runs").isTrue();
        Thread.sleep(10);
      }
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
