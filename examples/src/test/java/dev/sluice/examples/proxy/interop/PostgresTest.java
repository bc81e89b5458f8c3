package dev.sluice.examples.proxy.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.transfer.Mode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgreSQL: rows in bulk both ways, and transactions. */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class PostgresTest {
  private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int ROWS = 60_000;

  @TempDir private static Path folder;
  private static Program server;
  private static Proxies proxies;

  @BeforeAll
  static void start() throws Exception {
    Tools.require(
        "psql postgresql-client",
        "pg_isready postgresql-client",
        "pgbench postgresql",
        "setpriv util-linux",
        "chown coreutils");
    Path programs = programs();
    List<String> user = user();
    String data = folder.resolve("data").toString();
    List<String> init = new ArrayList<>(user);
    init.add(programs.resolve("initdb").toString());
    init.addAll(List.of("-D", data, "-N", "-A", "trust", "-U", "postgres"));
    init.addAll(List.of("--locale=C", "-E", "UTF8"));
    Run.output(init.toArray(String[]::new));

    int port = Program.freePort();
    List<String> command = new ArrayList<>(user);
    command.add(programs.resolve("postgres").toString());
    command.addAll(List.of("-D", data, "-p", String.valueOf(port), "-h", "127.0.0.1"));
    command.addAll(List.of("-k", folder.toString(), "-F", "-c", "autovacuum=off"));
    Path log = folder.resolve("postgres.log");
    server = Program.listening(log, port, command.toArray(String[]::new));
    // It listens before it is ready.
    String[] ready = {"pg_isready", "-q", "-h", "127.0.0.1", "-p", String.valueOf(port)};
    Await.until(LIMIT, () -> Run.command(ready).exit() == 0, () -> "not ready");
    proxies = Proxies.to(port);
  }

  /** Debian keeps those of the server apart, each version in its folder. */
  private static Path programs() throws IOException {
    if (Files.isDirectory(VERSIONS)) {
      try (DirectoryStream<Path> versions = Files.newDirectoryStream(VERSIONS)) {
        for (Path version : versions) {
          Path programs = version.resolve("bin");
          if (Files.isExecutable(programs.resolve("initdb"))) {
            return programs;
          }
        }
      }
    }
    Tools.missing("initdb is missing (Debian package postgresql)");
    throw new AssertionError("not reached");
  }

  /** It refuses root: then it is started as somebody else, who gets the folder. */
  private static List<String> user() throws Exception {
    if (!Run.output("id", "-u").equals("0\n")) {
      return List.of();
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Run.output("chown", "postgres", folder.toString());
    return List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
  }

  @AfterAll
  static void end() throws Exception {
    try (Program its = server;
        Proxies all = proxies) {
      if (its != null && all != null) {
        all.endWithoutFailures();
      }
    }
  }

  private static String psql(Mode mode, String... commands) throws Exception {
    List<String> command = new ArrayList<>(List.of("psql", "-X", "-q", "-A", "-t"));
    command.addAll(List.of("-v", "ON_ERROR_STOP=1", "-d", database(mode)));
    for (String each : commands) {
      command.addAll(List.of("-c", each));
    }
    return Run.output(command.toArray(String[]::new));
  }

  private static String database(Mode mode) {
    return "host=127.0.0.1 port=" + proxies.port(mode) + " user=postgres dbname=postgres";
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void rowsInBulk(Mode mode) throws Exception {
    Path in = folder.resolve("in-" + mode);
    Path out = folder.resolve("out-" + mode);
    Random random = new Random(mode.name().hashCode());
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < ROWS; i++) {
      rows.append(i).append('\t');
      rows.append(Long.toHexString(random.nextLong()).repeat(random.nextInt(12))).append('\n');
    }
    Files.writeString(in, rows);
    String table = "bulk_" + mode;

    psql(
        mode,
        "CREATE TABLE " + table + " (id int, value text)",
        "\\copy " + table + " FROM '" + in + "'",
        "\\copy (SELECT * FROM " + table + " ORDER BY id) TO '" + out + "'");

    assertThat(psql(mode, "SELECT count(*) FROM " + table)).isEqualTo(ROWS + "\n");
    assertThat(Files.mismatch(in, out)).isEqualTo(-1);
  }

  @ParameterizedTest
  @CsvSource({"SPLICE, simple", "AUTO, prepared"})
  void transactions(Mode mode, String protocol) throws Exception {
    pgbench(mode, "-i", "-s", "1", "-q");

    String out = pgbench(mode, "-n", "-c", "4", "-t", "100", "-M", protocol);

    assertThat(out)
        .contains("number of transactions actually processed: 400/400")
        .contains("number of failed transactions: 0 (");
    String sums =
        "SELECT (SELECT sum(abalance) FROM pgbench_accounts) = (SELECT sum(delta) FROM"
            + " pgbench_history), (SELECT count(*) FROM pgbench_history)";
    assertThat(psql(mode, sums)).isEqualTo("t|400\n");
  }

  private static String pgbench(Mode mode, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("pgbench"));
    command.addAll(List.of(options));
    command.add(database(mode));
    return Run.output(command.toArray(String[]::new));
  }
}
