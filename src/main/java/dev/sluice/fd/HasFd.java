package dev.sluice.fd;

/**
 * What stands on a descriptor and lends it: sockets, pipes, files, event sources.
 *
 * <p>An {@code int} is all that the {@code sys} floor and other libraries need of it.
 */
public interface HasFd {
  /**
   * {@return its descriptor, lent: whoever closes it robs the owner}
   *
   * @throws IllegalStateException when it was closed or detached
   */
  int fd();
}
