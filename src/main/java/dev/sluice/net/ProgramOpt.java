package dev.sluice.net;

import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_ATTACH_FILTER;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.BpfProgram;
import dev.sluice.sys.SocketOptions;

/** A program of BPF, which the kernel does not give back. */
final class ProgramOpt extends SockOpt<BpfProgram> {
  ProgramOpt(String name, int number) {
    super(name, SOL_SOCKET, number, BpfProgram.class);
  }

  @Override
  public BpfProgram get(int fd) {
    throw onlySet();
  }

  @Override
  public void set(int fd, BpfProgram value) throws ErrnoException {
    int result =
        number == SO_ATTACH_FILTER
            ? SocketOptions.attachFilter(fd, value)
            : SocketOptions.attachReuseportCbpf(fd, value);
    checkSet(result, value.length() + " instructions");
  }
}
