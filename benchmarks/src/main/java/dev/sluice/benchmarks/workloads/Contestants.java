package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.peers.NettyEcho;
import dev.sluice.benchmarks.peers.NettyFiles;
import dev.sluice.benchmarks.peers.Nio2Echo;
import dev.sluice.benchmarks.peers.NioEcho;
import dev.sluice.benchmarks.peers.NioFiles;
import dev.sluice.benchmarks.peers.VirtualEcho;
import dev.sluice.benchmarks.peers.VirtualFiles;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Who takes part in the workloads of servers. The first is what the others are set against. */
final class Contestants {
  private static final String HOST = "127.0.0.1";
  private static final String ANY_PORT = "0";

  private Contestants() {}

  static List<Contestant> echo() {
    return List.of(
        c("c-epoll", "reference/echo_epoll.c", HOST, ANY_PORT),
        c("c-uring", "reference/echo_uring.c", HOST, ANY_PORT),
        sluice("echo", "--port", ANY_PORT),
        java("nio", NioEcho.class, ANY_PORT),
        java("nio2", Nio2Echo.class, ANY_PORT),
        java("virtual", VirtualEcho.class, ANY_PORT),
        java("netty-nio", NettyEcho.class, ANY_PORT, "nio"),
        java("netty-epoll", NettyEcho.class, ANY_PORT, "epoll"),
        java("netty-uring", NettyEcho.class, ANY_PORT, "uring"));
  }

  static List<Contestant> files() {
    return List.of(
        new Contestant(
            "c-epoll",
            false,
            (lab, options) ->
                Server.start(
                    lab,
                    List.of(
                        lab.compile("reference/files_epoll.c").toString(),
                        HOST,
                        ANY_PORT,
                        ServedFiles.folder(lab).toString()))),
        new Contestant("nginx", false, (lab, options) -> Nginx.files(lab)),
        new Contestant("nginx-cache", false, (lab, options) -> Nginx.cachedFiles(lab)),
        filesOfSluice(),
        javaFiles("nio", NioFiles.class),
        javaFiles("virtual", VirtualFiles.class),
        javaFiles("netty-nio", NettyFiles.class, "nio"),
        javaFiles("netty-epoll", NettyFiles.class, "epoll"),
        javaFiles("netty-uring", NettyFiles.class, "uring"));
  }

  static List<String> names(List<Contestant> contestants) {
    return contestants.stream().map(Contestant::name).toList();
  }

  /** {@return how long one is warmed up, on average, in ms: only JVMs are} */
  static int warmMillis(List<Contestant> contestants, Scale scale) {
    long java = contestants.stream().filter(Contestant::java).count();
    return (int) (scale.warmMillis() * java / contestants.size());
  }

  static Contestant named(String name, List<Contestant> contestants) {
    return contestants.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  private static Contestant c(String name, String source, String... arguments) {
    return new Contestant(
        name,
        false,
        (lab, options) -> {
          List<String> command = new ArrayList<>(List.of(lab.compile(source).toString()));
          command.addAll(Arrays.asList(arguments));
          return Server.start(lab, command);
        });
  }

  private static Contestant sluice(String... arguments) {
    return new Contestant("sluice", true, launch(arguments));
  }

  private static Contestant.Launch launch(String... arguments) {
    return (lab, options) -> Server.start(lab, command(lab, options, arguments));
  }

  /** {@return Sluice's echo with more options than every other row gives it} */
  static Contestant.Launch sluiceEcho(String... options) {
    List<String> arguments = new ArrayList<>(List.of("echo", "--port", ANY_PORT));
    arguments.addAll(Arrays.asList(options));
    return launch(arguments.toArray(String[]::new));
  }

  private static Contestant filesOfSluice() {
    return new Contestant(
        "sluice",
        true,
        (lab, options) -> {
          String folder = ServedFiles.folder(lab).toString();
          return Server.start(lab, command(lab, options, "serve", folder, "--port", ANY_PORT));
        });
  }

  /** What {@code ./sluice} runs. */
  static List<String> command(Lab lab, List<String> javaOptions, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Lab.java()));
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", examples(lab).toString()));
    command.addAll(Arrays.asList(arguments));
    return command;
  }

  private static Path examples(Lab lab) throws IOException {
    Path target = lab.root().resolve("examples/target");
    try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "sluice-examples-*.jar")) {
      for (Path jar : jars) {
        if (!jar.toString().endsWith("-sources.jar")) {
          return jar;
        }
      }
    }
    throw new IOException("the examples are not built: no jar in " + target);
  }

  private static Contestant java(String name, Class<?> main, String... arguments) {
    return new Contestant(
        name,
        true,
        (lab, options) ->
            Server.start(lab, Lab.java(main.getName(), options, Arrays.asList(arguments))));
  }

  private static Contestant javaFiles(String name, Class<?> main, String... engine) {
    return new Contestant(
        name,
        true,
        (lab, options) -> {
          List<String> arguments = new ArrayList<>(List.of(ANY_PORT));
          arguments.add(ServedFiles.folder(lab).toString());
          arguments.addAll(Arrays.asList(engine));
          return Server.start(lab, Lab.java(main.getName(), options, arguments));
        });
  }
}
