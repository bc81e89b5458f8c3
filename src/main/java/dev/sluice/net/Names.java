package dev.sluice.net;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.AddrInfo;
import dev.sluice.sys.AddrInfoList;
import dev.sluice.sys.NameInfo;
import dev.sluice.sys.NetConstants;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Addresses by name, and names by address, as libc knows them: {@code /etc/hosts}, name servers,
 * {@code /etc/services}.
 *
 * <p>libc's lookups cannot be stopped. They run on a few threads of their own, so that whoever
 * asked is free after the time limit, while the lookup goes on until libc gives up. May be called
 * on virtual threads. Nothing is cached.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/getaddrinfo.3.html">getaddrinfo(3)</a>
 */
public final class Names {
  private Names() {}

  /**
   * The names of an address.
   *
   * @param host the host's name, or its address as text where it has none
   * @param service the service's name, or the port as text where it has none
   */
  public record HostAndService(String host, String service) {}

  /**
   * What is looked up.
   *
   * @param host the host, by name or address; null: this machine
   * @param service the service, by name or number; null: port 0
   * @param type {@code SOCK_STREAM}, …: that of the service
   * @param family {@code AF_INET}, {@code AF_INET6}, or {@code AF_UNSPEC} for both
   * @param flags {@code AI_PASSIVE}, …
   */
  public record Query(
      @Nullable String host, @Nullable String service, int type, int family, int flags) {
    /**
     * Both families, for TCP.
     *
     * @param host the host, by name or address
     * @param service the service, by name or number
     * @return the query
     */
    public static Query tcp(String host, String service) {
      return new Query(host, service, NetConstants.SOCK_STREAM, NetConstants.AF_UNSPEC, 0);
    }

    /** {@return as in {@code getaddrinfo(localhost, http)}} */
    @Override
    public String toString() {
      return "getaddrinfo(" + host + ", " + service + ")";
    }
  }

  /**
   * Looks addresses up, for TCP.
   *
   * @param host the host, by name or address
   * @param service the service, by name or number
   * @param limit how long to wait
   * @return the addresses, the best first; at least one
   * @throws NameException EAI_NONAME, EAI_AGAIN, EAI_FAIL, EAI_NODATA, EAI_SERVICE, EAI_SYSTEM
   * @throws ErrnoException ETIMEDOUT: the time is over
   * @throws InterruptedException when this thread is interrupted
   * @throws IllegalArgumentException when a name holds a NUL, or is too long
   */
  public static List<SockAddr> resolve(String host, String service, Duration limit)
      throws IOException, InterruptedException {
    return resolve(Query.tcp(host, service), limit);
  }

  /**
   * Looks addresses up.
   *
   * @param query what
   * @param limit how long to wait
   * @return the addresses, the best first; at least one
   * @throws NameException as {@link #resolve(String, String, Duration)}
   * @throws ErrnoException ETIMEDOUT: the time is over
   * @throws InterruptedException when this thread is interrupted
   */
  public static List<SockAddr> resolve(Query query, Duration limit)
      throws IOException, InterruptedException {
    return await(resolveLater(query), limit, "getaddrinfo", query.host(), query.service());
  }

  /**
   * Looks addresses up, meanwhile.
   *
   * @param query what
   * @return the addresses, the best first, or a {@link NameException}; completed by the thread of
   *     the lookup, which continuations must not hold up
   */
  public static CompletableFuture<List<SockAddr>> resolveLater(Query query) {
    return Lookups.start(() -> resolve(query));
  }

  private static List<SockAddr> resolve(Query query) throws NameException {
    AddrInfoList found = new AddrInfoList();
    AddrInfo hints = AddrInfo.hints(query.flags(), query.family(), query.type(), 0);
    int error = dev.sluice.sys.Names.getaddrinfo(query.host(), query.service(), hints, found);
    if (error != 0) {
      throw new NameException(query.toString(), error, found.errno());
    }
    List<SockAddr> addresses = new ArrayList<>();
    for (AddrInfo each : found.entries()) {
      addresses.add(SockAddr.from(Objects.requireNonNull(each.address())));
    }
    return List.copyOf(addresses);
  }

  /**
   * Looks the names of an address up; where there are none, numbers as text.
   *
   * @param address the address
   * @param limit how long to wait
   * @return the names
   * @throws NameException EAI_AGAIN, EAI_FAIL, EAI_SYSTEM
   * @throws ErrnoException ETIMEDOUT: the time is over
   * @throws InterruptedException when this thread is interrupted
   */
  public static HostAndService reverse(SockAddr address, Duration limit)
      throws IOException, InterruptedException {
    return reverse(address, 0, limit);
  }

  /**
   * Looks the names of an address up.
   *
   * @param address the address
   * @param flags {@code NI_NAMEREQD}, …
   * @param limit how long to wait
   * @return the names
   * @throws NameException EAI_NONAME (with {@code NI_NAMEREQD}), EAI_AGAIN, EAI_FAIL, EAI_SYSTEM
   * @throws ErrnoException ETIMEDOUT: the time is over
   * @throws InterruptedException when this thread is interrupted
   */
  public static HostAndService reverse(SockAddr address, int flags, Duration limit)
      throws IOException, InterruptedException {
    return await(reverseLater(address, flags), limit, "getnameinfo", address);
  }

  /**
   * Looks the names of an address up, meanwhile.
   *
   * @param address the address
   * @param flags {@code NI_NAMEREQD}, …
   * @return the names, or a {@link NameException}; completed by the thread of the lookup, which
   *     continuations must not hold up
   */
  public static CompletableFuture<HostAndService> reverseLater(SockAddr address, int flags) {
    return Lookups.start(() -> reverse(address, flags));
  }

  private static HostAndService reverse(SockAddr address, int flags) throws NameException {
    SockAddrBuf buf = SockAddrBuf.allocate();
    address.writeTo(buf);
    NameInfo names = new NameInfo();
    int error = dev.sluice.sys.Names.getnameinfo(buf, names, flags);
    if (error != 0) {
      throw new NameException("getnameinfo(" + address + ")", error, names.errno());
    }
    return new HostAndService(names.host(), names.service());
  }

  private static <T> T await(
      CompletableFuture<T> lookup, Duration limit, String call, @Nullable Object... arguments)
      throws IOException, InterruptedException {
    try {
      return lookup.get(TimeUnit.NANOSECONDS.convert(limit), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new ErrnoException(call, Errno.ETIMEDOUT, arguments);
    } catch (ExecutionException e) {
      throw Lookups.cause(e);
    } finally {
      // One that has not begun never will.
      lookup.cancel(false);
    }
  }
}
