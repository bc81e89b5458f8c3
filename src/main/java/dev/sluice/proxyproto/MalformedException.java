package dev.sluice.proxyproto;

/** Why bytes are no header; it never leaves the package. */
final class MalformedException extends Exception {
  private static final long serialVersionUID = 1;

  MalformedException(String reason) {
    // What anybody can send must not cost a stack trace.
    super(reason, null, false, false);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
