package dev.sluice.net;

import dev.sluice.errno.ErrnoException;

/** On or off. */
final class FlagOpt extends SockOpt<Boolean> {
  private final boolean settable;

  FlagOpt(String name, int level, int number, boolean settable) {
    super(name, level, number, Boolean.class);
    this.settable = settable;
  }

  @Override
  public Boolean get(int fd) throws ErrnoException {
    return getInt(fd) != 0;
  }

  @Override
  public void set(int fd, Boolean value) throws ErrnoException {
    if (!settable) {
      throw onlyAsked();
    }
    setInt(fd, value ? 1 : 0);
  }
}
