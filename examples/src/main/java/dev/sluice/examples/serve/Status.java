package dev.sluice.examples.serve;

/** The statuses that this server answers with, as RFC 9110 names them. */
enum Status {
  OK(200, "OK"),
  MOVED_PERMANENTLY(301, "Moved Permanently"),
  BAD_REQUEST(400, "Bad Request"),
  FORBIDDEN(403, "Forbidden"),
  NOT_FOUND(404, "Not Found"),
  METHOD_NOT_ALLOWED(405, "Method Not Allowed"),
  REQUEST_TIMEOUT(408, "Request Timeout"),
  CONTENT_TOO_LARGE(413, "Content Too Large"),
  HEADER_FIELDS_TOO_LARGE(431, "Request Header Fields Too Large"),
  INTERNAL_SERVER_ERROR(500, "Internal Server Error"),
  NOT_IMPLEMENTED(501, "Not Implemented"),
  SERVICE_UNAVAILABLE(503, "Service Unavailable"),
  VERSION_NOT_SUPPORTED(505, "HTTP Version Not Supported");

  final int code;
  final String reason;

  Status(int code, String reason) {
    this.code = code;
    this.reason = reason;
  }

  @Override
  public String toString() {
    return code + " " + reason;
  }
}
