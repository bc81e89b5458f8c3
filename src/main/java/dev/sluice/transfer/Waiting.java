package dev.sluice.transfer;

/** What a {@link Transfer} waits for. */
public enum Waiting {
  /** The source has no bytes now, and all that came has gone on. */
  SOURCE,

  /** The sink takes none now; the pipe may still take some of the source. */
  SINK,

  /** Its next turn: others of the loop have theirs. */
  TURN,

  /** Nothing: it has ended, or failed. */
  NOTHING
}
