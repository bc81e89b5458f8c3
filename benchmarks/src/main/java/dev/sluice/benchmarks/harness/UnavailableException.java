package dev.sluice.benchmarks.harness;

import java.io.IOException;

/** A candidate cannot run here, for a reason that the report names. */
public final class UnavailableException extends IOException {
  private static final long serialVersionUID = 1;

  /** With the reason. */
  public UnavailableException(String reason) {
    super(reason);
  }
}
