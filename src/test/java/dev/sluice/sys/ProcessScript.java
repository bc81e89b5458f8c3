package dev.sluice.sys;

import static dev.sluice.sys.ScriptedCall.NULL;
import static dev.sluice.sys.ScriptedCall.SOME_ADDRESS;
import static dev.sluice.sys.ScriptedCall.address;
import static dev.sluice.sys.ScriptedCall.integer;
import static dev.sluice.sys.ScriptedCall.number;

/**
 * {@link Ids}, {@link Credentials}, {@link Limits}, {@link Affinity} and {@link Spawn#waitid}. What
 * changes who the process is comes last.
 */
final class ProcessScript {
  private static final int PID = -7300;

  private ProcessScript() {}

  static void run(SyscallScript script) {
    ids(script);
    limits(script);
    folders(script);
    credentials(script);
  }

  private static void ids(SyscallScript script) {
    script.call(Call.GETTID, "gettid", Ids::gettid);
    script.call(Call.GETUID, "getuid", Ids::getuid);
    script.call(Call.GETEUID, "geteuid", Ids::geteuid);
    script.call(Call.GETGID, "getgid", Ids::getgid);
    script.call(Call.GETEGID, "getegid", Ids::getegid);
    String[] three = {
      address(Scratch.get()),
      number(Scratch.get().address() + 4),
      number(Scratch.get().address() + 8)
    };
    script.call(Call.GETRESUID, "getresuid", () -> Ids.getresuid(new int[3]), three);
    script.call(Call.GETRESGID, "getresgid", () -> Ids.getresgid(new int[3]), three);
    script.call(
        Call.GETGROUPS,
        "getgroups",
        () -> Ids.getgroups(new int[7301]),
        integer(7301),
        SOME_ADDRESS);
    script.call(Call.GETPGID, "getpgid", () -> Ids.getpgid(PID), integer(PID));
    script.call(Call.GETSID, "getsid", () -> Ids.getsid(PID), integer(PID));
  }

  private static void limits(SyscallScript script) {
    Rlimit next = new Rlimit();
    Rlimit old = new Rlimit();
    script.call(
        Call.PRLIMIT,
        "prlimit64",
        () -> Limits.prlimit(PID, 7302, next, old),
        integer(PID),
        integer(7302),
        address(next.segment()),
        address(old.segment()));
    script.call(
        Call.PRLIMIT,
        "prlimit64",
        () -> Limits.prlimit(PID, 7303, null, null),
        integer(PID),
        integer(7303),
        NULL,
        NULL);
    CpuSet cpus = new CpuSet();
    String[] arguments = {integer(PID), number(CpuSet.SIZE), address(cpus.segment())};
    script.call(
        Call.SCHED_GETAFFINITY,
        "sched_getaffinity",
        () -> Affinity.sched_getaffinity(PID, cpus),
        arguments);
    script.call(
        Call.SCHED_SETAFFINITY,
        "sched_setaffinity",
        () -> Affinity.sched_setaffinity(PID, cpus),
        arguments);
    WaitInfo info = new WaitInfo();
    script.call(
        Call.WAITID,
        "waitid",
        () -> Spawn.waitid(7304, PID, info, 7305),
        integer(7304),
        integer(PID),
        address(info.segment()),
        integer(7305),
        NULL);
  }

  private static void folders(SyscallScript script) {
    PathBuf path = PathBuf.of("sluice");
    String name = address(path.segment());
    script.call(Call.CHDIR, "chdir", () -> Credentials.chdir(path), name);
    script.call(
        Call.FCHDIR,
        "fchdir",
        () -> Credentials.fchdir(SyscallScript.FD),
        integer(SyscallScript.FD));
    script.call(Call.CHROOT, "chroot", () -> Credentials.chroot(path), name);
    int old = Credentials.umask(0027);
    script.call(Call.UMASK, "umask", () -> Credentials.umask(old), integer(old));
  }

  private static void credentials(SyscallScript script) {
    script.call(
        Call.SETPGID, "setpgid", () -> Credentials.setpgid(PID, 7306), integer(PID), integer(7306));
    script.call(Call.SETSID, "setsid", Credentials::setsid);
    script.call(
        Call.SETGROUPS,
        "setgroups",
        () -> Credentials.setgroups(new int[] {7307, 7308}),
        number(2),
        SOME_ADDRESS);
    script.call(
        Call.SETRESGID,
        "setresgid",
        () -> Credentials.setresgid(7309, 7310, 7311),
        integer(7309),
        integer(7310),
        integer(7311));
    script.call(
        Call.SETRESUID,
        "setresuid",
        () -> Credentials.setresuid(7312, 7313, 7314),
        integer(7312),
        integer(7313),
        integer(7314));
  }
}
