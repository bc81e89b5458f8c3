package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.ScriptedCall.address;
import static dev.sluice.sys.ScriptedCall.integer;
import static dev.sluice.sys.ScriptedCall.number;

/** {@link SocketOptions}, beyond values of bytes. */
final class OptionScript {
  private OptionScript() {}

  static void run(SyscallScript script) {
    BpfProgram program = BpfProgram.allocate(3).add(BpfConstants.BPF_RET, 0);
    String header = address(program.forCall());
    String length = integer(BpfProgram.HEADER);
    script.call(
        Call.SETSOCKOPT,
        "setsockopt",
        () -> SocketOptions.attachFilter(SyscallScript.FD, program),
        SyscallScript.BAD_FD,
        integer(SOL_SOCKET),
        integer(SocketOptionConstants.SO_ATTACH_FILTER),
        header,
        length);
    script.call(
        Call.SETSOCKOPT,
        "setsockopt",
        () -> SocketOptions.attachReuseportCbpf(SyscallScript.FD, program),
        SyscallScript.BAD_FD,
        integer(SOL_SOCKET),
        integer(SocketOptionConstants.SO_ATTACH_REUSEPORT_CBPF),
        header,
        length);
    script.call(
        Call.SETSOCKOPT,
        "setsockopt",
        () -> SocketOptions.setsockopt(SyscallScript.FD, IPPROTO_UDP, 7011, 7012),
        SyscallScript.BAD_FD,
        integer(IPPROTO_UDP),
        integer(7011),
        address(Scratch.get()),
        integer(4));
    script.call(
        Call.GETSOCKOPT,
        "getsockopt",
        () -> SocketOptions.getsockopt(SyscallScript.FD, IPPROTO_UDP, 7013),
        SyscallScript.BAD_FD,
        integer(IPPROTO_UDP),
        integer(7013),
        number(Scratch.get().address() + 8),
        address(Scratch.get()));
  }
}
