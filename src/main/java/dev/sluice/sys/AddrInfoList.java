package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.bindings.x86_64.addrinfo;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** What a lookup found; can be used again and again, one thread at a time. */
public final class AddrInfoList {
  private static final long SIZE = addrinfo.sizeof();
  private static final long NEXT = addrinfo.ai_next$offset();

  private List<AddrInfo> entries = List.of();
  private int errno;

  /** Makes an empty one. */
  public AddrInfoList() {}

  /** {@return the results, the best first; their memory is Java's own} */
  public List<AddrInfo> entries() {
    return entries;
  }

  /** {@return what the system call failed with, when the result was {@code EAI_SYSTEM}} */
  public int errno() {
    return errno;
  }

  void failed(int number) {
    entries = List.of();
    errno = number;
  }

  /** Copies libc's list, which can be freed then. */
  void copy(long first) {
    List<AddrInfo> found = new ArrayList<>();
    for (long at = first; at != 0; at = Memory.at(at, SIZE).get(ADDRESS, NEXT).address()) {
      found.add(entry(Memory.at(at, SIZE)));
    }
    entries = List.copyOf(found);
    errno = 0;
  }

  private static AddrInfo entry(MemorySegment info) {
    long name = addrinfo.ai_canonname(info).address();
    return new AddrInfo(
        addrinfo.ai_flags(info),
        addrinfo.ai_family(info),
        addrinfo.ai_socktype(info),
        addrinfo.ai_protocol(info),
        address(addrinfo.ai_addr(info).address(), addrinfo.ai_addrlen(info)),
        name == 0 ? null : CStrings.at(name));
  }

  private static SockAddrBuf address(long from, int length) {
    SockAddrBuf buf = SockAddrBuf.allocate();
    MemorySegment to = buf.forResult();
    long size = Math.min(length, to.byteSize());
    to.copyFrom(Memory.at(from, size));
    buf.lengthSegment().set(JAVA_INT, 0, (int) size);
    return buf;
  }
}
