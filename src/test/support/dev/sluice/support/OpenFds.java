package dev.sluice.support;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The descriptors of this process, each with what it stands for, without those that the JVM opens
 * when it pleases.
 */
public final class OpenFds {
  private static final Path FOLDER = Path.of("/proc/self/fd");

  /** Jars and class data of the class path and the JDK, random numbers, this listing itself. */
  private static final Pattern OPENED_BY_THE_JVM =
      Pattern.compile(
          ".+\\.(jar|jsa|aot)|"
              + Pattern.quote(System.getProperty("java.home"))
              + "/.+|/dev/u?random|/proc/\\d+/fd");

  private static boolean kept;

  private final Map<Integer, String> links = new TreeMap<>();

  private OpenFds() {}

  /** Those of this moment. */
  public static OpenFds now() throws IOException {
    OpenFds fds = new OpenFds();
    try (Stream<Path> entries = Files.list(FOLDER)) {
      for (Path entry : entries.toList()) {
        fds.add(entry);
      }
    }
    return fds;
  }

  private void add(Path entry) throws IOException {
    try {
      String link = Files.readSymbolicLink(entry).toString();
      if (!OPENED_BY_THE_JVM.matcher(link).matches()) {
        links.put(Integer.valueOf(entry.getFileName().toString()), link);
      }
    } catch (NoSuchFileException e) {
      // Closed meanwhile.
    }
  }

  /** What was opened and what was closed since, as text; empty when nothing was. */
  public String differenceFrom(OpenFds before) {
    List<String> words = new ArrayList<>();
    links.forEach((fd, link) -> tell(words, "left open", fd, link, before));
    before.links.forEach((fd, link) -> tell(words, "closed", fd, link, this));
    return String.join("; ", words);
  }

  private static void tell(
      List<String> words, String what, Integer fd, String link, OpenFds other) {
    if (!link.equals(other.links.get(fd))) {
      words.add(what + ": " + fd + " -> " + link);
    }
  }

  /** All but those that stand for something like this: {@code pipe:.*}. */
  OpenFds without(String pattern) {
    OpenFds others = new OpenFds();
    others.links.putAll(links);
    others.links.values().removeIf(link -> link.matches(pattern));
    return others;
  }

  /**
   * NIO keeps a socket for closing others safely, and an epoll for virtual threads; they look like
   * those of a test. So they are there before the first one.
   */
  static synchronized void openWhatTheJvmKeeps() throws IOException, InterruptedException {
    if (!kept) {
      Selector.open().close();
      parkInRead();
      kept = true;
    }
  }

  private static void parkInRead() throws IOException, InterruptedException {
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket client = new Socket(listener.getInetAddress(), listener.getLocalPort());
        Socket server = listener.accept();
        InputStream input = client.getInputStream()) {
      Thread reader = Thread.ofVirtual().start(() -> readToEnd(input));
      while (reader.isAlive() && reader.getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
      server.shutdownOutput();
      reader.join();
    }
  }

  private static void readToEnd(InputStream input) {
    try {
      input.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
