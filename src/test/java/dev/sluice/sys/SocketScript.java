package dev.sluice.sys;

import static dev.sluice.sys.ScriptedCall.address;
import static dev.sluice.sys.ScriptedCall.integer;
import static dev.sluice.sys.SyscallScript.BAD_FD;
import static dev.sluice.sys.SyscallScript.FD;

import dev.sluice.bindings.x86_64.Linux;
import java.util.function.LongSupplier;

/** The part of {@link SyscallScript} that makes pairs and asks sockets by ioctl. */
final class SocketScript {
  private SocketScript() {}

  static void run(SyscallScript script) {
    String scratch = address(Scratch.get());
    script.call(
        Call.SOCKETPAIR,
        "socketpair",
        () -> Net.socketpair(7101, 7102, 7103, new int[2]),
        integer(7101),
        integer(7102),
        integer(7103),
        scratch);
    ask(script, () -> Net.sockatmark(FD), Linux.SIOCATMARK(), scratch);
    ask(script, () -> Net.siocinq(FD), Linux.SIOCINQ(), scratch);
    ask(script, () -> Net.siocoutq(FD), Linux.SIOCOUTQ(), scratch);
  }

  private static void ask(SyscallScript script, LongSupplier call, int request, String scratch) {
    script.call(Call.IOCTL, "ioctl", call, BAD_FD, integer(request), scratch);
  }
}
