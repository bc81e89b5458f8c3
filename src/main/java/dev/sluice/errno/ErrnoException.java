package dev.sluice.errno;

import java.io.IOException;

/** A system call failed: which, on what, and why. */
public final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1;

  /** The call with the arguments that matter. */
  private final String call;

  /** The error number. */
  private final int number;

  /**
   * Reports a failure.
   *
   * @param call the call with the arguments that matter: {@code bind(127.0.0.1:80)}
   * @param errno why it failed
   */
  public ErrnoException(String call, Errno errno) {
    super(call + ": " + errno);
    this.call = call;
    this.number = errno.number();
  }

  /**
   * Reports a failure by its result.
   *
   * @param call the call with the arguments that matter: {@code bind(127.0.0.1:80)}
   * @param result what the call returned: {@code -errno}
   */
  public ErrnoException(String call, long result) {
    this(call, Errno.ofResult(result));
  }

  /**
   * Passes a result on, or throws.
   *
   * @param result what a call of the {@code sys} floor returned
   * @param call the call's name, for the message
   * @return the result, when it is no failure
   * @throws ErrnoException when it is negative
   */
  public static int check(int result, String call) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, result);
    }
    return result;
  }

  /** {@return the call with the arguments that matter} */
  public String call() {
    return call;
  }

  /** {@return why it failed} */
  public Errno errno() {
    return Errno.of(number);
  }
}
