package dev.sluice.sys;

import org.jspecify.annotations.Nullable;

/**
 * What is asked of a lookup, or one of its results, {@code struct addrinfo}.
 *
 * @param flags {@code AI_PASSIVE}, …
 * @param family {@code AF_INET}, {@code AF_INET6}, or {@code AF_UNSPEC} for both
 * @param socktype {@code SOCK_STREAM}, …, or 0 for all
 * @param protocol the protocol, or 0 for all
 * @param address the address; null in a question
 * @param canonicalName the canonical name, where {@code AI_CANONNAME} asked for it, of the first
 *     result; otherwise null
 * @see <a href="https://man7.org/linux/man-pages/man3/getaddrinfo.3.html">getaddrinfo(3)</a>
 */
public record AddrInfo(
    int flags,
    int family,
    int socktype,
    int protocol,
    @Nullable SockAddrBuf address,
    @Nullable String canonicalName) {
  /**
   * A question.
   *
   * @param flags {@code AI_PASSIVE}, …
   * @param family {@code AF_INET}, {@code AF_INET6}, or {@code AF_UNSPEC} for both
   * @param socktype {@code SOCK_STREAM}, …, or 0 for all
   * @param protocol the protocol, or 0 for all
   * @return what {@link Names#getaddrinfo} takes
   */
  public static AddrInfo hints(int flags, int family, int socktype, int protocol) {
    return new AddrInfo(flags, family, socktype, protocol, null, null);
  }
}
