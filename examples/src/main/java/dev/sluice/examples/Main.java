package dev.sluice.examples;

import dev.sluice.examples.chat.ChatCommand;
import dev.sluice.examples.connect.ConnectCommand;
import dev.sluice.examples.echo.EchoCommand;
import dev.sluice.examples.fifo.FifoCommand;
import dev.sluice.examples.mirror.MirrorCommand;
import dev.sluice.examples.proxy.ProxyCommand;
import dev.sluice.examples.receive.ReceiveCommand;
import dev.sluice.examples.receive.SendCommand;
import dev.sluice.examples.serve.ServeCommand;
import dev.sluice.examples.upper.UpperCommand;
import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command line: one subcommand per server. */
@Command(
    name = "sluice",
    description = "Servers on Linux system calls, from Java.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {
      EchoCommand.class,
      ServeCommand.class,
      UpperCommand.class,
      FifoCommand.class,
      ChatCommand.class,
      ConnectCommand.class,
      ProxyCommand.class,
      MirrorCommand.class,
      ReceiveCommand.class,
      SendCommand.class,
      Training.class
    },
    footer = "%n./sluice bench measures them: ./sluice bench --help.")
public final class Main implements Runnable {
  @Spec private CommandSpec spec;

  /** Reads the version that the build wrote down. */
  public static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() throws IOException {
      Properties properties = new Properties();
      try (InputStream in = Main.class.getResourceAsStream("version.properties")) {
        properties.load(in);
      }
      return new String[] {"sluice " + properties.getProperty("version")};
    }
  }

  private Main() {}

  /** Runs the command: exit status 0, 1 for a failure, 2 for wrong use. */
  public static void main(String[] args) {
    System.exit(execute(args));
  }

  static int execute(String... args) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler(Main::report);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    return line.execute(args);
  }

  /** One line for what a user can mend; a stack trace for what only we can. */
  private static int report(Exception e, CommandLine line, CommandLine.ParseResult result) {
    if (e instanceof IOException) {
      line.getErr().println(e.getMessage());
    } else {
      e.printStackTrace(line.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
