package dev.sluice.signal;

import static dev.sluice.sys.SignalConstants.CLD_KILLED;
import static dev.sluice.sys.SignalConstants.POLL_HUP;
import static dev.sluice.sys.SignalConstants.POLL_OUT;
import static dev.sluice.sys.SignalConstants.SIGCHLD;
import static dev.sluice.sys.SignalConstants.SIGIO;
import static dev.sluice.sys.SignalConstants.SIGSYS;
import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static dev.sluice.sys.SignalConstants.SI_ASYNCIO;
import static dev.sluice.sys.SignalConstants.SI_KERNEL;
import static dev.sluice.sys.SignalConstants.SI_QUEUE;
import static dev.sluice.sys.SignalConstants.SI_SIGIO;
import static dev.sluice.sys.SignalConstants.SI_TIMER;
import static dev.sluice.sys.SignalConstants.SI_TKILL;
import static dev.sluice.sys.SignalConstants.SI_USER;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which of the fields a signal has: in memory they stand in each other's place. */
class SignalInfoTest {
  private static SignalInfo of(int number, int code) {
    return SignalInfo.of(number, code, 1, 2, 3, 4, 5, 6);
  }

  private static SignalInfo sent(int number, int code, long value, int status) {
    return new SignalInfo(number, code, 1, 2, value, status, 0, -1);
  }

  @Test
  void whoeverSendsSaysWho() {
    assertThat(of(SIGUSR1, SI_USER)).isEqualTo(sent(SIGUSR1, SI_USER, 0, 0));
    assertThat(of(SIGUSR1, SI_TKILL)).isEqualTo(sent(SIGUSR1, SI_TKILL, 0, 0));
    assertThat(of(SIGIO, SI_USER)).isEqualTo(sent(SIGIO, SI_USER, 0, 0));
    assertThat(of(SIGIO, SI_KERNEL)).isEqualTo(sent(SIGIO, SI_KERNEL, 0, 0));
    assertThat(of(SIGSYS, 1)).isEqualTo(sent(SIGSYS, 1, 0, 0));
  }

  @Test
  void whatIsQueuedHasAValue() {
    assertThat(of(40, SI_QUEUE)).isEqualTo(sent(40, SI_QUEUE, 3, 0));
    assertThat(of(SIGCHLD, SI_QUEUE)).isEqualTo(sent(SIGCHLD, SI_QUEUE, 3, 0));
    assertThat(of(40, SI_ASYNCIO)).isEqualTo(sent(40, SI_ASYNCIO, 3, 0));
    assertThat(of(40, SI_TIMER)).isEqualTo(new SignalInfo(40, SI_TIMER, 0, 0, 3, 0, 0, -1));
  }

  @Test
  void aChildHasAStatus() {
    assertThat(of(SIGCHLD, CLD_KILLED)).isEqualTo(sent(SIGCHLD, CLD_KILLED, 0, 4));
    assertThat(of(SIGCHLD, SI_USER)).isEqualTo(sent(SIGCHLD, SI_USER, 0, 0));
  }

  @Test
  void aDescriptorHasABand() {
    for (int code : new int[] {POLL_OUT, POLL_HUP, SI_SIGIO}) {
      for (int number : new int[] {SIGIO, 40}) {
        assertThat(of(number, code)).isEqualTo(new SignalInfo(number, code, 0, 0, 0, 0, 5, 6));
      }
    }
  }

  @Test
  void anIntIsTheLowerHalf() {
    SignalInfo info = SignalInfo.of(40, SI_QUEUE, 1, 2, 0x7_ffff_fffdL, 0, 0, 0);

    assertThat(info.intValue()).isEqualTo(-3);
  }
}
