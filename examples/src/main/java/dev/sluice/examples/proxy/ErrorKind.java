package dev.sluice.examples.proxy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;

/** What went wrong with a connection. */
public enum ErrorKind {
  /** No back end could be connected to. */
  CONNECT,
  /** A time limit was over. */
  TIMEOUT,
  /** A peer was gone: ECONNRESET, EPIPE. */
  RESET,
  /** What the client sent is no PROXY header, or it did not come in time. */
  HEADER,
  /** Descriptors or memory have run out: EMFILE, ENFILE, ENOBUFS, ENOMEM. */
  RESOURCES,
  /** Anything else. */
  OTHER;

  /** The kind of a failure on a connection that was there. */
  public static ErrorKind of(IOException failure) {
    if (failure instanceof SocketTimeoutException) {
      return TIMEOUT;
    }
    if (failure instanceof ErrnoException e) {
      if (e.errno().equals(Errno.ETIMEDOUT)) {
        return TIMEOUT;
      }
      return e.errno().isDisconnect() ? RESET : e.errno().isResourceLimit() ? RESOURCES : OTHER;
    }
    return OTHER;
  }

  /** As a label has it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
