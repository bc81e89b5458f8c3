package dev.sluice.signal;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.SignalConstants.SIGIO;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.support.Jvm;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import dev.sluice.sys.PollConstants;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datagrams that announce themselves by signals. */
@Timeout(120)
@KeepsOpen("pipe:.*")
class SignalDrivenTest {
  private static final int READY = 51;
  private static final int COUNT = 200;

  /** Two UDP sockets that are connected to each other. */
  private record Udp(Fd client, Fd server) implements AutoCloseable {
    static Udp open() {
      Fd client = socket();
      Fd server = socket();
      assertThat(Net.connect(client.number(), name(server))).isZero();
      assertThat(Net.connect(server.number(), name(client))).isZero();
      return new Udp(client, server);
    }

    private static Fd socket() {
      Fd fd = Fd.adopt(Net.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
      assertThat(Net.bind(fd.number(), SockAddrBuf.inet4("127.0.0.1", 0))).isZero();
      return fd;
    }

    private static SockAddrBuf name(Fd fd) {
      SockAddrBuf name = SockAddrBuf.allocate();
      assertThat(Net.getsockname(fd.number(), name)).isZero();
      return name;
    }

    @Override
    public void close() {
      client.close();
      server.close();
    }
  }

  @Test
  void anEchoServerThatWaitsForSignalsOnly() throws Exception {
    try (Udp udp = Udp.open();
        SignalSource source = SignalSource.open(READY, SIGIO);
        SignalDriven driven = SignalDriven.start(udp.server().number(), READY);
        Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(4);
      for (int i = 0; i < COUNT; i++) {
        bytes.set(JAVA_INT, 0, i);
        assertThat(Messages.send(udp.client().number(), bytes, MSG_DONTWAIT)).isEqualTo(4);

        List<SignalInfo> infos = new ArrayList<>();
        while (source.read(infos::add) == 0) {
          Thread.onSpinWait();
        }
        for (SignalInfo info : infos) {
          assertThat(info.number()).isEqualTo(READY);
          assertThat(info.fd()).isEqualTo(driven.fd());
          if ((info.band() & PollConstants.EPOLLIN) != 0) {
            echo(info.fd(), bytes);
          }
        }

        bytes.fill((byte) 0);
        assertThat(Messages.recv(udp.client().number(), bytes, MSG_DONTWAIT)).isEqualTo(4);
        assertThat(bytes.get(JAVA_INT, 0)).isEqualTo(i);
      }
    }
  }

  private static void echo(int fd, MemorySegment bytes) {
    while (Messages.recv(fd, bytes, MSG_DONTWAIT) > 0) {
      assertThat(Messages.send(fd, bytes, MSG_DONTWAIT)).isEqualTo(bytes.byteSize());
    }
  }

  @Test
  void afterTheCloseNoSignalComes() throws Exception {
    try (Udp udp = Udp.open();
        SignalSource source = SignalSource.open(READY, SIGIO);
        Arena arena = Arena.ofConfined()) {
      SignalDriven driven = SignalDriven.start(udp.server().number(), READY);

      driven.close();
      driven.close();

      assertThat(Messages.send(udp.client().number(), arena.allocate(1), MSG_DONTWAIT))
          .isEqualTo(1);
      assertThat(Messages.recv(udp.server().number(), arena.allocate(1), MSG_DONTWAIT))
          .isEqualTo(1);
      assertThat(source.read(info -> {})).isZero();
    }
  }

  @Test
  void aSourceHasToTakeTheSignalAndItsSubstitute() throws Exception {
    try (Udp udp = Udp.open()) {
      int fd = udp.server().number();
      assertThatIllegalStateException().isThrownBy(() -> SignalDriven.start(fd, READY));
      try (SignalSource source = SignalSource.open(READY)) {
        assertThat(source.fd()).isNotNegative();
        assertThatIllegalStateException()
            .isThrownBy(() -> SignalDriven.start(fd, READY))
            .withMessageContaining("signal " + SIGIO);
      }
    }
  }

  @Test
  void whatIsNoDescriptorIsAnErrno() {
    assertThatThrownBy(() -> SignalDriven.start(-1, READY))
        .isInstanceOf(ErrnoException.class)
        .hasMessage("fcntl(F_GETFL): " + Errno.EBADF);
  }

  /** In a JVM that may have next to no signals queued. */
  @Test
  void tooManyQueuedSignalsBecomeOne() throws Exception {
    Tools.require("prlimit util-linux", "env coreutils");
    List<String> command =
        new ArrayList<>(List.of("prlimit", "--sigpending=2", "env", "--block-signal=IO," + READY));
    String backend = "-Dsluice.backend=" + System.getProperty("sluice.backend", "raw");
    command.addAll(Jvm.command(List.of(backend), Overflow.class));

    Run run = Run.command(Duration.ofMinutes(1), command);

    assertThat(run.out().lines())
        .as(run.err())
        .containsExactly("overflowed 1", "at most 2 more: true", "datagrams 20");
  }

  /** Sends itself more datagrams than signals find room. */
  static final class Overflow {
    private Overflow() {}

    public static void main(String[] args) throws IOException {
      try (Udp udp = Udp.open();
          SignalSource source = SignalSource.bySignalFd(READY, SIGIO);
          SignalDriven driven = SignalDriven.start(udp.server().number(), READY);
          Arena arena = Arena.ofConfined()) {
        for (int i = 0; i < 20; i++) {
          Messages.send(udp.client().number(), arena.allocate(1), MSG_DONTWAIT);
        }
        List<SignalInfo> infos = new ArrayList<>();
        source.read(infos::add);
        long overflowed = infos.stream().filter(SignalDriven::overflowed).count();
        System.out.println("overflowed " + overflowed);
        System.out.println("at most 2 more: " + (infos.size() - overflowed <= 2));
        int datagrams = 0;
        while (Messages.recv(driven.fd(), arena.allocate(1), MSG_DONTWAIT) >= 0) {
          datagrams++;
        }
        System.out.println("datagrams " + datagrams);
      }
    }
  }
}
