package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code ./sluice}, in a tree of its own with an mvn and a java that only tell what they
 * are asked.
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SluiceScriptTest {
  private static final String BUILDS = "sluice: building (about a minute the first time)\n";

  @TempDir private Path tree;

  @BeforeEach
  void fill() throws IOException {
    Path script = tree.resolve("sluice");
    Files.copy(Path.of("..", "sluice"), script);
    executable(script);
    for (String module : new String[] {"bindings", "src", "examples", "benchmarks"}) {
      Files.createDirectories(tree.resolve(module).resolve("src"));
      Files.writeString(tree.resolve(module).resolve("pom.xml"), "<project/>");
    }
    Files.createDirectories(tree.resolve("src/main"));
    Files.createDirectories(tree.resolve("examples/src/main"));
    Files.createDirectories(tree.resolve("benchmarks/src/main"));
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    Files.writeString(tree.resolve("examples/src/main/A.java"), "class A {}");
    Files.createDirectories(tree.resolve("tools"));
    program(
        "tools/mvn", "mkdir -p examples/target/lib && touch examples/target/sluice-examples-1.jar");
    Files.createDirectories(tree.resolve("jdk/bin"));
    Files.writeString(tree.resolve("jdk/release"), "JAVA_VERSION=\"25.0.1\"\n");
    program("jdk/bin/java", "echo \"pid $$ args $*\"; exit 42");
  }

  private void program(String name, String body) throws IOException {
    executable(Files.writeString(tree.resolve(name), "#!/bin/sh\n" + body + "\n"));
  }

  private static void executable(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Run run(String... arguments) throws Exception {
    String command =
        "PATH="
            + tree.resolve("tools")
            + ":$PATH JAVA_HOME="
            + tree.resolve("jdk")
            + "; export PATH JAVA_HOME; echo \"shell $$\"; exec "
            + tree.resolve("sluice")
            + " "
            + String.join(" ", arguments);
    return Run.command(Duration.ofSeconds(30), List.of("sh", "-c", command));
  }

  /** Makes everything older, so that what is written next is newer than the last build. */
  private static void settle() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(20);
  }

  @Test
  void becomesTheJvmAndPassesItsExitStatusOn() throws Exception {
    Run run = run("echo", "--port", "0");

    assertThat(run.exit()).isEqualTo(42);
    String pid = run.out().lines().findFirst().orElseThrow().replace("shell ", "");
    assertThat(run.out()).contains("pid " + pid + " args");
    assertThat(run.out()).endsWith("sluice-examples-1.jar echo --port 0\n");
  }

  @Test
  void buildsOnFirstUseAndAfterAChangeOnly() throws Exception {
    assertThat(run("x").err()).isEqualTo(BUILDS);
    assertThat(run("x").err()).isEmpty();

    settle();
    Files.writeString(tree.resolve("examples/src/main/A.java"), "class A { int b; }");
    assertThat(run("x").err()).isEqualTo(BUILDS);
    assertThat(run("x").err()).isEmpty();

    settle();
    Files.delete(tree.resolve("examples/src/main/A.java"));
    assertThat(run("x").err()).isEqualTo(BUILDS);
    assertThat(run("x").err()).isEmpty();
  }

  @Test
  void aFailedBuildSaysWhyAndIsTriedAgain() throws Exception {
    program("tools/mvn", "echo 'it does not compile'; exit 1");

    for (int i = 0; i < 2; i++) {
      Run run = run("x");
      assertThat(run.exit()).isEqualTo(1);
      assertThat(run.err()).isEqualTo(BUILDS + "it does not compile\nsluice: the build failed\n");
    }
  }

  /** A java whose training run leaves a cache, or does not. */
  private void trains(String made) throws IOException {
    program(
        "jdk/bin/java",
        "case $1 in -XX:AOTCacheOutput=*) echo noise; echo noise >&2; "
            + made
            + ";; esac; echo \"args $*\"");
  }

  @Test
  void aBuildTrainsTheJvmAndLaterStartsUseIt() throws Exception {
    String cache = "-XX:AOTCache=" + tree.resolve("examples/target/sluice.aot");
    trains("touch \"${1#*=}\"; exit 0");

    for (int i = 0; i < 2; i++) {
      Run run = run("x");
      assertThat(run.out()).contains("args " + cache + " ").doesNotContain("noise");
      assertThat(run.err()).isEqualTo(i == 0 ? BUILDS : "");
    }
  }

  @Test
  void aCacheOlderThanAJarIsNotUsed() throws Exception {
    trains("touch \"${1#*=}\"; exit 0");
    run("x");
    settle();
    Files.writeString(tree.resolve("examples/target/lib/other.jar"), "");

    Run run = run("x");

    assertThat(run.out()).doesNotContain("AOT");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void aTrainingThatFailsLeavesNoOldCacheAndIsNoFailure() throws Exception {
    trains("touch \"${1#*=}\"; exit 0");
    run("x");
    trains("touch \"${1#*=}\"; exit 1");
    settle();
    Files.writeString(tree.resolve("examples/src/main/A.java"), "class A { int b; }");

    Run run = run("x");

    assertThat(run.out()).doesNotContain("AOT", "noise").endsWith("sluice-examples-1.jar x\n");
    assertThat(run.err()).isEqualTo(BUILDS);
    assertThat(run.exit()).isZero();
  }

  @Test
  void benchIsAModuleOfItsOwn() throws Exception {
    program(
        "tools/mvn",
        "for m in examples benchmarks; do mkdir -p $m/target/lib; touch $m/target/sluice-$m-1.jar;"
            + " done; echo \"$*\" > asked");

    Run first = run("bench", "--quick");
    Run second = run("bench", "--quick");

    assertThat(first.out())
        .endsWith(
            "args -Dsluice.root=%s -jar %s --quick\n"
                .formatted(tree, tree.resolve("benchmarks/target/sluice-benchmarks-1.jar")));
    assertThat(first.err()).isEqualTo(BUILDS);
    assertThat(second.err()).isEmpty();
    assertThat(Files.readString(tree.resolve("asked"))).contains("-pl benchmarks -am");
  }
}
