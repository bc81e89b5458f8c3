package dev.sluice.net;

import dev.sluice.errno.ErrnoException;
import java.net.SocketOption;

/**
 * An option of a socket, with the type that its value means.
 *
 * @param <T> the type of its value
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
 */
public abstract class SockOpt<T> implements SocketOption<T> {
  private final String name;
  private final Class<T> type;

  SockOpt(String name, Class<T> type) {
    this.name = name;
    this.type = type;
  }

  /**
   * Asks a socket for this option.
   *
   * @param fd a socket, borrowed
   * @return its value
   * @throws ErrnoException ENOPROTOOPT, ENOTSOCK
   */
  public abstract T get(int fd) throws ErrnoException;

  /**
   * Sets this option of a socket.
   *
   * @param fd a socket, borrowed
   * @param value its value
   * @throws ErrnoException ENOPROTOOPT, EINVAL, EPERM, ENOTSOCK
   */
  public abstract void set(int fd, T value) throws ErrnoException;

  /** {@return the name, as in C: {@code SO_REUSEADDR}} */
  @Override
  public String name() {
    return name;
  }

  @Override
  public Class<T> type() {
    return type;
  }

  @Override
  public String toString() {
    return name;
  }
}
