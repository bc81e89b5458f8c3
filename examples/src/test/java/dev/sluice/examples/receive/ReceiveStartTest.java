package dev.sluice.examples.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where uploads could not go. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReceiveStartTest {
  private static Run receive(String... options) throws IOException, InterruptedException {
    String[] arguments = new String[options.length + 3];
    arguments[0] = "receive";
    arguments[1] = "--port";
    arguments[2] = "0";
    System.arraycopy(options, 0, arguments, 3, options.length);
    List<String> command = ServerProcess.command(List.of("-XX:TieredStopAtLevel=1"), arguments);
    return Run.command(Duration.ofMinutes(1), command);
  }

  private static void isOneLine(Run run, String pattern) {
    assertThat(run.err()).matches(pattern + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.exit()).isEqualTo(2);
  }

  @Test
  void missingOrNoFolder(@TempDir Path temp) throws Exception {
    String missing = temp.resolve("missing").toString();
    isOneLine(
        receive("--dir", missing), "receive: open\\(.*/missing\\): ENOENT \\(No such file.*\\)");
    String file = Files.createFile(temp.resolve("file")).toString();
    isOneLine(receive("--dir", file), "receive: open\\(.*/file\\): ENOTDIR \\(Not a dir.*\\)");
  }

  /** Root may write everywhere, but no file can be made in /proc. */
  @Test
  void notWritable() throws Exception {
    isOneLine(
        receive("--dir", "/proc/self"),
        "receive: /proc/self: no files can be made there: E[A-Z]+ \\(.*\\)");
  }

  @Test
  void wrongUse(@TempDir Path temp) throws Exception {
    Run none = receive();
    assertThat(none.exit()).isEqualTo(2);
    assertThat(none.err()).contains("--dir", "Usage: sluice receive");
    Run size = receive("--dir", temp.toString(), "--max-size", "0");
    assertThat(size.exit()).isEqualTo(2);
    assertThat(size.err()).contains("a number of bytes from 1 on");
  }
}
