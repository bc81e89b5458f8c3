package dev.sluice.signal;

import static dev.sluice.sys.SignalConstants.SIGTERM;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static dev.sluice.sys.SignalConstants.SI_QUEUE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.abi.Bindings;
import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.support.KeepsOpen;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.sys.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
@KeepsOpen("pipe:.*")
class SignalTest {
  private static final int NOBODY = Integer.MAX_VALUE;

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void namesAreThoseOfTheHeaders(String arch) throws Exception {
    Bindings bindings = Bindings.of(arch);

    for (int number = 1; number <= Signal.NAMES.size(); number++) {
      Object inHeader = bindings.constants().get(Signal.of(number).name());
      assertThat("" + inHeader).as(Signal.of(number).name()).isEqualTo("" + number);
    }
  }

  @Test
  void namesAreThoseOfKill() throws Exception {
    Tools.require("bash bash");
    String listing =
        Run.output("bash", "-c", "for n in {1..31} {34..64}; do echo $n SIG$(kill -l $n); done");

    assertThat(listing.lines()).hasSize(62);
    for (String line : listing.lines().toList()) {
      String[] words = line.split(" ", 2);
      assertThat(Signal.of(words[1])).isEqualTo(Signal.of(Integer.parseInt(words[0])));
      assertThat(Signal.of(words[1]).name()).isEqualTo(words[1]);
    }
  }

  @Test
  void everyNameLeadsBackToItsNumber() {
    IntStream.rangeClosed(1, 64)
        .forEach(
            number -> {
              Signal signal = Signal.of(number);
              assertThat(Signal.of(signal.name())).isEqualTo(signal).hasToString(signal.name());
            });
  }

  @ParameterizedTest
  @CsvSource({
    "SIGTERM, 15",
    "TERM, 15",
    "SIGPOLL, 29",
    "IO, 29",
    "15, 15",
    "64, 64",
    "32, 32",
    "SIGRTMIN, 34",
    "RTMIN+1, 35",
    "SIGRTMIN+30, 64",
    "SIGRTMAX, 64",
    "RTMAX-30, 34"
  })
  void aNameMayBeWrittenInManyWays(String name, int number) {
    assertThat(Signal.of(name).number()).isEqualTo(number);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "SIG",
        "sigterm",
        "SIGTERM ",
        "0",
        "65",
        "-1",
        "SIGRTMIN-1",
        "SIGRTMIN+31",
        "SIGRTMAX+1",
        "SIGRTMAX-31",
        "SIGRTMIN+",
        "SIGRTMIN+x",
        "SIGRTMIN1",
        "SIG15"
      })
  void whatIsNoNameIsRefused(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(name));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 65, Integer.MAX_VALUE})
  void whatIsNoNumberIsRefused(int number) {
    assertThatIllegalArgumentException().isThrownBy(() -> Signal.of(number));
  }

  @Test
  void itIsSentWithAValueOrWithout() throws Exception {
    List<SignalInfo> infos = new ArrayList<>();
    try (SignalSource source = SignalSource.open(SIGUSR1, 45)) {
      Signal.of(SIGUSR1).kill(Ids.getpid());
      while (source.read(infos::add) == 0) {
        Thread.onSpinWait();
      }
      Signal.of(45).sigqueue(Ids.getpid(), -5);
      while (source.read(infos::add) == 0) {
        Thread.onSpinWait();
      }
    }
    assertThat(infos)
        .extracting(SignalInfo::signal)
        .containsExactly(Signal.of("USR1"), Signal.of(45));
    assertThat(infos.get(0).value()).isZero();
    assertThat(infos.get(1).code()).isEqualTo(SI_QUEUE);
    assertThat(infos.get(1).value()).isEqualTo(-5);
    assertThat(infos.get(1).intValue()).isEqualTo(-5);
    assertThat(infos.get(1).fd()).isEqualTo(-1);
  }

  @Test
  void failuresSayWhatWasSentToWhom() {
    Signal term = Signal.of(SIGTERM);

    assertThatThrownBy(() -> term.kill(NOBODY))
        .isInstanceOf(ErrnoException.class)
        .hasMessage("kill(" + NOBODY + ", SIGTERM): " + Errno.ESRCH);
    assertThatThrownBy(() -> term.tgkill(Ids.getpid(), NOBODY))
        .hasMessage("tgkill(" + Ids.getpid() + ", " + NOBODY + ", SIGTERM): " + Errno.ESRCH);
    assertThatThrownBy(() -> term.sigqueue(NOBODY, 1))
        .hasMessage("sigqueue(" + NOBODY + ", SIGTERM): " + Errno.ESRCH);
  }
}
