package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.SignalConstants.SIGURG;
import static dev.sluice.sys.SignalConstants.SIGWINCH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.support.KeepsOpen;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Pipes that are released and used again. The signals are those that nobody minds when they come
 * late.
 */
@KeepsOpen("pipe:.*")
@Bounded
class SignalPipeTest {
  /** More pipes than were ever open at once. */
  private static final int ALL = 50;

  /** More than there are then. */
  private static final int MORE = 4 * ALL;

  @Test
  void thePipeNeverWaitsAndIsNotInherited() {
    SignalPipe pipe = Caught.open();
    try {
      assertThat(Descriptors.fcntl(pipe.fd(), F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
      assertThat(Descriptors.fcntl(pipe.fd(), F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
      assertThat(Caught.drain(pipe)).isEmpty();
    } finally {
      pipe.release();
    }
  }

  @Test
  void twoOwnersHaveTwoPipes() {
    SignalPipe one = Caught.open();
    SignalPipe other = Caught.open();
    try {
      assertThat(one.fd()).isNotEqualTo(other.fd());
    } finally {
      one.release();
      other.release();
    }
  }

  @Test
  void aReleasedPipeIsUsedAgain() throws IOException, InterruptedException {
    SignalPipe first = Caught.open();
    first.release();
    SignalPipe second = reopen(first.fd());
    try {
      assertThat(Signals.sigaction(SIGWINCH, second)).isZero();
      Caught.send(SIGWINCH, 1);
      assertThat(Caught.await(second, 1)).hasSize(1);
    } finally {
      second.release();
    }
  }

  /** A close in a finally block after an explicit one, say. */
  @Test
  void releasingTwiceTakesNothingFromTheNextOwner() throws IOException, InterruptedException {
    SignalPipe first = Caught.open();
    first.release();
    SignalPipe second = reopen(first.fd());
    try {
      assertThat(Signals.sigaction(SIGWINCH, second)).isZero();

      first.release();

      assertThat(Caught.isIn("SigCgt", SIGWINCH)).isTrue();
      assertThat(Signals.restore(SIGWINCH, first)).isEqualTo(-Errno.EINVAL.number());
      assertThat(isFree(second.fd())).isFalse();
      Caught.send(SIGWINCH, 1);
      assertThat(Caught.await(second, 1)).hasSize(1);
    } finally {
      second.release();
    }
  }

  @Test
  void whatThePreviousOwnerLeftIsNotTheNextOnes() throws IOException, InterruptedException {
    SignalPipe first = Caught.open();
    assertThat(Signals.sigaction(SIGURG, first)).isZero();
    Caught.send(SIGURG, 1);
    awaitNoneIsPending(SIGURG);
    first.release();
    SignalPipe second = reopen(first.fd());
    try {
      assertThat(Caught.drain(second)).isEmpty();
    } finally {
      second.release();
    }
  }

  @Test
  void aPipeThatWasLeftFullHasRoomForTheNextOwner() throws IOException, InterruptedException {
    SignalPipe first = Caught.open();
    int size = Descriptors.fcntl(first.fd(), FileConstants.F_GETPIPE_SZ, 0);
    // One page, of whatever size.
    int small = Descriptors.fcntl(first.fd(), FileConstants.F_SETPIPE_SZ, 0);
    assertThat(small).isPositive();
    assertThat(Signals.sigaction(45, first)).isZero();
    Caught.send(45, small / SignalPipe.RECORD * 3);
    awaitNoneIsPending(45);
    first.release();

    SignalPipe second = reopen(first.fd());
    try {
      assertThat(Signals.sigaction(SIGWINCH, second)).isZero();
      Caught.send(SIGWINCH, 1);
      assertThat(Caught.await(second, 1)).extracting(Caught::number).contains(SIGWINCH);
    } finally {
      assertThat(Descriptors.fcntl(second.fd(), FileConstants.F_SETPIPE_SZ, size)).isPositive();
      second.release();
    }
  }

  @Test
  void aPipeThatWasMadeToWaitDoesNotForTheNextOwner() {
    SignalPipe first = Caught.open();
    assertThat(Descriptors.fcntl(first.fd(), F_SETFL, 0)).isZero();
    first.release();
    SignalPipe second = reopen(first.fd());
    try {
      assertThat(Descriptors.fcntl(second.fd(), F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
    } finally {
      second.release();
    }
  }

  @Test
  void noPipeIsLostWhereItCannotBeHandedOver() {
    SignalPipe pipe = Caught.open();
    pipe.release();

    for (int i = 0; i < ALL; i++) {
      assertThatThrownBy(() -> SignalPipe.open(new @Nullable SignalPipe[0]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }

    reopen(pipe.fd()).release();
  }

  /** Opens pipes until it is the one that was released. */
  private static SignalPipe reopen(int fd) {
    List<SignalPipe> others = new ArrayList<>();
    try {
      for (int i = 0; i < MORE; i++) {
        SignalPipe pipe = Caught.open();
        if (pipe.fd() == fd) {
          return pipe;
        }
        others.add(pipe);
      }
    } finally {
      others.forEach(SignalPipe::release);
    }
    throw new AssertionError("the pipe " + fd + " is not used again");
  }

  /** Would the pipe go to one who opens pipes; used once, for it makes them many. */
  private static boolean isFree(int fd) {
    List<SignalPipe> pipes = new ArrayList<>();
    for (int i = 0; i < ALL; i++) {
      pipes.add(Caught.open());
    }
    pipes.forEach(SignalPipe::release);
    return pipes.stream().anyMatch(pipe -> pipe.fd() == fd);
  }

  /** Waits until the kernel has handed over what was sent. */
  static void awaitNoneIsPending(int signum) throws IOException, InterruptedException {
    for (int i = 0; i < 3000 && Caught.isIn("ShdPnd", signum); i++) {
      Thread.sleep(10);
    }
    assertThat(Caught.isIn("ShdPnd", signum)).isFalse();
  }
}
