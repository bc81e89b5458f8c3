package dev.sluice.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.SockAddr;
import dev.sluice.reactor.EventLoop;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which back end is next, and which are left out. The loop does not run: nothing is probed. */
class BackendsTest {
  static final List<SockAddr.Inet> SOMEWHERE = List.of(SockAddr.inet4("127.0.0.1", 9));

  @AutoClose private final EventLoop loop;
  private final List<String> log = new ArrayList<>();
  private final Backend a = new Backend("a", SOMEWHERE);
  private final Backend b = new Backend("b", SOMEWHERE);
  private final Backend c = new Backend("c", SOMEWHERE);

  BackendsTest() throws IOException {
    loop = EventLoop.open();
  }

  private Backends backends(Balance balance, int first, Backend... all) {
    Duration any = Duration.ofHours(1);
    Backends.Probing probing = new Backends.Probing(any, any, null);
    return new Backends(loop, List.of(all), first, balance, probing, log::add);
  }

  private static IOException refused() {
    return new ErrnoException("connect", Errno.ECONNREFUSED, "127.0.0.1:9");
  }

  /** Takes the next one, and opens a connection to it. */
  private static String open(Backends backends) {
    Backend next = Objects.requireNonNull(backends.next());
    next.opened();
    return next.name();
  }

  private static List<String> open(Backends backends, int count) {
    return Stream.generate(() -> open(backends)).limit(count).toList();
  }

  @Test
  void oneAfterAnother() {
    assertThat(open(backends(Balance.ROUNDROBIN, 0, a, b, c), 5))
        .containsExactly("a", "b", "c", "a", "b");
    assertThat(open(backends(Balance.ROUNDROBIN, 1, a, b, c), 3)).containsExactly("b", "c", "a");
    assertThat(open(backends(Balance.ROUNDROBIN, 5, a, b, c), 3)).containsExactly("c", "a", "b");
    assertThat(open(backends(Balance.ROUNDROBIN, 0, a), 2)).containsExactly("a", "a");
  }

  @Test
  void theOneWithTheFewest() {
    Backends backends = backends(Balance.LEASTCONN, 0, a, b, c);
    a.opened();
    a.opened();
    c.opened();

    assertThat(open(backends)).isEqualTo("b");
    assertThat(open(backends, 2)).containsExactlyInAnyOrder("b", "c");
    a.closed();
    a.closed();
    assertThat(open(backends, 2)).containsExactly("a", "a");
  }

  @Test
  void amongEqualsTheyTakeTurns() {
    Backends backends = backends(Balance.LEASTCONN, 0, a, b, c);

    assertThat(open(backends, 6)).containsExactly("a", "b", "c", "a", "b", "c");
    Stream.of(a, b, c).forEach(Backend::closed);
    Stream.of(a, b, c).forEach(Backend::closed);
    assertThat(open(backends)).isEqualTo("a");
    a.closed();
    assertThat(open(backends)).as("not always the first").isEqualTo("b");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDownIsLeftOut(Balance balance) {
    Backends backends = backends(balance, 0, a, b, c);

    backends.failed(b, refused());

    assertThat(open(backends, 4)).containsExactly("a", "c", "a", "c");
    assertThat(log)
        .containsExactly(
            "back end b is down: connect(127.0.0.1:9): ECONNREFUSED (Connection refused)");
  }

  @ParameterizedTest
  @EnumSource
  void whenAllAreDownThereIsNone(Balance balance) {
    Backends backends = backends(balance, 0, a, b);

    backends.failed(a, refused());
    backends.failed(b, refused());

    assertThat(backends.next()).isNull();
    assertThat(log).hasSize(3);
    assertThat(log.getLast()).isEqualTo("all back ends are down: connections are refused");
    assertThat(b.markUp()).isTrue();
    assertThat(backends.next()).isSameAs(b);
  }

  @Test
  void itGoesDownOnceForAllLoops() {
    Backends one = backends(Balance.ROUNDROBIN, 0, a, b);
    Backends other = backends(Balance.ROUNDROBIN, 1, a, b);

    one.failed(a, refused());
    other.failed(a, refused());

    assertThat(log).hasSize(1);
    assertThat(a.failures()).isEqualTo(2);
    assertThat(open(one, 2)).containsExactly("b", "b");
    assertThat(open(other, 2)).containsExactly("b", "b");
  }

  static Stream<IOException> itsFault() {
    return Stream.of(
        new ErrnoException("connect", Errno.EHOSTUNREACH),
        new SocketTimeoutException("not within 1 s"),
        because(refused(), new SocketTimeoutException("not within 1 s")));
  }

  @ParameterizedTest
  @MethodSource
  void itsFault(IOException why) {
    Backends backends = backends(Balance.ROUNDROBIN, 0, a);

    backends.failed(a, why);

    assertThat(a.isUp()).isFalse();
    assertThat(a.failures()).isEqualTo(1);
  }

  static Stream<IOException> notItsFault() {
    return Stream.of(
        new ErrnoException("socket", Errno.EMFILE),
        new ErrnoException("connect", Errno.EADDRNOTAVAIL),
        because(new ErrnoException("socket", Errno.EMFILE)),
        because(refused(), new ErrnoException("socket", Errno.ENFILE)),
        new IOException("the loop stops"));
  }

  @ParameterizedTest
  @MethodSource
  void notItsFault(IOException why) {
    Backends backends = backends(Balance.ROUNDROBIN, 0, a);

    backends.failed(a, why);

    assertThat(a.isUp()).isTrue();
    assertThat(a.failures()).isEqualTo(1);
    assertThat(log).isEmpty();
  }

  /** As a client tells of the addresses that it tried. */
  private static IOException because(IOException... each) {
    IOException all = new IOException("all");
    Stream.of(each).forEach(all::addSuppressed);
    return all;
  }

  @Test
  void noneAtAllIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> backends(Balance.ROUNDROBIN, 0));
  }
}
