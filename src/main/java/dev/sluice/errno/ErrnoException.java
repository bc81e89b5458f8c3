package dev.sluice.errno;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A system call failed: which, on what, and why. */
public final class ErrnoException extends IOException {
  private static final long serialVersionUID = 1;

  /** The call's name. */
  private final String call;

  /** The arguments that matter, as text. */
  private final String[] arguments;

  /** The error number. */
  private final int number;

  /**
   * Reports a failure.
   *
   * @param call the call's name: {@code bind}
   * @param errno why it failed
   * @param arguments those that matter, for the message: {@code bind(127.0.0.1:80): EACCES …}
   */
  public ErrnoException(String call, Errno errno, @Nullable Object... arguments) {
    super(message(call, arguments) + ": " + errno);
    this.call = call;
    this.arguments = Arrays.stream(arguments).map(String::valueOf).toArray(String[]::new);
    this.number = errno.number();
  }

  /**
   * Reports a failure by its result.
   *
   * @param call the call's name: {@code bind}
   * @param result what the call returned: {@code -errno}
   * @param arguments those that matter, for the message
   */
  public ErrnoException(String call, long result, @Nullable Object... arguments) {
    this(call, Errno.ofResult(result), arguments);
  }

  private static String message(String call, @Nullable Object[] arguments) {
    return arguments.length == 0
        ? call
        : Arrays.stream(arguments)
            .map(String::valueOf)
            .collect(Collectors.joining(", ", call + "(", ")"));
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

  /**
   * Passes a result on, or throws.
   *
   * @param result what a call of the {@code sys} floor returned
   * @param call the call's name, for the message
   * @return the result, when it is no failure
   * @throws ErrnoException when it is negative
   */
  public static long check(long result, String call) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, result);
    }
    return result;
  }

  /**
   * Passes a result on, {@link Errno#WOULD_BLOCK} included, or throws.
   *
   * @param result what a call of the {@code sys} floor returned
   * @param call the call's name, for the message
   * @return the result, when it is no failure or says that the call would have had to wait
   * @throws ErrnoException when it is any other negative number
   */
  public static long checkUnlessWouldBlock(long result, String call) throws ErrnoException {
    if (result < 0 && result != Errno.WOULD_BLOCK) {
      throw new ErrnoException(call, result);
    }
    return result;
  }

  /** {@return the call's name} */
  public String call() {
    return call;
  }

  /** {@return the arguments that matter, as text} */
  public List<String> arguments() {
    return List.of(arguments);
  }

  /** {@return why it failed} */
  public Errno errno() {
    return Errno.of(number);
  }
}
