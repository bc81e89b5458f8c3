package dev.sluice.support;

import java.io.IOException;

/** The wall clock of the machine. */
public final class Clock {
  private Clock() {}

  /**
   * Sets the wall clock a microsecond forth and back again, so that the kernel takes it for set and
   * nobody else notices.
   *
   * @return false where this user may not
   */
  public static boolean setForthAndBack() throws IOException, InterruptedException {
    Tools.require("perl perl-base");
    String number = Toolchain.machine().equals("x86_64") ? "159" : "171";
    // struct timex: its modes, here ADJ_SETOFFSET, and at 72 the seconds and microseconds.
    String script =
        "sub set { my $t = pack('L x68 q q x120', 0x100, @_); syscall($ARGV[0] + 0, $t) < 0 and exit 1 }"
            + "set(0, 1); set(-1, 999999)";
    return Run.command("perl", "-e", script, number).exit() == 0;
  }
}
