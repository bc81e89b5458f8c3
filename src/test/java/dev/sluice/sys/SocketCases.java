package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SHUT_WR;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.util.List;
import java.util.function.ToLongFunction;

/** {@link Net}. */
final class SocketCases {
  private SocketCases() {}

  static List<CallCase> cases() {
    return List.of(
        of(
            Call.SOCKET,
            owned -> owned.add(Net.socket(AF_INET, SOCK_STREAM, 0)),
            Errno.EAFNOSUPPORT,
            owned -> Net.socket(9999, SOCK_STREAM, 0)),
        of(
            Call.SOCKETPAIR,
            SocketCases::socketpair,
            Errno.EOPNOTSUPP,
            owned -> Net.socketpair(AF_INET, SOCK_STREAM, 0, new int[2])),
        of(
            Call.BIND,
            owned -> Net.bind(tcp(owned), anyPort()),
            Errno.EADDRNOTAVAIL,
            owned -> Net.bind(tcp(owned), SockAddrBuf.inet4("192.0.2.1", 0))),
        of(
            Call.LISTEN,
            owned -> Net.listen(tcp(owned), 1),
            Errno.EOPNOTSUPP,
            owned -> Net.listen(owned.socket(AF_INET, SOCK_DGRAM), 1)),
        of(
            Call.ACCEPT4,
            SocketCases::accept,
            Errno.EINVAL,
            owned -> Net.accept4(tcp(owned), null, 0)),
        of(
            Call.CONNECT,
            owned -> connect(owned, owned.listener(SockAddrBuf.allocate(), 0)),
            Errno.ECONNREFUSED,
            SocketCases::connectToNobody),
        of(
            Call.SHUTDOWN,
            owned -> Net.shutdown(owned.tcp().first(), SHUT_WR),
            Errno.ENOTCONN,
            owned -> Net.shutdown(tcp(owned), SHUT_WR)),
        of(
            Call.GETSOCKNAME,
            owned -> Net.getsockname(tcp(owned), SockAddrBuf.allocate()),
            Errno.ENOTSOCK,
            owned -> Net.getsockname(owned.pipe(0).first(), SockAddrBuf.allocate())),
        of(
            Call.GETPEERNAME,
            owned -> Net.getpeername(owned.tcp().first(), SockAddrBuf.allocate()),
            Errno.ENOTCONN,
            owned -> Net.getpeername(tcp(owned), SockAddrBuf.allocate())),
        of(
            Call.IOCTL,
            owned -> Net.siocinq(owned.tcp().first()),
            Errno.ENOTTY,
            owned -> Net.sockatmark(owned.pipe(0).first())));
  }

  private static CallCase of(
      Call call, ToLongFunction<Owned> succeeds, Errno errno, ToLongFunction<Owned> fails) {
    return new CallCase(call, () -> run(succeeds), -errno.number(), () -> run(fails));
  }

  private static long run(ToLongFunction<Owned> action) {
    try (Owned owned = new Owned()) {
      return action.applyAsLong(owned);
    }
  }

  private static int tcp(Owned owned) {
    return owned.socket(AF_INET, SOCK_STREAM);
  }

  private static SockAddrBuf anyPort() {
    return SockAddrBuf.inet4("127.0.0.1", 0);
  }

  private static long socketpair(Owned owned) {
    int[] ends = new int[2];
    int result = Net.socketpair(AF_UNIX, SOCK_STREAM, 0, ends);
    owned.add(ends[0]);
    owned.add(ends[1]);
    return result;
  }

  private static long connect(Owned owned, int listener) {
    SockAddrBuf address = SockAddrBuf.allocate();
    assertThat(Net.getsockname(listener, address)).isZero();
    return Net.connect(tcp(owned), address);
  }

  private static long accept(Owned owned) {
    int listener = owned.listener(SockAddrBuf.allocate(), 0);
    assertThat(connect(owned, listener)).isZero();
    return owned.add(Net.accept4(listener, null, 0));
  }

  private static long connectToNobody(Owned owned) {
    SockAddrBuf nobody = SockAddrBuf.allocate();
    Owned.bindToLoopback(tcp(owned), nobody);
    return Net.connect(tcp(owned), nobody);
  }
}
