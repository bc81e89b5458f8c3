package dev.sluice.signal;

import static dev.sluice.sys.SignalConstants.SIGKILL;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static dev.sluice.sys.SignalConstants.SIGUSR2;
import static dev.sluice.sys.SignalConstants.SIGWINCH;
import static dev.sluice.sys.SignalConstants.SI_USER;
import static java.lang.foreign.MemoryLayout.PathElement.groupElement;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bindings.x86_64.siginfo_t;
import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.sys.Ids;
import java.lang.foreign.MemoryLayout.PathElement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@KeepsOpen("pipe:.*")
@Timeout(60)
class SignalSourceTest {
  /** Sends a signal to this process and gives the id of the sender. */
  private static long send(String signal) throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-s", signal, Integer.toString(Ids.getpid()))
            .inheritIO()
            .start();
    assertThat(kill.waitFor()).isZero();
    return kill.pid();
  }

  private static List<SignalInfo> await(SignalSource source, int count) throws Exception {
    List<SignalInfo> infos = new ArrayList<>();
    while (infos.size() < count) {
      if (source.read(infos::add) == 0) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
    }
    return infos;
  }

  @Test
  void tellsWhatSentItAndWho() throws Exception {
    try (SignalSource source = SignalSource.open(SIGUSR1, SIGWINCH)) {
      assertThat(source.read(info -> {})).isZero();

      long first = send("USR1");
      SignalInfo info = await(source, 1).get(0);
      assertThat(info.number()).isEqualTo(SIGUSR1);
      assertThat(info.code()).isEqualTo(SI_USER);
      assertThat((long) info.pid()).isEqualTo(first);
      assertThat(info.uid()).isEqualTo(Integer.parseInt(Run.output("id", "-u").strip()));

      send("WINCH");
      assertThat(await(source, 1).get(0).number()).isEqualTo(SIGWINCH);
    }
  }

  @Test
  void aSignalHasOneSourceAtATime() throws Exception {
    SignalSource first = SignalSource.open(SIGUSR1);
    assertThatThrownBy(() -> SignalSource.open(SIGWINCH, SIGUSR1))
        .isInstanceOf(ErrnoException.class)
        .hasMessage("sigaction(" + SIGUSR1 + "): " + Errno.EBUSY);
    first.close();

    try (SignalSource second = SignalSource.open(SIGWINCH, SIGUSR1)) {
      send("USR1");
      assertThat(await(second, 1)).hasSize(1);
    }
  }

  @Test
  void signalsThatCannotBeCaughtAreRefused() {
    assertThatThrownBy(() -> SignalSource.open(SIGUSR2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("JVM");
    assertThatThrownBy(() -> SignalSource.open(SIGKILL))
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("EINVAL");
  }

  @Test
  void theRecordIsTheBindingsSiginfo() {
    assertThat(offset("si_signo")).isEqualTo(SignalSource.NUMBER);
    assertThat(offset("si_code")).isEqualTo(SignalSource.CODE);
    assertThat(offset("_sifields", "_kill", "si_pid")).isEqualTo(SignalSource.PID);
    assertThat(offset("_sifields", "_kill", "si_uid")).isEqualTo(SignalSource.UID);
    assertThat(offset("_sifields", "_rt", "si_sigval")).isEqualTo(SignalSource.VALUE);
  }

  private static long offset(String... path) {
    PathElement[] elements = new PathElement[path.length];
    for (int i = 0; i < path.length; i++) {
      elements[i] = groupElement(path[i]);
    }
    return siginfo_t.layout().byteOffset(elements);
  }
}
