package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_KEEPALIVE;
import static dev.sluice.sys.TcpOptionConstants.TCP_KEEPCNT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;

/** {@link SocketOptions}. */
final class OptionCases {
  private static final int NO_OPTION = 9999;

  private OptionCases() {}

  static List<CallCase> cases() {
    MemorySegment eight = Arena.ofAuto().allocate(8);
    BpfProgram keepAll = BpfProgram.allocate(1).add(BpfConstants.BPF_RET, -1);
    BpfProgram none = BpfProgram.allocate(1);
    long noOption = -Errno.ENOPROTOOPT.number();
    long invalid = -Errno.EINVAL.number();
    return List.of(
        new CallCase(
            Call.SETSOCKOPT,
            on(fd -> SocketOptions.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, 1)),
            invalid,
            on(fd -> SocketOptions.setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, 0))),
        new CallCase(
            Call.SETSOCKOPT,
            on(fd -> SocketOptions.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, eight)),
            noOption,
            on(fd -> SocketOptions.setsockopt(fd, SOL_SOCKET, NO_OPTION, eight))),
        new CallCase(
            Call.SETSOCKOPT,
            on(fd -> SocketOptions.attachFilter(fd, keepAll)),
            invalid,
            on(fd -> SocketOptions.attachFilter(fd, none))),
        new CallCase(
            Call.GETSOCKOPT,
            on(fd -> SocketOptions.getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, eight)),
            noOption,
            on(fd -> SocketOptions.getsockopt(fd, SOL_SOCKET, NO_OPTION, eight))),
        new CallCase(
            Call.GETSOCKOPT,
            on(
                fd ->
                    SocketOptions.getsockopt(
                        fd, SOL_SOCKET, SO_KEEPALIVE, eight.asSlice(0, JAVA_INT.byteSize()))),
            -Errno.EBADF.number(),
            () -> SocketOptions.getsockopt(-1, SOL_SOCKET, SO_KEEPALIVE)));
  }

  private static LongSupplier on(IntToLongFunction use) {
    return () -> {
      try (Owned owned = new Owned()) {
        return use.applyAsLong(owned.socket(AF_INET, SOCK_STREAM));
      }
    };
  }
}
