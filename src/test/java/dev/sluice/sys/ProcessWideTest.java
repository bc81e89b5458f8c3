package dev.sluice.sys;

import static dev.sluice.sys.ProcessConstants.RLIMIT_NOFILE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** {@link Credentials}, {@link Limits}, {@link Affinity} and {@link Syslog}. */
@Bounded
class ProcessWideTest {
  @Test
  void whoIsNotRootCannotShutHimselfIn() {
    assertThat(ProcessWideCalls.result("CHROOT not root")).isEqualTo(-Errno.EPERM.number());
  }

  @Test
  void theMaskThatWasSetComesBack() {
    int old = Credentials.umask(0027);

    assertThat(Credentials.umask(old)).isEqualTo(0027);
  }

  @Test
  void aLimitOfAnotherProcessIsSetAndRead() throws Exception {
    Process sleep = new ProcessBuilder("sleep", "60").start();
    try {
      int pid = (int) sleep.pid();
      Rlimit limit = new Rlimit();
      Rlimit old = new Rlimit();
      limit.set(77, 88);

      assertThat(Limits.prlimit(pid, RLIMIT_NOFILE, limit, old)).isZero();
      assertThat(java.nio.file.Files.readString(Path.of("/proc/" + pid + "/limits")))
          .containsPattern("Max open files +77 +88 +files");
      assertThat(old.hard()).isNotEqualTo(88);
      assertThat(Limits.prlimit(pid, RLIMIT_NOFILE, null, old)).isZero();
      assertThat(old.soft()).isEqualTo(77);
      assertThat(old.hard()).isEqualTo(88);
      limit.set(89, 88);
      assertThat(Limits.prlimit(pid, RLIMIT_NOFILE, limit, null)).isEqualTo(-Errno.EINVAL.number());
    } finally {
      sleep.destroyForcibly().waitFor();
    }
  }

  @Test
  void processorsAreThoseThatTasksetSays() throws Exception {
    Tools.require("taskset util-linux");
    Process sleep = new ProcessBuilder("sleep", "60").start();
    try {
      int pid = (int) sleep.pid();
      CpuSet set = new CpuSet();
      set.add(1000);
      assertThat(Affinity.sched_getaffinity(pid, set)).isZero();
      assertThat(set.contains(1000)).as("what was there before").isFalse();
      int last = set.toBitSet().length() - 1;
      BitSet one = new BitSet();
      one.set(last);

      assertThat(Affinity.sched_setaffinity(pid, CpuSet.of(one))).isZero();
      assertThat(Run.output("taskset", "-cp", Integer.toString(pid)).strip()).endsWith(": " + last);
      assertThat(Affinity.sched_getaffinity(pid, set)).isZero();
      assertThat(set.toBitSet()).isEqualTo(one);
    } finally {
      sleep.destroyForcibly().waitFor();
    }
  }

  @Test
  void aSetOfProcessorsIsASet() {
    CpuSet set = new CpuSet();
    set.add(0);
    set.add(63);
    set.add(64);
    set.add(1023);
    set.remove(63);

    assertThat(set).hasToString("{0, 64, 1023}");
    assertThat(set.contains(64)).isTrue();
    assertThat(set.contains(63)).isFalse();
    set.clear();
    assertThat(set.toBitSet().isEmpty()).isTrue();
  }

  @Test
  void aMessageIsNeverAFormat() throws Exception {
    String backend = "-Dsluice.backend=" + Backend.current().name().toLowerCase(Locale.ROOT);
    List<String> command = Jvm.command(List.of(backend), SyslogToStderr.class);

    Run run = Run.command(command.toArray(String[]::new));

    assertThat(run.exit()).isZero();
    assertThat(new String(run.err().getBytes(java.nio.charset.StandardCharsets.ISO_8859_1), UTF_8))
        .containsPattern("sluice-%s\\[\\d+]: %s%n%m%99999d grün")
        .contains("a warning")
        .doesNotContain("masked");
    assertThat(run.out().strip()).isEqualTo("255 15");
  }

  /** Logs to standard error. */
  static final class SyslogToStderr {
    private SyslogToStderr() {}

    /** Prints what the masks were. */
    public static void main(String[] args) {
      Syslog.openlog(
          "sluice-%s",
          SyslogConstants.LOG_PERROR | SyslogConstants.LOG_PID, SyslogConstants.LOG_USER);
      Syslog.syslog(SyslogConstants.LOG_INFO, "%s%n%m%99999d grün");
      // Of four severities, LOG_ERR at most.
      int first = Syslog.setlogmask(15);
      Syslog.syslog(SyslogConstants.LOG_WARNING, "masked");
      int second = Syslog.setlogmask(255);
      Syslog.syslog(SyslogConstants.LOG_WARNING, "a warning");
      Syslog.closelog();
      System.out.println(first + " " + second);
    }
  }
}
