package dev.sluice.examples.proxy;

/** Which back end is next. */
public enum Balance {
  /** One after another. */
  ROUNDROBIN,
  /** The one with the fewest connections; one after another among equals. */
  LEASTCONN
}
