package dev.sluice.signal;

import static dev.sluice.sys.SignalConstants.SIGKILL;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static dev.sluice.sys.SignalConstants.SIGUSR2;
import static dev.sluice.sys.SignalConstants.SIGWINCH;
import static dev.sluice.sys.SignalConstants.SI_USER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bindings.x86_64.siginfo_t;
import dev.sluice.bindings.x86_64.signalfd_siginfo;
import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.sys.Ids;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.util.ArrayList;
import java.util.Arrays;
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
    MemoryLayout info = siginfo_t.layout();

    assertThat(info.byteSize()).isEqualTo(SignalSource.RECORD);
    assertThat(HandlerSource.NUMBER).isEqualTo(offset(info, "si_signo"));
    assertThat(HandlerSource.CODE).isEqualTo(offset(info, "si_code"));
    assertThat(HandlerSource.PID).isEqualTo(offset(info, "_sifields", "_kill", "si_pid"));
    assertThat(HandlerSource.UID).isEqualTo(offset(info, "_sifields", "_kill", "si_uid"));
    assertThat(HandlerSource.VALUE).isEqualTo(offset(info, "_sifields", "_rt", "si_sigval"));
    assertThat(HandlerSource.STATUS).isEqualTo(offset(info, "_sifields", "_sigchld", "si_status"));
    assertThat(HandlerSource.BAND).isEqualTo(offset(info, "_sifields", "_sigpoll", "si_band"));
    assertThat(HandlerSource.FD).isEqualTo(offset(info, "_sifields", "_sigpoll", "si_fd"));
  }

  @Test
  void theOtherRecordIsTheBindingsSignalfdSiginfo() {
    MemoryLayout info = signalfd_siginfo.layout();

    assertThat(info.byteSize()).isEqualTo(SignalSource.RECORD);
    assertThat(SignalFdSource.NUMBER).isEqualTo(offset(info, "ssi_signo"));
    assertThat(SignalFdSource.CODE).isEqualTo(offset(info, "ssi_code"));
    assertThat(SignalFdSource.PID).isEqualTo(offset(info, "ssi_pid"));
    assertThat(SignalFdSource.UID).isEqualTo(offset(info, "ssi_uid"));
    assertThat(SignalFdSource.FD).isEqualTo(offset(info, "ssi_fd"));
    assertThat(SignalFdSource.BAND).isEqualTo(offset(info, "ssi_band"));
    assertThat(SignalFdSource.STATUS).isEqualTo(offset(info, "ssi_status"));
    assertThat(SignalFdSource.VALUE).isEqualTo(offset(info, "ssi_ptr"));
  }

  private static long offset(MemoryLayout struct, String... path) {
    return struct.byteOffset(
        Arrays.stream(path).map(PathElement::groupElement).toArray(PathElement[]::new));
  }
}
