package dev.sluice.net;

import dev.sluice.errno.ErrnoException;

/** A number, within bounds. */
final class IntOpt extends SockOpt<Integer> {
  private final int min;
  private final int max;

  IntOpt(String name, int level, int number, int min, int max) {
    super(name, level, number, Integer.class);
    this.min = min;
    this.max = max;
  }

  /** One that can only be asked: no number is within its bounds. */
  static IntOpt readOnly(String name, int level, int number) {
    return new IntOpt(name, level, number, 0, -1);
  }

  @Override
  public Integer get(int fd) throws ErrnoException {
    return getInt(fd);
  }

  @Override
  public void set(int fd, Integer value) throws ErrnoException {
    if (min > max) {
      throw onlyAsked();
    }
    if (value < min || value > max) {
      throw new IllegalArgumentException(name() + " is " + min + " to " + max + ", not " + value);
    }
    setInt(fd, value);
  }
}
