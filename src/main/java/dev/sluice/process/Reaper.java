package dev.sluice.process;

import static dev.sluice.sys.ProcessConstants.P_PID;
import static dev.sluice.sys.ProcessConstants.WEXITED;
import static dev.sluice.sys.ProcessConstants.WNOHANG;
import static dev.sluice.sys.ProcessConstants.WNOWAIT;

import dev.sluice.sys.ProcessWide;
import dev.sluice.sys.WaitInfo;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Ends the zombies that nobody waits for: children that were {@linkplain Child#abandon abandoned},
 * and orphans that came to this process because it is the first one of a container.
 *
 * <p>{@link java.lang.Process} waits for its children too, each by a thread that takes the end the
 * moment it comes; {@code waitid} for any child would rob it, and its exit codes be lost. So each
 * child is looked at alone, and taken only when it has been a zombie for a time of grace: then
 * nobody wants it. Children of {@link Spawn} are left to their {@link Child}. One thread at a time.
 */
@ProcessWide
public final class Reaper {
  private final long grace;
  private Map<ProcessHandle, Long> zombies = new HashMap<>();

  /**
   * Makes one.
   *
   * @param grace how long others have to take their children; a second is long
   */
  public Reaper(Duration grace) {
    this.grace = grace.toNanos();
  }

  /**
   * Takes those that have been zombies since an earlier call, at least for the time of grace. To be
   * called again and again, by a timer.
   *
   * @return how they ended, by id
   */
  public Map<Integer, Exit> reap() {
    long now = System.nanoTime();
    Map<ProcessHandle, Long> still = new HashMap<>();
    Map<Integer, Exit> taken = new HashMap<>();
    for (ProcessHandle child : ProcessHandle.current().children().toList()) {
      int pid = (int) child.pid();
      if (Child.isWaitedFor(pid) || !hasEnded(pid, new WaitInfo(), WNOWAIT)) {
        continue;
      }
      Long since = zombies.get(child);
      WaitInfo info = new WaitInfo();
      if (since == null || now - since < grace) {
        still.put(child, since == null ? now : since);
      } else if (hasEnded(pid, info, 0)) {
        taken.put(pid, Child.exitOf(info));
      }
    }
    zombies = still;
    return taken;
  }

  private static boolean hasEnded(int pid, WaitInfo info, int options) {
    int result = dev.sluice.sys.Spawn.waitid(P_PID, pid, info, WEXITED | WNOHANG | options);
    return result >= 0 && info.pid() == pid;
  }
}
