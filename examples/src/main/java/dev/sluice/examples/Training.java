package dev.sluice.examples;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/**
 * What {@code ./sluice} runs once after a build, for the JVM to keep what a start needs ({@code
 * -XX:AOTCacheOutput}): an echo of one byte, and the end.
 */
@Command(name = "train", description = "Shows the JVM a start, and ends.", hidden = true)
final class Training implements Callable<Integer> {
  private static final int LIMIT = (int) Duration.ofSeconds(10).toMillis();

  Training() {}

  /** Runs {@code echo} as it is, but for its one line of output, which begins the exercise. */
  @Override
  public Integer call() {
    System.setOut(
        new PrintStream(OutputStream.nullOutputStream()) {
          @Override
          public void println(String line) {
            int port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
            new Thread(() -> System.exit(echoes(port) ? 0 : 1)).start();
          }
        });
    return Main.execute("echo", "--port", "0");
  }

  private static boolean echoes(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(LIMIT);
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() == 'x';
    } catch (IOException e) {
      return false;
    }
  }
}
