package dev.sluice.process;

/** How a process ended. */
public sealed interface Exit {
  /**
   * By itself.
   *
   * @param code its exit code, 0 to 255
   */
  record Exited(int code) implements Exit {}

  /**
   * By a signal.
   *
   * @param signal {@code SIGKILL}, …
   * @param coreDumped whether it left a core file
   */
  record Killed(int signal, boolean coreDumped) implements Exit {}
}
