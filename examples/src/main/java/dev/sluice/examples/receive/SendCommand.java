package dev.sluice.examples.receive;

import dev.sluice.examples.Main;
import dev.sluice.reactor.ClientOptions;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.TcpClient;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice send FILE H:P}. */
@Command(
    name = "send",
    description = {
      "Sends a file to sluice receive, without copying it, and prints the answer.",
      "Ends with 0 when the file is there, whole, and with 1 otherwise."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class SendCommand implements Callable<Integer> {
  private static final int MOST_PORT = 0xffff;

  @Spec private CommandSpec spec;

  @Parameters(index = "0", paramLabel = "FILE", description = "the file")
  private String file;

  @Parameters(
      index = "1",
      paramLabel = "H:P",
      description = "host and port of the server; an IPv6 address stands in brackets")
  private String target;

  @Option(
      names = "--name",
      paramLabel = "N",
      description = "what it is to be called there (its own name)")
  private @Nullable String name;

  @Option(
      names = "--idle",
      paramLabel = "S",
      defaultValue = "60",
      description = "seconds: gives up when nothing moves for longer (${DEFAULT-VALUE})")
  private int idle;

  /** Made by picocli. */
  public SendCommand() {}

  @Override
  public Integer call() throws Exception {
    check(idle >= 1, "--idle is at least 1 second");
    int colon = target.lastIndexOf(':');
    check(colon > 0 && isPort(target.substring(colon + 1)), "HOST:PORT, not " + target);
    String host = target.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try (EventLoop loop = EventLoop.open();
        Sending sending = Sending.open(loop, file, nameThere(), Duration.ofSeconds(idle))) {
      TcpClient.connect(
          loop,
          host,
          target.substring(colon + 1),
          ClientOptions.DEFAULT,
          connection -> sending,
          why -> sending.notConnected(new IOException(inOneLine(why), why)));
      loop.run();
      String answer = sending.answer();
      boolean stored = answer.startsWith("OK ");
      (stored ? System.out : System.err).println(answer);
      return stored ? 0 : 1;
    }
  }

  private void check(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) > 0
        && Integer.parseInt(text) <= MOST_PORT;
  }

  private String nameThere() {
    Path last = Path.of(file).getFileName();
    String there = name == null ? String.valueOf(last) : name;
    try {
      Header.checkName(there);
    } catch (ProtocolException e) {
      throw new ParameterException(spec.commandLine(), there + ": " + e.getMessage(), e);
    }
    return there;
  }

  /** Each address that was tried, where there were some. */
  private static @Nullable String inOneLine(IOException why) {
    Throwable[] each = why.getSuppressed();
    return each.length == 0
        ? why.getMessage()
        : Arrays.stream(each).map(Throwable::getMessage).collect(Collectors.joining("; "));
  }
}
