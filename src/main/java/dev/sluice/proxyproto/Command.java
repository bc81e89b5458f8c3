package dev.sluice.proxyproto;

/** For whom a connection was made. */
public enum Command {
  /** For the proxy itself, as a check does: its own addresses are the true ones. */
  LOCAL,
  /** For a client of the proxy. */
  PROXY;

  static final Command[] BY_CODE = {LOCAL, PROXY};
}
