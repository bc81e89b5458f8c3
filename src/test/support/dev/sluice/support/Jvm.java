package dev.sluice.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Further JVMs: the same one as this, with the same class path. */
public final class Jvm {
  private Jvm() {}

  /** The command that runs a main class of the tests. */
  public static List<String> command(List<String> options, Class<?> main, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m"));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    command.addAll(List.of(arguments));
    return command;
  }
}
