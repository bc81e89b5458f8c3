package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.KeepsOpen;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call reaches the kernel and comes back: with a result, and with the errno of its fault. */
@KeepsOpen("pipe:.*")
class CallCasesTest {
  /** What has no way to fail. */
  private static final Set<Call> NEVER_FAIL =
      EnumSet.of(
          Call.GETPID,
          Call.GETPPID,
          Call.GETTID,
          Call.GETUID,
          Call.GETEUID,
          Call.GETGID,
          Call.GETEGID,
          Call.GETRESUID,
          Call.GETRESGID,
          Call.UMASK,
          Call.SIGPENDING,
          Call.FREEADDRINFO,
          Call.GAI_STRERROR,
          Call.OPENLOG,
          Call.SYSLOG,
          Call.CLOSELOG,
          Call.SETLOGMASK,
          Call.POSIX_SPAWN_FILE_ACTIONS_INIT,
          Call.POSIX_SPAWN_FILE_ACTIONS_DESTROY,
          // For want of memory only, as what sets attributes.
          Call.POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP,
          Call.POSIX_SPAWNATTR_INIT,
          Call.POSIX_SPAWNATTR_DESTROY,
          Call.POSIX_SPAWNATTR_SETPGROUP,
          Call.POSIX_SPAWNATTR_SETSIGMASK,
          Call.POSIX_SPAWNATTR_SETSIGDEFAULT);

  static List<CallCase> cases() {
    return Stream.of(
            IdCases.cases(),
            PollCases.cases(),
            ByteCases.cases(),
            FileCases.files(),
            FileCases.descriptors(),
            FileCases.memory(),
            SignalCases.cases(),
            OptionCases.cases(),
            MessageCases.cases(),
            SocketCases.cases(),
            ProcessCases.cases(),
            NameCases.cases(),
            EventCases.cases(),
            AioCases.cases())
        .flatMap(List::stream)
        .toList();
  }

  @Test
  void everyCallIsAmongThem() {
    Set<Call> all = cases().stream().map(CallCase::call).collect(Collectors.toSet());

    assertThat(EnumSet.complementOf(EnumSet.copyOf(all))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void succeeds(CallCase each) {
    assertThat(each.succeeds().getAsLong()).isNotNegative();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void failsWithItsErrno(CallCase each) {
    if (!NEVER_FAIL.contains(each.call())) {
      assertThat(each.fails().getAsLong()).isEqualTo(each.error()).isNegative();
    }
  }
}
