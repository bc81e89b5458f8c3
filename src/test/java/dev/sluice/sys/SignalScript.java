package dev.sluice.sys;

import static dev.sluice.sys.ScriptedCall.NULL;
import static dev.sluice.sys.ScriptedCall.SOME_ADDRESS;
import static dev.sluice.sys.ScriptedCall.address;
import static dev.sluice.sys.ScriptedCall.integer;
import static dev.sluice.sys.ScriptedCall.number;

/** {@link Signals} but for the actions; no process has these numbers, no signal either. */
final class SignalScript {
  private SignalScript() {}

  static void run(SyscallScript script) {
    int pid = Integer.MAX_VALUE - 1;
    script.call(Call.KILL, "kill", () -> Signals.kill(pid, 7020), integer(pid), integer(7020));
    script.call(
        Call.TGKILL,
        "tgkill",
        () -> Signals.tgkill(pid, pid - 1, 7021),
        integer(pid),
        integer(pid - 1),
        integer(7021));
    script.call(
        Call.RT_SIGQUEUEINFO,
        "rt_sigqueueinfo",
        () -> Signals.sigqueue(pid, 7022, SyscallScript.LARGE),
        integer(pid),
        integer(7022),
        SOME_ADDRESS);
    SigSet set = new SigSet();
    script.call(
        Call.SIGPENDING,
        "rt_sigpending",
        () -> Signals.sigpending(set),
        address(set.segment()),
        number(8));
    masks(script, set);
    OwnerEx owner = new OwnerEx();
    script.call(
        Call.FCNTL,
        "fcntl",
        () -> SignalIo.fcntl(SyscallScript.FD, AsyncConstants.F_SETOWN_EX, owner),
        SyscallScript.BAD_FD,
        integer(AsyncConstants.F_SETOWN_EX),
        address(owner.segment()));
  }

  private static void masks(SyscallScript script, SigSet old) {
    script.call(
        Call.PTHREAD_SIGMASK,
        "rt_sigprocmask",
        () -> Signals.pthread_sigmask(7023, SigSet.of(SignalConstants.SIGTERM), old),
        integer(7023),
        SOME_ADDRESS,
        address(old.segment()),
        number(8));
    script.call(
        Call.PTHREAD_SIGMASK,
        "rt_sigprocmask",
        () -> Signals.pthread_sigmask(7024, null, old),
        integer(7024),
        NULL,
        address(old.segment()),
        number(8));
  }
}
