package dev.sluice.benchmarks.harness;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where a run takes place: its cores, its scratch folder, its processes, what it compiled. */
public final class Lab implements AutoCloseable {
  private static final int REMOVALS = 20;
  private static final int COMPILE_SECONDS = 60;

  private final Path root;
  private final Cores cores;
  private final Path scratch;
  private final Children children = new Children();
  private final Map<String, Path> compiled = new HashMap<>();
  private @Nullable LoadProcess load;
  private @Nullable Server backEnd;

  /** Opens one for the project in that folder. */
  public Lab(Path root) throws IOException {
    this.root = root;
    this.cores = Cores.pick();
    this.scratch = Files.createTempDirectory("sluice-bench-");
    // The worker of an nginx that root started is somebody else.
    scratch.toFile().setExecutable(true, false);
    scratch.toFile().setReadable(true, false);
  }

  /** {@return the folder of the project} */
  public Path root() {
    return root;
  }

  /** {@return a folder that goes when the run ends} */
  public Path scratch() {
    return scratch;
  }

  /** {@return the cores in use} */
  public Cores cores() {
    return cores;
  }

  Children children() {
    return children;
  }

  /** {@return the load process, started when it is first wanted} */
  public LoadProcess load() throws IOException {
    if (load == null) {
      load = new LoadProcess(this);
    }
    return load;
  }

  /** {@return the echo that stands behind proxies, started when it is first wanted} */
  public Server backEnd() throws IOException {
    if (backEnd == null) {
      String program = compile("reference/echo_epoll.c").toString();
      backEnd = Server.startBehind(this, List.of(program, "127.0.0.1", "0"));
    }
    return backEnd;
  }

  /** {@return the path of this JVM's launcher} */
  public static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  /** {@return the command of a main class from this class path} */
  public static List<String> java(String mainClass, List<String> options, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(java(), "--enable-native-access=ALL-UNNAMED"));
    // Netty's own; without it JDK 25 warns on standard error.
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    command.addAll(arguments);
    return command;
  }

  /** {@return whether a program stands on the PATH, or where administrators' programs are} */
  public static @Nullable Path program(String name) {
    String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin";
    for (String folder : path.split(File.pathSeparator, -1)) {
      Path file = Path.of(folder, name);
      if (!folder.isEmpty() && Files.isExecutable(file) && !Files.isDirectory(file)) {
        return file;
      }
    }
    return null;
  }

  /**
   * Compiles a C source of the project, once.
   *
   * @param source its path under {@code native/}
   * @param options beside the usual ones
   * @return what came out of it
   * @throws UnavailableException without a C compiler, or if it does not compile
   */
  public Path compile(String source, String... options) throws IOException {
    Path done = compiled.get(source);
    if (done != null) {
      return done;
    }
    if (program("cc") == null) {
      throw new UnavailableException("no C compiler: cc (Debian package gcc)");
    }
    Path output = scratch.resolve(source.replace('/', '-').replace(".c", ""));
    List<String> command = new ArrayList<>(List.of("cc", "-O2", "-Wall", "-Wextra", "-o"));
    command.addAll(List.of(output.toString(), root.resolve("native").resolve(source).toString()));
    command.addAll(List.of(options));
    String said = output(new ProcessBuilder(command), COMPILE_SECONDS);
    if (!Files.exists(output)) {
      throw new UnavailableException(source + " does not compile: " + said.strip());
    }
    compiled.put(source, output);
    return output;
  }

  /** {@return what a short command prints on either stream} */
  public String output(ProcessBuilder builder, int seconds) throws IOException {
    Path log = Files.createTempFile(scratch, "output-", ".log");
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    Process process = children.start(builder);
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IOException(builder.command().get(0) + " does not end");
      }
      return Files.readString(log);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } finally {
      children.end(process);
    }
  }

  /** {@return what a command prints on either stream when it runs on the server's core} */
  public String pinnedOutput(List<String> command, int seconds) throws IOException {
    return output(new ProcessBuilder(Cores.onCore(cores.server(), command)), seconds);
  }

  /** Ends every process and removes the folder. */
  @Override
  public void close() {
    children.close();
    // A run that was interrupted may put a file there until it sees that it has ended.
    for (int tries = REMOVALS; Files.exists(scratch); tries--) {
      try {
        Files.walkFileTree(scratch, new Removal());
      } catch (DirectoryNotEmptyException | NoSuchFileException e) {
        if (tries == 0) {
          throw new UncheckedIOException(e);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static final class Removal extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException e)
        throws IOException {
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }
  }
}
