package dev.sluice.sys;

import static dev.sluice.sys.NameConstants.AI_CANONNAME;
import static dev.sluice.sys.NameConstants.AI_NUMERICSERV;
import static dev.sluice.sys.NameConstants.AI_PASSIVE;
import static dev.sluice.sys.NameConstants.EAI_BADFLAGS;
import static dev.sluice.sys.NameConstants.EAI_NONAME;
import static dev.sluice.sys.NameConstants.EAI_OVERFLOW;
import static dev.sluice.sys.NameConstants.EAI_SERVICE;
import static dev.sluice.sys.NameConstants.EAI_SYSTEM;
import static dev.sluice.sys.NameConstants.NI_DGRAM;
import static dev.sluice.sys.NameConstants.NI_NAMEREQD;
import static dev.sluice.sys.NameConstants.NI_NUMERICHOST;
import static dev.sluice.sys.NameConstants.NI_NUMERICSERV;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.AF_UNSPEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.ProcessConstants.RLIMIT_NOFILE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Names that libc knows without a name server. */
@Bounded
class NamesTest {
  private final AddrInfoList found = new AddrInfoList();
  private final NameInfo names = new NameInfo();

  @Test
  void localhostStandsInEtcHosts() {
    AddrInfo hints = AddrInfo.hints(AI_CANONNAME, AF_INET, SOCK_STREAM, 0);

    assertThat(Names.getaddrinfo("localhost", "http", hints, found)).isZero();

    AddrInfo first = found.entries().getFirst();
    SockAddrBuf address = Objects.requireNonNull(first.address());
    assertThat(address.inet4Bits()).isEqualTo(0x7f00_0001);
    assertThat(address.port()).isEqualTo(80);
    assertThat(address.length()).isEqualTo(SockAddrBuf.INET4_LENGTH);
    assertThat(first.socktype()).isEqualTo(SOCK_STREAM);
    assertThat(first.canonicalName()).isEqualTo("localhost");
  }

  @Test
  void withoutHintsEveryTypeOfSocketIsTold() {
    assertThat(Names.getaddrinfo("::1", "53", null, found)).isZero();

    assertThat(found.entries()).hasSizeGreaterThan(1);
    assertThat(found.entries()).extracting(AddrInfo::family).containsOnly(AF_INET6);
    assertThat(found.entries()).extracting(AddrInfo::socktype).contains(SOCK_STREAM, SOCK_DGRAM);
  }

  @Test
  void withoutANameItIsTheWildcardToBindTo() {
    AddrInfo hints = AddrInfo.hints(AI_PASSIVE | AI_NUMERICSERV, AF_INET, SOCK_STREAM, 0);

    assertThat(Names.getaddrinfo(null, "8080", hints, found)).isZero();

    SockAddrBuf address = Objects.requireNonNull(found.entries().getFirst().address());
    assertThat(address.inet4Bits()).isZero();
    assertThat(address.port()).isEqualTo(8080);
  }

  @Test
  void failuresAreEai() {
    AddrInfo bad = AddrInfo.hints(1 << 30, AF_UNSPEC, 0, 0);
    AddrInfo stream = AddrInfo.hints(0, AF_INET, SOCK_STREAM, 0);

    assertThat(Names.getaddrinfo("localhost", null, bad, found)).isEqualTo(EAI_BADFLAGS);
    assertThat(Names.getaddrinfo(null, null, null, found)).isEqualTo(EAI_NONAME);
    assertThat(Names.getaddrinfo("127.0.0.1", "no-such-service", stream, found))
        .isEqualTo(EAI_SERVICE);
    assertThat(found.entries()).isEmpty();
    assertThat(found.errno()).isZero();
  }

  @Test
  void addressesHaveNames() {
    SockAddrBuf address = SockAddrBuf.inet4("127.0.0.1", 80);

    assertThat(Names.getnameinfo(address, names, 0)).isZero();
    assertThat(names.host()).isEqualTo("localhost");
    assertThat(names.service()).isEqualTo("http");
    assertThat(Names.getnameinfo(address, names, NI_NUMERICHOST | NI_NUMERICSERV)).isZero();
    assertThat(names.host()).isEqualTo("127.0.0.1");
    assertThat(names.service()).isEqualTo("80");
    assertThat(Names.getnameinfo(SockAddrBuf.inet4("127.0.0.1", 514), names, NI_DGRAM)).isZero();
    assertThat(names.service()).isEqualTo("syslog");
    assertThat(
            Names.getnameinfo(SockAddrBuf.inet6("fe80::1", 1), names, NI_NUMERICHOST | NI_NAMEREQD))
        .isEqualTo(EAI_NONAME);
  }

  @Test
  void errorsAreSaidInWords() {
    assertThat(Names.gai_strerror(EAI_NONAME)).contains("not known");
    assertThat(Names.gai_strerror(EAI_OVERFLOW)).isNotBlank();
    assertThat(Names.gai_strerror(12_345)).isNotBlank();
  }

  @Test
  void aSystemCallThatFailedIsToldByItsErrno() throws Exception {
    String backend = "-Dsluice.backend=" + Backend.current().name().toLowerCase(Locale.ROOT);
    List<String> command = Jvm.command(List.of(backend), WithoutDescriptors.class);

    assertThat(Run.output(command.toArray(String[]::new)).strip())
        .isEqualTo(EAI_SYSTEM + " " + Errno.EMFILE.number());
  }

  /** Looks a name up when no file can be opened. */
  static final class WithoutDescriptors {
    private WithoutDescriptors() {}

    /** Prints the error and errno. */
    public static void main(String[] args) {
      AddrInfoList found = new AddrInfoList();
      AddrInfo hints = AddrInfo.hints(0, AF_INET, SOCK_STREAM, 0);
      Rlimit none = new Rlimit();
      Rlimit old = new Rlimit();
      // Linked and loaded before, for want of descriptors afterwards.
      Names.getaddrinfo("127.0.0.1", null, hints, found);
      Limits.prlimit(0, RLIMIT_NOFILE, null, old);
      none.set(0, old.hard());
      Limits.prlimit(0, RLIMIT_NOFILE, none, null);
      int error = Names.getaddrinfo("localhost", null, hints, found);
      Limits.prlimit(0, RLIMIT_NOFILE, old, null);
      System.out.println(error + " " + found.errno());
    }
  }
}
