package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.net.SockAddr;
import dev.sluice.net.UnixAddr;
import dev.sluice.net.UnixListener;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers of local sockets, and what becomes of their files. */
@Timeout(60)
class UnixServerTest {
  private static final ConnectionHandler ECHO = (c, in) -> c.write(in);

  private final LoopThread thread;
  @TempDir private Path folder;

  UnixServerTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  private UnixAddr address() {
    return SockAddr.unix(path().toString());
  }

  private Path path() {
    return folder.resolve("socket");
  }

  private UnixServer listen(UnixAddr address, ServerOptions options) throws Exception {
    return thread.call(() -> UnixServer.listen(thread.loop, address, options, c -> ECHO));
  }

  /** Runs what its loop has to do for it. */
  private void closeAndWait(UnixServer server) throws Exception {
    server.close();
    thread.call(() -> 0);
  }

  @Test
  void ncIsAnsweredAtAPathThatGoesWithTheServer() throws Exception {
    Tools.require("nc netcat-openbsd");
    UnixServer server = listen(address(), ServerOptions.DEFAULT);

    assertThat(Run.output("sh", "-c", "printf hello | nc -N -U " + path())).isEqualTo("hello");
    assertThat(server.localAddress()).isEqualTo(address());

    closeAndWait(server);
    assertThat(path()).doesNotExist();
    closeAndWait(listen(address(), ServerOptions.DEFAULT));
  }

  @Test
  void socatIsAnsweredAtAnAbstractName() throws Exception {
    Tools.require("socat socat");
    String name = "sluice-server-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    listen(SockAddr.unixAbstract(name), ServerOptions.DEFAULT);

    String command = "printf hello | socat -t 30 - ABSTRACT-CONNECT:" + name;
    assertThat(Run.output("sh", "-c", command)).isEqualTo("hello");
  }

  @Test
  void theFileGoesWithTheLoopToo() throws Exception {
    listen(address(), ServerOptions.DEFAULT);
    assertThat(path()).exists();
    thread.close();
    assertThat(path()).doesNotExist();
  }

  @Test
  void whatAnotherHasPutThereStays() throws Exception {
    UnixServer server = listen(address(), ServerOptions.DEFAULT);
    Files.delete(path());
    Files.writeString(path(), "another's");
    closeAndWait(server);
    assertThat(path()).hasContent("another's");
  }

  @Test
  void aFileThatItDidNotMakeStays() throws Exception {
    UnixListener listener = UnixListener.bind(address(), 4);
    UnixServer server =
        thread.call(
            () -> UnixServer.listen(thread.loop, listener, ServerOptions.DEFAULT, c -> ECHO));
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path()))) {
      client.write(ByteBuffer.wrap(new byte[] {7}));
      ByteBuffer answer = ByteBuffer.allocate(1);
      client.read(answer);
      assertThat(answer.get(0)).isEqualTo((byte) 7);
    }
    closeAndWait(server);
    assertThat(path()).exists();
  }

  @Test
  void aFileThatIsThereIsNeitherTakenNorRemoved() throws Exception {
    Files.writeString(path(), "somebody's");
    assertThatIOException()
        .isThrownBy(() -> listen(address(), ServerOptions.DEFAULT))
        .withMessageContaining("EADDRINUSE");
    assertThat(path()).hasContent("somebody's");
  }

  @Test
  void whatIsTcpAloneIsRefused() {
    List<ServerOptions> wrong =
        List.of(
            ServerOptions.DEFAULT.reusePort(true),
            ServerOptions.DEFAULT.steerByCpu(true),
            ServerOptions.DEFAULT.deferAccept(Duration.ofSeconds(1)),
            ServerOptions.DEFAULT.maxPerAddress(3));
    for (ServerOptions options : wrong) {
      assertThatIllegalArgumentException().isThrownBy(() -> listen(address(), options));
    }
    assertThat(path()).doesNotExist();
  }
}
