package dev.sluice.examples.proxy;

/** How bytes cross the proxy. */
public enum Mode {
  /** Within the kernel, through a pipe. */
  SPLICE,
  /** Through memory of the process. */
  COPY,
  /** Whichever is cheaper for what comes. */
  AUTO
}
