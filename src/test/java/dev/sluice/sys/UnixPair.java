package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Two UNIX sockets, connected to each other; the caller owns both.
 *
 * @param first one of them
 * @param second the other one
 */
public record UnixPair(int first, int second) {
  private static final MethodHandle SOCKETPAIR = Link.plain(Call.SOCKETPAIR);

  /** Makes a pair of a type. */
  public static UnixPair of(int type) {
    MemorySegment pair = Arena.ofAuto().allocate(JAVA_INT, 2);
    try {
      long result =
          (long)
              SOCKETPAIR.invokeExact(
                  (long) AF_UNIX, (long) (type | SOCK_CLOEXEC), 0L, pair.address(), 0L, 0L, pair);
      assertThat(result).isZero();
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
    return new UnixPair(pair.get(JAVA_INT, 0), pair.get(JAVA_INT, 4));
  }
}
