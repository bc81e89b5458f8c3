package dev.sluice.sys;

import java.util.List;

/** {@link Ids}. */
final class IdCases {
  private IdCases() {}

  static List<CallCase> cases() {
    return List.of(
        new CallCase(Call.GETPID, Ids::getpid, 0, () -> 0),
        new CallCase(Call.GETPPID, Ids::getppid, 0, () -> 0));
  }
}
