package dev.sluice.process;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the kernel says of every thread, by a folder that was opened before: {@code /proc} may be
 * out of reach by the time that it is read.
 */
final class ThreadStatus implements AutoCloseable {
  private static final List<String> CAPABILITIES = List.of("CapPrm", "CapEff", "CapAmb");

  private final SecureDirectoryStream<Path> threads;

  private ThreadStatus(SecureDirectoryStream<Path> threads) {
    this.threads = threads;
  }

  @SuppressWarnings("StreamResourceLeak") // What is returned owns it.
  static ThreadStatus open() throws IOException {
    DirectoryStream<Path> stream = Files.newDirectoryStream(Path.of("/proc/self/task"));
    if (stream instanceof SecureDirectoryStream<Path> secure) {
      return new ThreadStatus(secure);
    }
    stream.close();
    throw new IOException("this JDK opens no files relative to a folder");
  }

  /** Every thread is the user, in his groups and in no other, and can do nothing beyond. */
  void requireAll(Account account) throws IOException {
    for (Path thread : threads) {
      Path name = thread.getFileName();
      if (name != null) {
        require(name, account);
      }
    }
  }

  private void require(Path thread, Account account) throws IOException {
    Map<String, String> status;
    try {
      status = read(thread);
    } catch (NoSuchFileException e) {
      // It has ended.
      return;
    }
    Set<String> groups = new TreeSet<>();
    account.groups().forEach(group -> groups.add(Integer.toUnsignedString(group)));
    boolean right =
        words(status, "Uid").equals(Set.of(Integer.toUnsignedString(account.uid())))
            && words(status, "Gid").equals(Set.of(Integer.toUnsignedString(account.gid())))
            && words(status, "Groups").equals(groups)
            && CAPABILITIES.stream().allMatch(set -> isEmpty(words(status, set)));
    if (!right) {
      throw new IllegalStateException("thread " + thread + " still has rights: " + status);
    }
  }

  /** Sets that this kernel does not know are none. */
  private static boolean isEmpty(Set<String> bits) {
    return bits.stream().allMatch(word -> word.chars().allMatch(c -> c == '0'));
  }

  private static Set<String> words(Map<String, String> status, String name) {
    Set<String> words = new TreeSet<>();
    Stream.of(status.getOrDefault(name, "").split("\\s+", -1))
        .filter(word -> !word.isEmpty())
        .forEach(words::add);
    return words;
  }

  private Map<String, String> read(Path thread) throws IOException {
    Map<String, String> status = new HashMap<>();
    try (SeekableByteChannel file =
        threads.newByteChannel(thread.resolve("status"), Set.of(StandardOpenOption.READ))) {
      String text = new String(Channels.newInputStream(file).readAllBytes(), ISO_8859_1);
      text.lines()
          .map(line -> line.split(":", 2))
          .filter(pair -> pair.length == 2)
          .forEach(pair -> status.put(pair[0], pair[1].strip()));
    } catch (IOException e) {
      if (ended(e)) {
        throw new NoSuchFileException(thread.toString());
      }
      throw e;
    }
    return status;
  }

  /** A thread that ends while it is read is ESRCH, which java.nio only has as a text. */
  private static boolean ended(IOException e) {
    return String.valueOf(e.getMessage()).contains("No such process");
  }

  @Override
  public void close() throws IOException {
    threads.close();
  }
}
