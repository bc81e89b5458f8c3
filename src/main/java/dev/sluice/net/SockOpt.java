package dev.sluice.net;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.SocketOptions;
import java.net.SocketOption;

/**
 * An option of a socket, with the type that its value means: a constant of {@link SockOpts}, {@link
 * TcpOpts}, {@link UdpOpts}, {@link IpOpts} or {@link Ipv6Opts}, or any other {@linkplain #of by
 * its number}.
 *
 * <p>It stands on getsockopt(2) and setsockopt(2), which never wait. Some options can only be
 * asked, or only be set; the other way is an {@link UnsupportedOperationException}, and the option
 * says so. A value that the kernel would cut or take for something else is refused with an {@link
 * IllegalArgumentException}.
 *
 * @param <T> the type of its value
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
 */
public abstract class SockOpt<T> implements SocketOption<T> {
  final int level;
  final int number;
  private final String name;
  private final Class<T> type;

  SockOpt(String name, int level, int number, Class<T> type) {
    this.name = name;
    this.level = level;
    this.number = number;
    this.type = type;
  }

  /**
   * Any option whose value is bytes, in the layout and byte order of C.
   *
   * @param level {@code SOL_SOCKET}, {@code IPPROTO_TCP}, {@code IPPROTO_IP}, {@code IPPROTO_IPV6}
   *     or {@code IPPROTO_UDP}
   * @param number the option
   * @param length how many bytes to ask for; the answer may be shorter
   * @return the option; using it ends in an {@link IllegalArgumentException} where its value holds
   *     addresses
   */
  public static SockOpt<byte[]> of(int level, int number, int length) {
    if (length < 0) {
      throw new IllegalArgumentException("negative length: " + length);
    }
    return ValueOpt.bytes(level + ":" + number, level, number, length);
  }

  /**
   * Any option whose value is an {@code int}.
   *
   * @param level {@code SOL_SOCKET}, …
   * @param number the option
   * @return the option
   */
  public static SockOpt<Integer> ofInt(int level, int number) {
    return new IntOpt(level + ":" + number, level, number, Integer.MIN_VALUE, Integer.MAX_VALUE);
  }

  /**
   * Asks a socket for this option.
   *
   * @param fd a socket, borrowed
   * @return its value
   * @throws ErrnoException ENOPROTOOPT, ENOTSOCK
   * @throws UnsupportedOperationException when it can only be set
   */
  public abstract T get(int fd) throws ErrnoException;

  /**
   * Sets this option of a socket.
   *
   * @param fd a socket, borrowed
   * @param value its value
   * @throws ErrnoException ENOPROTOOPT, EINVAL, EPERM, ENOTSOCK
   * @throws IllegalArgumentException when it cannot have that value
   * @throws UnsupportedOperationException when it can only be asked
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

  /**
   * This option with a value, to be set later.
   *
   * @param value its value
   * @return both
   */
  public final Setting<T> to(T value) {
    return new Setting<>(this, value);
  }

  /**
   * An option and its value.
   *
   * @param option which
   * @param value its value
   * @param <T> the type of its value
   */
  public record Setting<T>(SockOpt<T> option, T value) {
    /**
     * Sets it.
     *
     * @param fd a socket, borrowed
     * @throws ErrnoException as {@link SockOpt#set}
     * @throws IllegalArgumentException when the option cannot have that value
     */
    public void apply(int fd) throws ErrnoException {
      option.set(fd, value);
    }

    /** {@return as in {@code SO_REUSEPORT=true}} */
    @Override
    public String toString() {
      return option + "=" + value;
    }
  }

  final int getInt(int fd) throws ErrnoException {
    return (int) checkGet(SocketOptions.getsockopt(fd, level, number));
  }

  final void setInt(int fd, int value) throws ErrnoException {
    checkSet(SocketOptions.setsockopt(fd, level, number, value), value);
  }

  final long checkGet(long result) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException("getsockopt", result, name);
    }
    return result;
  }

  final void checkSet(int result, Object value) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException("setsockopt", result, name, value);
    }
  }

  final UnsupportedOperationException onlyAsked() {
    return new UnsupportedOperationException(name + " can only be asked, not set");
  }

  final UnsupportedOperationException onlySet() {
    return new UnsupportedOperationException(name + " can only be set, not asked");
  }
}
