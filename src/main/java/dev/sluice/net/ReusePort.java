package dev.sluice.net;

import static dev.sluice.sys.BpfConstants.BPF_A;
import static dev.sluice.sys.BpfConstants.BPF_ABS;
import static dev.sluice.sys.BpfConstants.BPF_ALU;
import static dev.sluice.sys.BpfConstants.BPF_JEQ;
import static dev.sluice.sys.BpfConstants.BPF_JMP;
import static dev.sluice.sys.BpfConstants.BPF_K;
import static dev.sluice.sys.BpfConstants.BPF_LD;
import static dev.sluice.sys.BpfConstants.BPF_MOD;
import static dev.sluice.sys.BpfConstants.BPF_RET;
import static dev.sluice.sys.BpfConstants.BPF_W;
import static dev.sluice.sys.BpfConstants.SKF_AD_CPU;
import static dev.sluice.sys.BpfConstants.SKF_AD_OFF;

import dev.sluice.sys.BpfProgram;
import java.util.List;

/**
 * Which of the sockets that share a port by {@link SockOpts#REUSEPORT} gets a connection or a
 * datagram: programs for {@link SockOpts#ATTACH_REUSEPORT_CBPF}. Without one the hash of the flow
 * decides.
 *
 * <p>Sockets are counted from 0, in the order in which they began to listen (TCP) or were bound
 * (UDP). When one is closed, the last takes its number.
 */
public final class ReusePort {
  private ReusePort() {}

  /**
   * The socket of the CPU that handles the packet: with one thread for each CPU, pinned there, what
   * comes stays in that CPU's caches.
   *
   * @param sockets how many share the port; CPU n goes to socket n modulo that
   * @return the program
   */
  public static BpfProgram byCpu(int sockets) {
    if (sockets < 1) {
      throw new IllegalArgumentException("no sockets: " + sockets);
    }
    return BpfProgram.allocate(3)
        .add(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + SKF_AD_CPU)
        .add(BPF_ALU | BPF_MOD | BPF_K, sockets)
        .add(BPF_RET | BPF_A, 0);
  }

  /**
   * The socket that was made for the CPU which handles the packet; a CPU that has none goes to
   * socket n modulo their number.
   *
   * @param cpus the CPU of each socket, in the order of the sockets
   * @return the program
   */
  public static BpfProgram byCpu(List<Integer> cpus) {
    if (cpus.isEmpty()) {
      throw new IllegalArgumentException("no sockets");
    }
    BpfProgram program = BpfProgram.allocate(2 * cpus.size() + 3);
    program.add(BPF_LD | BPF_W | BPF_ABS, SKF_AD_OFF + SKF_AD_CPU);
    for (int socket = 0; socket < cpus.size(); socket++) {
      program.add(BPF_JMP | BPF_JEQ | BPF_K, cpus.get(socket), 0, 1).add(BPF_RET | BPF_K, socket);
    }
    return program.add(BPF_ALU | BPF_MOD | BPF_K, cpus.size()).add(BPF_RET | BPF_A, 0);
  }

  /**
   * Always the same socket, as when all others are to run dry.
   *
   * @param socket its number
   * @return the program
   */
  public static BpfProgram to(int socket) {
    if (socket < 0) {
      throw new IllegalArgumentException("no socket: " + socket);
    }
    return BpfProgram.allocate(1).add(BPF_RET | BPF_K, socket);
  }
}
