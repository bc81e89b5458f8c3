package dev.sluice.process;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import dev.sluice.support.Jvm;
import dev.sluice.support.Tools;
import dev.sluice.sys.Ids;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PrivilegesTest {
  private static final String NOBODY = "65534";

  @TempDir private Path folder;

  @BeforeEach
  void needRoot() {
    if (Ids.geteuid() != 0) {
      Tools.missing("root");
    }
  }

  @Test
  void nothingBringsRootBack() throws Exception {
    List<String> said = run();

    String eperm = "" + -Errno.EPERM.number();
    assertThat(said.stream().filter(line -> line.equals("setresuid=" + eperm))).hasSize(2);
    assertThat(said.stream().filter(line -> line.equals("setresgid=" + eperm))).hasSize(2);
    assertThat(said.stream().filter(line -> line.equals("setgroups=" + eperm))).hasSize(2);
    assertThat(said.stream().filter(line -> line.equals("chroot=" + eperm))).hasSize(2);
    assertThat(said.stream().filter(line -> line.equals("drop=EPERM"))).hasSize(2);
    assertThat(said.stream().filter(line -> line.equals("limit=EPERM"))).hasSize(2);
    assertThat(said).contains("descriptors=none", "threads=4");
  }

  @Test
  void whoIsShutInSeesTheFolderOnly() throws Exception {
    Files.createFile(folder.resolve("only"));
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertThat(run(folder.toString())).contains("root=[only]", "dropped", "threads=4");
  }

  @Test
  void rootAndMinusOneAreNobodyToBecome() {
    assertThatIllegalArgumentException().isThrownBy(() -> Privileges.drop(0, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Privileges.drop(-1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> Privileges.drop(1, -1));
    assertThat(Ids.geteuid()).isZero();
  }

  @Test
  void aThreadThatKeptSomethingIsSeen() throws Exception {
    try (ThreadStatus threads = ThreadStatus.open()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> threads.requireAll(new Account(65534, 65534, List.of())))
          .withMessageContaining("still has rights");
    }
  }

  private static List<String> run(String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(Jvm.command(List.of(), Dropped.class, arguments))
            .redirectErrorStream(true)
            .start();
    try (BufferedReader out = process.inputReader(UTF_8)) {
      List<String> said = new ArrayList<>();
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(line);
        if (line.equals("dropped")) {
          assertAllThreadsAreNobody(process.pid());
          process.outputWriter(UTF_8).append('\n').flush();
        }
      }
      assertThat(process.waitFor()).as("%s", said).isZero();
      assertThat(said).contains("dropped");
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  private static void assertAllThreadsAreNobody(long pid) throws IOException {
    int seen = 0;
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      for (Path thread : threads.toList()) {
        List<String> status = statusUnlessEnded(thread);
        if (status.isEmpty()) {
          continue;
        }
        seen++;
        assertThat(status)
            .as("%s", thread)
            .contains("Uid:" + ("\t" + NOBODY).repeat(4), "Gid:" + ("\t" + NOBODY).repeat(4))
            .contains("CapPrm:\t0000000000000000", "CapEff:\t0000000000000000")
            .anyMatch(line -> line.strip().equals("Groups:\t65533 " + NOBODY));
      }
    }
    assertThat(seen).as("threads").isGreaterThan(8);
  }

  private static List<String> statusUnlessEnded(Path thread) throws IOException {
    try {
      return Files.readAllLines(thread.resolve("status"));
    } catch (IOException e) {
      if (Files.exists(thread)) {
        throw e;
      }
      return List.of();
    }
  }
}
