package dev.sluice.examples.serve;

/** A request that is not served: how it is answered, and that the connection ends with it. */
final class BadRequestException extends Exception {
  private static final long serialVersionUID = 1;

  final Status status;

  BadRequestException(Status status, String why) {
    // Peers cause these at will: no stack trace is taken.
    super(why, null, false, false);
    this.status = status;
  }

  static BadRequestException malformed(String why) {
    return new BadRequestException(Status.BAD_REQUEST, why);
  }
}
