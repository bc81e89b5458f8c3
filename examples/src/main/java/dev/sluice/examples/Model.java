package dev.sluice.examples;

import java.util.Locale;

/** Which threads wait, and which run the handlers. */
public enum Model {
  /** One loop does it all. */
  SINGLE,
  /** One loop accepts, others have the connections. */
  HANDOVER,
  /** Each loop accepts by a listener of its own (SO_REUSEPORT). */
  REUSEPORT,
  /** Loops wait, a pool of threads runs the handlers. */
  WORKERS,
  /** Loops wait, virtual threads run the handlers. */
  VIRTUAL,
  /** Threads take turns at waiting and run what they were told. */
  LEADER_FOLLOWERS;

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
