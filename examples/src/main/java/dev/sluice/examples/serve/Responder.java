package dev.sluice.examples.serve;

import dev.sluice.reactor.Connection;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes answers to connections. */
final class Responder {
  private static final String HTML = "text/html; charset=utf-8";

  private Responder() {}

  /** Answers a request by what was found for it. */
  static void answer(Connection connection, Request request, Site.Found found) {
    if (found instanceof Site.File file) {
      try {
        sendChosen(connection, request, file.resource());
      } finally {
        file.resource().release();
      }
    } else if (found instanceof Site.Page page) {
      sendListing(connection, request, page.html());
    } else if (found instanceof Site.Moved moved) {
      ResponseHead head = new ResponseHead(Status.MOVED_PERMANENTLY);
      head.field("Location", moved.location());
      sendPage(connection, request, head, page(Status.MOVED_PERMANENTLY));
    } else if (found instanceof Site.Nothing nothing) {
      sendStatus(connection, request, nothing.status());
    }
  }

  private static void sendChosen(Connection connection, Request request, Resource resource) {
    OpenFile file = resource.choose(request.acceptEncoding());
    if (file == null) {
      ResponseHead head = new ResponseHead(Status.NOT_ACCEPTABLE);
      head.field("Vary", "Accept-Encoding");
      sendPage(connection, request, head, page(Status.NOT_ACCEPTABLE));
      return;
    }
    switch (request.conditions().judge(file.tag(), file.modified())) {
      case FAILED -> sendStatus(connection, request, Status.PRECONDITION_FAILED);
      case NOT_MODIFIED -> sendNotModified(connection, request, file);
      case MET -> sendFile(connection, request, resource, file);
    }
  }

  private static void sendFile(
      Connection connection, Request request, Resource resource, OpenFile file) {
    ByteRange part = part(request, file);
    if (part == null) {
      send(connection, request, resource, file, file.head(request), 0, file.size());
    } else if (part.equals(ByteRange.NOT_SATISFIABLE)) {
      ResponseHead head = new ResponseHead(Status.RANGE_NOT_SATISFIABLE);
      head.field("Content-Range", "bytes */" + file.size());
      sendPage(connection, request, head, page(Status.RANGE_NOT_SATISFIABLE));
    } else {
      long last = part.first() + part.length() - 1;
      byte[] head =
          file.describe(new ResponseHead(Status.PARTIAL_CONTENT))
              .field("Content-Range", "bytes " + part.first() + "-" + last + "/" + file.size())
              .field("Content-Length", part.length())
              .end(request);
      send(connection, request, resource, file, head, part.first(), part.length());
    }
  }

  /** What Range asks for, null for all of it. RFC 9110, 14.2: it means nothing but to GET. */
  private static @Nullable ByteRange part(Request request, OpenFile file) {
    String range = request.conditions().range();
    if (range == null
        || request.head()
        || !request.conditions().wantsPart(file.tag(), file.modified())) {
      return null;
    }
    return ByteRange.of(range, file.size());
  }

  private static void send(
      Connection connection,
      Request request,
      Resource resource,
      OpenFile file,
      byte[] head,
      long first,
      long length) {
    if (request.head() || length == 0) {
      connection.write(head);
    } else {
      // Head and first bytes share a packet.
      connection.writeMore(head);
      connection.sendFile(file.fd(), first, length, resource.hold().releasing());
    }
  }

  private static void sendNotModified(Connection connection, Request request, OpenFile file) {
    connection.write(file.validators(new ResponseHead(Status.NOT_MODIFIED)).end(request));
  }

  /** Listings have no validators: only conditions on whether there is anything at all can hold. */
  private static void sendListing(Connection connection, Request request, byte[] html) {
    switch (request.conditions().judge(null, HttpDate.NONE)) {
      case FAILED -> sendStatus(connection, request, Status.PRECONDITION_FAILED);
      case NOT_MODIFIED -> connection.write(new ResponseHead(Status.NOT_MODIFIED).end(request));
      case MET -> sendPage(connection, request, new ResponseHead(Status.OK), html);
    }
  }

  private static void sendStatus(Connection connection, Request request, Status status) {
    sendPage(connection, request, new ResponseHead(status), page(status));
  }

  private static void sendPage(
      Connection connection, Request request, ResponseHead head, byte[] html) {
    byte[] bytes = describe(head, html).end(request);
    sendPage(connection, bytes, request.head(), html);
  }

  private static ResponseHead describe(ResponseHead head, byte[] html) {
    return head.field("Content-Type", HTML).field("Content-Length", html.length);
  }

  private static void sendPage(Connection connection, byte[] bytes, boolean headOnly, byte[] html) {
    if (headOnly) {
      connection.write(bytes);
    } else {
      connection.writeMore(bytes);
      connection.write(html);
    }
  }

  /**
   * Answers what is no proper request, and ends the connection: where the next one begins is
   * unknown.
   */
  static void refuse(Connection connection, Status status, boolean headOnly) {
    ResponseHead head = new ResponseHead(status);
    if (status == Status.METHOD_NOT_ALLOWED) {
      head.field("Allow", "GET, HEAD");
    }
    byte[] html = page(status);
    sendPage(connection, describe(head, html).endAndClose(), headOnly, html);
    connection.closeAfterWrites();
  }

  private static byte[] page(Status status) {
    return ("<!DOCTYPE html>\n<html><head><title>"
            + status
            + "</title></head><body><h1>"
            + status
            + "</h1></body></html>\n")
        .getBytes(StandardCharsets.US_ASCII);
  }
}
