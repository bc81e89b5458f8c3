package dev.sluice.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What an address is called.
 *
 * <p>Holds its own memory and can be used again and again; one thread at a time.
 */
public final class NameInfo {
  private final MemorySegment host = Arena.ofAuto().allocate(NameConstants.NI_MAXHOST);
  private final MemorySegment service = Arena.ofAuto().allocate(NameConstants.NI_MAXSERV);
  private int errno;

  /** Makes an empty one. */
  public NameInfo() {}

  /** {@return the host's name, or its address as text} */
  public String host() {
    return host.getString(0);
  }

  /** {@return the service's name, or its port as text} */
  public String service() {
    return service.getString(0);
  }

  /** {@return what the system call failed with, when the result was {@code EAI_SYSTEM}} */
  public int errno() {
    return errno;
  }

  void errno(int number) {
    errno = number;
  }

  MemorySegment hostSegment() {
    return host;
  }

  MemorySegment serviceSegment() {
    return service;
  }
}
