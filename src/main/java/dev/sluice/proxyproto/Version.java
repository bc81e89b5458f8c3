package dev.sluice.proxyproto;

/** The protocol's two forms. */
public enum Version {
  /** A line of text. */
  V1,
  /** Binary. */
  V2
}
