package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.lang.foreign.Arena;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a manager of services hears. */
@Bounded
class NotifySocketTest {
  private static final String CLOCK = "import time; print(time.monotonic_ns() // 1000)";

  @AutoClose private final Ends ends = new Ends();
  @AutoClose private final Arena arena = Arena.ofShared();
  @TempDir private Path folder;

  private static Map<String, String> told(Object where) {
    return Map.of("NOTIFY_SOCKET", where.toString());
  }

  @Test
  void aManagerAtAPathHears() throws Exception {
    Path path = folder.resolve("notify");
    UnixDatagram manager = ends.add(UnixDatagram.bound(SockAddr.unix(path.toString())));

    assertThat(NotifySocket.tell(told(path), NotifySocket.READY, NotifySocket.status("up")))
        .isTrue();
    assertThat(NotifySocket.tell(told(path), NotifySocket.mainPid(4711))).isTrue();

    assertThat(Ends.receive(manager)).isEqualTo("READY=1\nSTATUS=up");
    assertThat(Ends.receive(manager)).isEqualTo("MAINPID=4711");
  }

  @Test
  void aManagerWithoutAFileHearsFromWhom() throws Exception {
    UnixAddr name = Ends.freshName("notify");
    UnixDatagram manager = ends.add(UnixDatagram.bound(name));
    manager.set(SockOpts.PASSCRED, true);
    Message message = Message.allocate(arena, 1, 64).add(arena.allocate(64));

    assertThat(NotifySocket.tell(told(name), NotifySocket.STOPPING)).isTrue();

    assertThat(message.receive(manager, 0)).isEqualTo("STOPPING=1".length());
    List<ControlMessage> came = message.controlMessages();
    assertThat(came).hasSize(1);
    assertThat(((ControlMessage.Credentials) came.getFirst()).pid())
        .isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void itSaysWhatSystemdsToolSays() throws Exception {
    Tools.require("systemd-notify systemd");
    Path path = folder.resolve("both");
    UnixDatagram manager = ends.add(UnixDatagram.bound(SockAddr.unix(path.toString())));

    Run.output(
        "env",
        "NOTIFY_SOCKET=" + path,
        "systemd-notify",
        "--no-block",
        "--ready",
        "--pid=1",
        "--status=well");
    NotifySocket.tell(
        told(path), NotifySocket.READY, NotifySocket.mainPid(1), NotifySocket.status("well"));

    String[] theirs = Ends.receive(manager).strip().split("\n", -1);
    assertThat(Ends.receive(manager).split("\n", -1)).containsExactlyInAnyOrder(theirs);
  }

  @Test
  void theTimeOfAReloadIsTheMonotonicClocks() throws Exception {
    Tools.require("python3 python3");
    long before = Long.parseLong(Run.output("python3", "-c", CLOCK).strip());
    String said = NotifySocket.reloading();
    long after = Long.parseLong(Run.output("python3", "-c", CLOCK).strip());

    assertThat(said).startsWith("RELOADING=1\nMONOTONIC_USEC=");
    assertThat(Long.parseLong(said.substring(said.lastIndexOf('=') + 1))).isBetween(before, after);
  }

  @Test
  void nobodyWantsToKnow() throws Exception {
    assertThat(NotifySocket.tell(Map.of(), NotifySocket.READY)).isFalse();
    assertThat(NotifySocket.tell(told(""), NotifySocket.READY)).isFalse();
  }

  @Test
  void nobodyIsThere() throws Exception {
    Path path = folder.resolve("gone");
    assertThatThrownBy(() -> NotifySocket.tell(told(path), NotifySocket.READY))
        .hasMessage("connect(" + path + "): ENOENT (No such file or directory)");
    ends.add(UnixDatagram.bound(SockAddr.unix(path.toString()))).close();
    assertThatThrownBy(() -> NotifySocket.tell(told(path), NotifySocket.READY))
        .hasMessageContaining("ECONNREFUSED");
  }

  @Test
  void aManagerThatHearsNothingHoldsNobodyUp() throws Exception {
    UnixAddr name = Ends.freshName("deaf");
    UnixDatagram manager = ends.add(UnixDatagram.bound(name));
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 10_000; i++) {
                NotifySocket.tell(told(name), NotifySocket.READY);
              }
            })
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessage("NOTIFY_SOCKET: " + name + " takes nothing");
    assertThat(Ends.receive(manager)).isEqualTo("READY=1");
  }

  @Test
  void whatIsNoAddressIsRefused() {
    for (String wrong : List.of("relative", "/", "@", "vsock:2:1234")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> NotifySocket.tell(told(wrong), NotifySocket.READY))
          .withMessage("NOTIFY_SOCKET is no local address: " + wrong);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> NotifySocket.status("a\nREADY=1"));
  }
}
