package dev.sluice.examples.serve;

import dev.sluice.reactor.Connection;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.Input;
import dev.sluice.timer.Timer;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Serves one connection: parses requests, answers them one after another. */
final class HttpHandler implements ConnectionHandler {
  private final Connection connection;
  private final Site site;
  private final Duration timeout;
  private final HeadParser parser = new HeadParser();
  private @Nullable Timer headTimer;
  // How long to wait for a last request; null while there is no end in sight.
  private @Nullable Duration lastRequest;

  HttpHandler(Connection connection, Site site, Duration timeout) {
    this.connection = connection;
    this.site = site;
    this.timeout = timeout;
  }

  @Override
  public void onOpen(Connection c) {
    c.idleTimeout(timeout);
    // One answer at a time: while anything of it waits, no further request is read, so that
    // pipelining opens no files.
    c.watermarks(0, 1);
  }

  @Override
  public void onData(Connection c, Input input) throws IOException {
    try {
      while (input.remaining() > 0 && c.isWritable()) {
        if (parser.accept(input.read())) {
          stopHeadTimer();
          Request request = parser.take();
          answer(lastRequest == null ? request : request.last());
        }
      }
      if (parser.inHead()) {
        startHeadTimer();
      } else {
        // Half an empty line may have started it.
        stopHeadTimer();
      }
    } catch (BadRequestException e) {
      refuse(e.status);
    }
  }

  private void answer(Request request) throws IOException {
    Responder.answer(connection, request, site.find(request));
    if (!request.keepAlive()) {
      connection.closeAfterWrites();
    }
  }

  private void refuse(Status status) {
    stopHeadTimer();
    Responder.refuse(connection, status, parser.isHead());
  }

  /** A head that trickles in keeps the connection busy, so the idle timeout would never end it. */
  private void startHeadTimer() {
    if (headTimer == null) {
      headTimer = connection.loop().schedule(timeout, this::headTimedOut);
    } else if (!headTimer.isPending()) {
      connection.loop().reschedule(headTimer, timeout);
    }
  }

  private void stopHeadTimer() {
    if (headTimer != null && headTimer.isPending()) {
      connection.loop().cancel(headTimer);
    }
  }

  private void headTimedOut() {
    if (connection.isOpen() && parser.inHead()) {
      refuse(Status.REQUEST_TIMEOUT);
    }
  }

  /** A client that does not know yet is answered once more, and told with it. */
  @Override
  public void onStop(Connection c, Duration quiet) {
    if (quiet.isZero()) {
      c.closeAfterWrites();
    } else {
      lastRequest = quiet;
      onWritable(c);
    }
  }

  @Override
  public void onWritable(Connection c) {
    if (lastRequest != null && c.pending() == 0 && !parser.inHead()) {
      c.idleTimeout(lastRequest.compareTo(timeout) < 0 ? lastRequest : timeout);
    }
  }

  @Override
  public void onIdle(Connection c) {
    if (parser.inHead()) {
      refuse(Status.REQUEST_TIMEOUT);
    } else {
      c.close();
    }
  }

  @Override
  public void onClose(Connection c) {
    stopHeadTimer();
  }
}
