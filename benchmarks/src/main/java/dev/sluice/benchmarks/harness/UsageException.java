package dev.sluice.benchmarks.harness;

import java.io.IOException;

/** What the user can mend: one line, exit status 2. */
public final class UsageException extends IOException {
  private static final long serialVersionUID = 1;

  /** With that line. */
  public UsageException(String message) {
    super(message);
  }
}
