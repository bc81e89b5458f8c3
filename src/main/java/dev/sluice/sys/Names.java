package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;

import dev.sluice.bindings.x86_64.addrinfo;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Names of hosts and services, and their addresses. The constants stand in {@link NameConstants}.
 *
 * <p>Goes by libc on either backend, which reads {@code /etc/hosts}, {@code /etc/services} and so
 * on, and asks name servers. <b>Failures are no errno here</b> but an {@code EAI_} number, negative
 * too; {@link #gai_strerror} decodes it.
 */
public final class Names {
  private Names() {}

  /**
   * Looks addresses up by name.
   *
   * <p>C: {@code int getaddrinfo(const char *restrict node, const char *restrict service, const
   * struct addrinfo *restrict hints, struct addrinfo **restrict res)}, then {@code freeaddrinfo}.
   * Blocks while name servers are asked, many seconds at worst, and cannot be stopped. Errors to
   * expect: EAI_NONAME, EAI_AGAIN, EAI_FAIL, EAI_NODATA, EAI_SERVICE, EAI_SYSTEM ({@link
   * AddrInfoList#errno} says why). Least kernel: any.
   *
   * @param node the host, by name or address, read during the call; null: this machine
   * @param service the service, by name or number, read during the call; null: port 0
   * @param hints what is wanted; may be null
   * @param result receives what was found, copied
   * @return 0, or a negative {@code EAI_} number
   * @throws IllegalArgumentException when a name holds a NUL, or is longer than {@link
   *     NameConstants#NI_MAXHOST}
   * @see <a href="https://man7.org/linux/man-pages/man3/getaddrinfo.3.html">getaddrinfo(3)</a>
   */
  public static int getaddrinfo(
      @Nullable String node,
      @Nullable String service,
      @Nullable AddrInfo hints,
      AddrInfoList result) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment first = arena.allocate(ADDRESS);
      int error =
          (int)
              (long)
                  Getaddrinfo.HANDLE.invokeExact(
                      name(arena, node).address(),
                      name(arena, service).address(),
                      question(arena, hints).address(),
                      first.address(),
                      0L,
                      0L,
                      first);
      if (error != 0) {
        result.failed(error == NameConstants.EAI_SYSTEM ? LibcBackend.errno() : 0);
        return error;
      }
      take(first.get(ADDRESS, 0).address(), result);
      return 0;
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static void take(long list, AddrInfoList result) throws Throwable {
    try {
      result.copy(list);
    } finally {
      long ignored = (long) Freeaddrinfo.HANDLE.invokeExact(list, 0L, 0L, 0L, 0L, 0L, NULL);
    }
  }

  private static MemorySegment question(Arena arena, @Nullable AddrInfo hints) {
    if (hints == null) {
      return NULL;
    }
    MemorySegment question = arena.allocate(addrinfo.layout());
    addrinfo.ai_flags(question, hints.flags());
    addrinfo.ai_family(question, hints.family());
    addrinfo.ai_socktype(question, hints.socktype());
    addrinfo.ai_protocol(question, hints.protocol());
    return question;
  }

  private static MemorySegment name(Arena arena, @Nullable String name) {
    if (name == null) {
      return NULL;
    }
    MemorySegment text = CStrings.of(arena, name);
    // libc keeps copies on its stack.
    if (text.byteSize() > NameConstants.NI_MAXHOST) {
      throw new IllegalArgumentException("a name of " + text.byteSize() + " bytes is too long");
    }
    return text;
  }

  /**
   * Looks the name of an address up.
   *
   * <p>C: {@code int getnameinfo(const struct sockaddr *restrict addr, socklen_t addrlen, char
   * *restrict host, socklen_t hostlen, char *restrict serv, socklen_t servlen, int flags)}. Blocks
   * while name servers are asked, many seconds at worst, and cannot be stopped; never with {@code
   * NI_NUMERICHOST}. Errors to expect: EAI_NONAME (with {@code NI_NAMEREQD}), EAI_AGAIN,
   * EAI_FAMILY, EAI_SYSTEM ({@link NameInfo#errno} says why). Least kernel: any.
   *
   * @param address the address, read during the call
   * @param result receives the names
   * @param flags {@code NI_NUMERICHOST}, …
   * @return 0, or a negative {@code EAI_} number
   * @see <a href="https://man7.org/linux/man-pages/man3/getnameinfo.3.html">getnameinfo(3)</a>
   */
  public static int getnameinfo(SockAddrBuf address, NameInfo result, int flags) {
    MemorySegment name = address.segment();
    MemorySegment host = result.hostSegment();
    MemorySegment service = result.serviceSegment();
    try {
      int error =
          (int)
              (long)
                  Getnameinfo.HANDLE.invokeExact(
                      name.address(),
                      (long) address.length(),
                      host.address(),
                      host.byteSize(),
                      service.address(),
                      service.byteSize(),
                      (long) flags,
                      name,
                      host,
                      service);
      result.errno(error == NameConstants.EAI_SYSTEM ? LibcBackend.errno() : 0);
      return error;
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Says what an error means, in words.
   *
   * <p>C: {@code const char *gai_strerror(int errcode)}. Never blocks.
   *
   * @param error an {@code EAI_} number
   * @return the words
   * @see <a href="https://man7.org/linux/man-pages/man3/gai_strerror.3.html">gai_strerror(3)</a>
   */
  public static String gai_strerror(int error) {
    try {
      return CStrings.at(
          (long) GaiStrerror.HANDLE.invokeExact((long) error, 0L, 0L, 0L, 0L, 0L, NULL));
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Getaddrinfo {
    static final MethodHandle HANDLE = Link.undecoded(Call.GETADDRINFO);
  }

  private static final class Freeaddrinfo {
    static final MethodHandle HANDLE = Link.bare(Call.FREEADDRINFO);
  }

  private static final class Getnameinfo {
    static final MethodHandle HANDLE = Link.undecoded(Call.GETNAMEINFO);
  }

  private static final class GaiStrerror {
    static final MethodHandle HANDLE = Link.bare(Call.GAI_STRERROR);
  }
}
