package dev.sluice.examples.proxy;

/** Which way bytes go. */
public enum Direction {
  /** From the client. */
  TO_BACKEND,
  /** To the client. */
  TO_CLIENT
}
