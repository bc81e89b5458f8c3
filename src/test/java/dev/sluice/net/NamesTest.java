package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.Ids;
import dev.sluice.sys.NameConstants;
import dev.sluice.sys.NetConstants;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NamesTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @TempDir private Path folder;

  @Test
  void namesAndServicesBecomeAddresses() throws Exception {
    assertThat(Names.resolve("localhost", "http", LIMIT)).contains(SockAddr.inet4("127.0.0.1", 80));
    assertThat(Names.resolve("10.1.2.3", "7", LIMIT))
        .containsExactly(SockAddr.inet4("10.1.2.3", 7));
    assertThat(Names.resolve("fe80::1%1", "443", LIMIT))
        .containsExactly(SockAddr.inet6("fe80::1%1", 443));
  }

  @Test
  void aQueryWithoutAHostIsForBinding() throws Exception {
    Names.Query query =
        new Names.Query(
            null, "8080", NetConstants.SOCK_STREAM, NetConstants.AF_INET, NameConstants.AI_PASSIVE);

    assertThat(Names.resolve(query, LIMIT)).containsExactly(SockAddr.inet4("0.0.0.0", 8080));
  }

  @Test
  void addressesBecomeNames() throws Exception {
    SockAddr address = SockAddr.inet4("127.0.0.1", 443);
    int numeric = NameConstants.NI_NUMERICHOST | NameConstants.NI_NUMERICSERV;

    assertThat(Names.reverse(address, LIMIT))
        .isEqualTo(new Names.HostAndService("localhost", "https"));
    assertThat(Names.reverse(address, numeric, LIMIT))
        .isEqualTo(new Names.HostAndService("127.0.0.1", "443"));
    assertThat(Names.reverseLater(SockAddr.inet6("::1", 1), numeric).get().host()).isEqualTo("::1");
  }

  @Test
  void failuresSayWhy() {
    assertThatExceptionOfType(NameException.class)
        .isThrownBy(() -> Names.resolve("127.0.0.1", "no-such-service", LIMIT))
        .withMessageStartingWith("getaddrinfo(127.0.0.1, no-such-service): ")
        .satisfies(e -> assertThat(e.code()).isEqualTo(NameConstants.EAI_SERVICE))
        .satisfies(e -> assertThat(e.errno()).isNull());
    // RFC 6761: nobody knows it, whether a name server answers or there is none.
    assertThatExceptionOfType(NameException.class)
        .isThrownBy(() -> Names.resolve("no-such-host.invalid", "80", LIMIT))
        .satisfies(
            e -> assertThat(e.code()).isIn(NameConstants.EAI_NONAME, NameConstants.EAI_AGAIN));
    assertThatIllegalArgumentException().isThrownBy(() -> Names.resolve("a\0b", "80", LIMIT));
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> Names.resolveLater(Names.Query.tcp("127.0.0.1", "none such")).join())
        .withCauseInstanceOf(NameException.class);
    assertThat(new NameException("a lookup", NameConstants.EAI_SYSTEM, Errno.EMFILE.number()))
        .hasMessageContaining("EMFILE")
        .extracting(NameException::errno)
        .isEqualTo(Errno.EMFILE);
  }

  @Test
  void whoAskedIsFreeAfterTheTimeLimit() throws Exception {
    Tools.require("unshare util-linux", "mount mount", "ip iproute2");
    if (Ids.geteuid() != 0 || Run.command("unshare", "-m", "-n", "true").exit() != 0) {
      Tools.missing("a mount and a network namespace");
    }
    Path resolv = Files.writeString(folder.resolve("resolv.conf"), "nameserver 127.0.0.1\n");
    Path order = Files.writeString(folder.resolve("nsswitch.conf"), "hosts: files dns\n");
    String script =
        "set -e; ip link set lo up; mount --bind $1 /etc/resolv.conf;"
            + " mount --bind $2 /etc/nsswitch.conf; shift 2; exec \"$@\"";
    List<String> command =
        new ArrayList<>(List.of("unshare", "-m", "-n", "sh", "-c", script, "sh"));
    command.addAll(List.of(resolv.toString(), order.toString()));
    command.addAll(Jvm.command(List.of(), BlackHole.class));

    Run run = Run.command(command.toArray(String[]::new));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly("ETIMEDOUT", "asked", "still looking", "127.0.0.1:80", "ETIMEDOUT");
  }

  /** Asks a name server that never answers. */
  static final class BlackHole {
    private BlackHole() {}

    /** Prints what came of it; ends while libc still waits. */
    public static void main(String[] args) throws Exception {
      try (DatagramSocket server = new DatagramSocket(53, InetAddress.ofLiteral("127.0.0.1"))) {
        server.setSoTimeout(20_000);
        System.out.println(ask(() -> Names.resolve("black.hole", "80", Duration.ofMillis(300))));
        server.receive(new DatagramPacket(new byte[512], 512));
        System.out.println("asked");
        System.out.println(isLooking() ? "still looking" : "gave up");
        System.out.println(Names.resolve("127.0.0.1", "80", LIMIT).getFirst());
        SockAddr address = SockAddr.inet4("192.0.2.1", 80);
        System.out.println(ask(() -> Names.reverse(address, Duration.ofMillis(300))));
      }
    }

    private interface Lookup {
      Object find() throws Exception;
    }

    private static String ask(Lookup lookup) throws Exception {
      try {
        return "found " + lookup.find();
      } catch (ErrnoException e) {
        return e.errno().name();
      }
    }

    private static boolean isLooking() {
      return Thread.getAllStackTraces().entrySet().stream()
          .filter(entry -> entry.getKey().getName().startsWith("sluice-names-"))
          .flatMap(entry -> Arrays.stream(entry.getValue()))
          .anyMatch(frame -> frame.getMethodName().equals("getaddrinfo"));
    }
  }
}
