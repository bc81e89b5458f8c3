package dev.sluice.proxyproto;

/** How a client talks to the proxy. */
public enum Transport {
  /** Not known, or not said. */
  UNSPECIFIED,
  /** TCP, or a local stream. */
  STREAM,
  /** UDP, or local datagrams. */
  DATAGRAM;

  static final Transport[] BY_CODE = {UNSPECIFIED, STREAM, DATAGRAM};
}
