package dev.sluice.sys;

import static dev.sluice.sys.ProcessConstants.POSIX_SPAWN_SETSID;
import static dev.sluice.sys.ProcessConstants.P_PID;
import static dev.sluice.sys.ProcessConstants.RLIMIT_NOFILE;
import static dev.sluice.sys.ProcessConstants.WEXITED;

import dev.sluice.errno.Errno;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** {@link Credentials}, {@link Limits}, {@link Affinity}, {@link Spawn}. */
final class ProcessCases {
  private static final int NO_PROCESS = Integer.MAX_VALUE;
  private static final int NO_FLAG = 0x4000;
  private static final List<String> NONE = List.of();

  private ProcessCases() {}

  static List<CallCase> cases() {
    return Stream.of(elsewhere(), own(), children(), actions(), attributes())
        .flatMap(List::stream)
        .toList();
  }

  private static List<CallCase> elsewhere() {
    return List.of(
        elsewhere(Call.SETRESUID, Errno.EPERM),
        elsewhere(Call.SETRESGID, Errno.EPERM),
        elsewhere(Call.SETGROUPS, Errno.EPERM),
        elsewhere(Call.SETPGID, Errno.EPERM),
        elsewhere(Call.SETSID, Errno.EPERM),
        elsewhere(Call.CHDIR, Errno.ENOENT),
        elsewhere(Call.FCHDIR, Errno.EBADF),
        elsewhere(Call.CHROOT, Errno.ENOENT),
        neverFails(Call.UMASK, () -> ProcessWideCalls.result("UMASK ok")));
  }

  private static CallCase elsewhere(Call call, Errno error) {
    return failing(
        call,
        () -> ProcessWideCalls.result(call.name() + " ok"),
        error,
        () -> ProcessWideCalls.result(call.name() + " fails"));
  }

  private static CallCase failing(
      Call call, LongSupplier succeeds, Errno error, LongSupplier fails) {
    return new CallCase(call, succeeds, -error.number(), fails);
  }

  private static List<CallCase> own() {
    Rlimit limit = new Rlimit();
    CpuSet cpus = new CpuSet();
    return List.of(
        failing(
            Call.PRLIMIT,
            () -> Limits.prlimit(0, RLIMIT_NOFILE, null, limit),
            Errno.EINVAL,
            () -> Limits.prlimit(0, -1, null, limit)),
        failing(
            Call.SCHED_GETAFFINITY,
            () -> Affinity.sched_getaffinity(0, cpus),
            Errno.ESRCH,
            () -> Affinity.sched_getaffinity(NO_PROCESS, cpus)),
        failing(
            Call.SCHED_SETAFFINITY,
            () -> Affinity.sched_getaffinity(0, cpus) + Affinity.sched_setaffinity(0, cpus),
            Errno.EINVAL,
            () -> Affinity.sched_setaffinity(0, new CpuSet())));
  }

  private static List<CallCase> children() {
    return List.of(
        failing(
            Call.POSIX_SPAWN,
            () -> awaited(Spawn.posix_spawn(PathBuf.of("/bin/true"), null, null, NONE, NONE)),
            Errno.ENOENT,
            () -> Spawn.posix_spawn(PathBuf.of("true"), null, null, NONE, NONE)),
        failing(
            Call.POSIX_SPAWNP,
            () -> awaited(Spawn.posix_spawnp(PathBuf.of("true"), null, null, NONE, NONE)),
            Errno.ENOENT,
            () -> Spawn.posix_spawnp(PathBuf.of("no-such-program"), null, null, NONE, NONE)),
        failing(
            Call.WAITID,
            () -> awaited(Spawn.posix_spawnp(PathBuf.of("true"), null, null, NONE, NONE)),
            Errno.ECHILD,
            () -> Spawn.waitid(P_PID, NO_PROCESS, new WaitInfo(), WEXITED)));
  }

  static long awaited(int pid) {
    return pid < 0 ? pid : Spawn.waitid(P_PID, pid, new WaitInfo(), WEXITED);
  }

  private static List<CallCase> actions() {
    PathBuf path = PathBuf.of("/");
    return List.of(
        ebadf(
            Call.POSIX_SPAWN_FILE_ACTIONS_ADDOPEN,
            all -> all.addopen(3, path, 0, 0),
            all -> all.addopen(-1, path, 0, 0)),
        ebadf(
            Call.POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE,
            all -> all.addclose(3),
            all -> all.addclose(-1)),
        ebadf(
            Call.POSIX_SPAWN_FILE_ACTIONS_ADDDUP2,
            all -> all.adddup2(0, 3),
            all -> all.adddup2(0, -1)),
        neverFails(
            Call.POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP,
            () -> withActions(all -> all.addchdir_np(path))),
        neverFails(Call.POSIX_SPAWN_FILE_ACTIONS_INIT, () -> withActions(all -> 0)),
        neverFails(Call.POSIX_SPAWN_FILE_ACTIONS_DESTROY, () -> withActions(all -> 0)));
  }

  private static CallCase ebadf(
      Call call,
      ToLongFunction<SpawnFileActions> succeeds,
      ToLongFunction<SpawnFileActions> fails) {
    return failing(call, () -> withActions(succeeds), Errno.EBADF, () -> withActions(fails));
  }

  private static long withActions(ToLongFunction<SpawnFileActions> call) {
    try (SpawnFileActions all = new SpawnFileActions()) {
      return call.applyAsLong(all);
    }
  }

  private static List<CallCase> attributes() {
    SigSet signals = SigSet.of(1);
    return List.of(
        failing(
            Call.POSIX_SPAWNATTR_SETFLAGS,
            () -> withAttributes(all -> all.setflags(POSIX_SPAWN_SETSID)),
            Errno.EINVAL,
            () -> withAttributes(all -> all.setflags(NO_FLAG))),
        neverFails(Call.POSIX_SPAWNATTR_SETPGROUP, () -> withAttributes(all -> all.setpgroup(0))),
        neverFails(
            Call.POSIX_SPAWNATTR_SETSIGMASK, () -> withAttributes(all -> all.setsigmask(signals))),
        neverFails(
            Call.POSIX_SPAWNATTR_SETSIGDEFAULT,
            () -> withAttributes(all -> all.setsigdefault(signals))),
        neverFails(Call.POSIX_SPAWNATTR_INIT, () -> withAttributes(all -> 0)),
        neverFails(Call.POSIX_SPAWNATTR_DESTROY, () -> withAttributes(all -> 0)));
  }

  private static long withAttributes(ToLongFunction<SpawnAttributes> call) {
    try (SpawnAttributes all = new SpawnAttributes()) {
      return call.applyAsLong(all);
    }
  }

  private static CallCase neverFails(Call call, LongSupplier succeeds) {
    return new CallCase(call, succeeds, 0, () -> 0);
  }
}
