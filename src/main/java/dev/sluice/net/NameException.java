package dev.sluice.net;

import dev.sluice.errno.Errno;
import dev.sluice.sys.NameConstants;
import dev.sluice.sys.Names;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A name or an address could not be looked up. */
public final class NameException extends IOException {
  private static final long serialVersionUID = 1;

  /** Why, as an {@code EAI_} number. */
  private final int code;

  /** The errno where the code is EAI_SYSTEM, otherwise 0. */
  private final int number;

  /**
   * Reports a failure.
   *
   * @param what was looked up
   * @param code an {@code EAI_} number
   * @param errno why, where that is {@code EAI_SYSTEM}; otherwise 0
   */
  public NameException(String what, int code, int errno) {
    super(what + ": " + (errno == 0 ? Names.gai_strerror(code) : Errno.of(errno)));
    this.code = code;
    this.number = errno;
  }

  /** {@return why: {@code EAI_NONAME}, … of {@link NameConstants}} */
  public int code() {
    return code;
  }

  /** {@return what the system call failed with, where the code is {@code EAI_SYSTEM}} */
  public @Nullable Errno errno() {
    return number == 0 ? null : Errno.of(number);
  }
}
