package dev.sluice.sys;

import dev.sluice.errno.Errno;
import java.util.List;

/** {@link Ids}. */
final class IdCases {
  private static final int NO_PROCESS = Integer.MAX_VALUE;

  private IdCases() {}

  static List<CallCase> cases() {
    long noSuchProcess = -Errno.ESRCH.number();
    return List.of(
        new CallCase(Call.GETPID, Ids::getpid, 0, () -> 0),
        new CallCase(Call.GETPPID, Ids::getppid, 0, () -> 0),
        new CallCase(Call.GETTID, Ids::gettid, 0, () -> 0),
        new CallCase(Call.GETUID, Ids::getuid, 0, () -> 0),
        new CallCase(Call.GETEUID, Ids::geteuid, 0, () -> 0),
        new CallCase(Call.GETGID, Ids::getgid, 0, () -> 0),
        new CallCase(Call.GETEGID, Ids::getegid, 0, () -> 0),
        new CallCase(Call.GETRESUID, () -> Ids.getresuid(new int[3]), 0, () -> 0),
        new CallCase(Call.GETRESGID, () -> Ids.getresgid(new int[3]), 0, () -> 0),
        new CallCase(
            Call.GETGROUPS,
            () -> Ids.getgroups(new int[0]),
            -Errno.EINVAL.number(),
            () -> ProcessWideCalls.result("GETGROUPS fails")),
        new CallCase(
            Call.GETPGID, () -> Ids.getpgid(0), noSuchProcess, () -> Ids.getpgid(NO_PROCESS)),
        new CallCase(
            Call.GETSID, () -> Ids.getsid(0), noSuchProcess, () -> Ids.getsid(NO_PROCESS)));
  }
}
