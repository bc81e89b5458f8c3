package dev.sluice.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.Ids;
import dev.sluice.sys.SyslogConstants;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SyslogTest {
  /** A /dev of its own with a logger in it: netcat, which is ended by its id. */
  private static final String WITH_LOGGER =
      """
      set -e
      dev=$1 out=$2
      shift 2
      for device in null zero random urandom; do
        touch "$dev/$device"
        mount --bind /dev/$device "$dev/$device"
      done
      mount --rbind "$dev" /dev
      nc -lkuU /dev/log > "$out" &
      logger=$!
      until [ -S /dev/log ]; do sleep 0.05; done
      "$@"
      until grep -q 'the last' "$out"; do sleep 0.05; done
      kill $logger
      """;

  @TempDir private Path folder;

  @Test
  void messagesReachTheLogger() throws Exception {
    Tools.require("nc netcat-openbsd", "unshare util-linux", "mount mount");
    if (Ids.geteuid() != 0 || Run.command("unshare", "-m", "true").exit() != 0) {
      Tools.missing("a mount namespace");
    }
    Path dev = Files.createDirectory(folder.resolve("dev"));
    Path out = folder.resolve("out");
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare", "-m", "sh", "-c", WITH_LOGGER, "sh", dev.toString(), out.toString()));
    command.addAll(Jvm.command(List.of(), Logging.class));

    Run run = Run.command(command.toArray(String[]::new));

    assertThat(run.exit()).as(run.err()).isZero();
    // <facility + severity>, as RFC 3164 has it.
    assertThat(Files.readString(out))
        .containsPattern("<30>.* sluice\\[\\d+]: hello 100%s")
        .containsPattern("<29>.* sluice\\[\\d+]: the last")
        .doesNotContain("left out");
  }

  /** Logs. */
  static final class Logging {
    private Logging() {}

    /** Logs a message of each kind. */
    public static void main(String[] args) {
      try (Syslog log = Syslog.open("sluice", Facility.DAEMON, SyslogConstants.LOG_PID)) {
        log.log(Severity.INFO, "hello 100%s");
        log.threshold(Severity.NOTICE);
        log.log(Severity.INFO, "left out");
        log.log(Severity.NOTICE, "the last");
      }
    }
  }

  @Test
  void facilitiesAndSeveritiesAreThoseOfC() {
    assertThat(Facility.local(7).number()).isEqualTo(SyslogConstants.LOG_LOCAL7);
    assertThat(Facility.local(0)).isEqualTo(new Facility(SyslogConstants.LOG_LOCAL0));
    assertThatIllegalArgumentException().isThrownBy(() -> Facility.local(8));
    assertThatIllegalArgumentException().isThrownBy(() -> new Facility(7));
    assertThatIllegalArgumentException().isThrownBy(() -> new Severity(8));
    assertThatIllegalArgumentException().isThrownBy(() -> new Severity(-1));
  }
}
