package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_ADD_SEALS;
import static dev.sluice.sys.FileConstants.F_DUPFD;
import static dev.sluice.sys.FileConstants.F_DUPFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.F_GETPIPE_SZ;
import static dev.sluice.sys.FileConstants.F_GET_SEALS;
import static dev.sluice.sys.FileConstants.F_SETFD;
import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.F_SETPIPE_SZ;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_WRONLY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Bounded
class DescriptorsTest {
  @AutoClose private final Owned owned = new Owned();

  @Test
  void aClosedDescriptorIsGone() {
    int[] ends = new int[2];
    assertThat(Io.pipe2(ends, O_CLOEXEC)).isZero();
    int read = owned.add(ends[0]);

    assertThat(Descriptors.close(ends[1])).isZero();

    try (Arena arena = Arena.ofConfined()) {
      assertThat(Io.read(read, arena.allocate(1))).as("no writer is left").isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20})
  void closingWhatIsNotOpenIsEbadf(int fd) {
    assertThat(Descriptors.close(fd)).isEqualTo(-Errno.EBADF.number());
    assertThat(Descriptors.fcntl(fd, F_GETFD, 0)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void closingTwiceIsEbadf() {
    assertThat(Descriptors.close(owned.closedOne())).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void theDescriptorFlagIsSetAndRead() {
    int fd = owned.pipe(0).first();

    assertThat(Descriptors.fcntl(fd, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(Descriptors.fcntl(fd, F_SETFD, 0)).isZero();
    assertThat(Descriptors.fcntl(fd, F_GETFD, 0)).isZero();
    assertThat(Descriptors.fcntl(fd, F_SETFD, FD_CLOEXEC)).isZero();
    assertThat(Descriptors.fcntl(fd, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
  }

  @Test
  void theStatusFlagsAreSetAndRead() {
    int fd = owned.pipe(0).second();

    assertThat(Descriptors.fcntl(fd, F_GETFL, 0)).isEqualTo(O_WRONLY);
    assertThat(Descriptors.fcntl(fd, F_SETFL, O_NONBLOCK)).isZero();
    assertThat(Descriptors.fcntl(fd, F_GETFL, 0)).isEqualTo(O_WRONLY | O_NONBLOCK);
  }

  @Test
  void aDuplicateHasTheNextFreeNumberFromTheArgumentOn() {
    int fd = owned.pipe(0).first();

    int one = owned.add(Descriptors.fcntl(fd, F_DUPFD, 3_000));
    int two = owned.add(Descriptors.fcntl(fd, F_DUPFD_CLOEXEC, 3_000));

    assertThat(one).isGreaterThanOrEqualTo(3_000);
    assertThat(two).isGreaterThan(one);
    assertThat(Descriptors.fcntl(one, F_GETFD, 0)).isZero();
    assertThat(Descriptors.fcntl(two, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
  }

  @Test
  void aDuplicateBeyondTheLimitIsAnErrno() {
    int fd = owned.pipe(0).first();

    assertThat(Descriptors.fcntl(fd, F_DUPFD, Integer.MAX_VALUE)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Descriptors.fcntl(fd, F_DUPFD, -1)).isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void aPipeHasASize() {
    int fd = owned.pipe(0).first();

    // Whole pages, of whatever size they are.
    assertThat(Descriptors.fcntl(fd, F_SETPIPE_SZ, 131_072)).isEqualTo(131_072);
    assertThat(Descriptors.fcntl(fd, F_GETPIPE_SZ, 0)).isEqualTo(131_072);
    assertThat(Descriptors.fcntl(fd, F_SETPIPE_SZ, 0)).isBetween(1, 131_071);
    assertThat(Descriptors.fcntl(owned.tcp().first(), F_GETPIPE_SZ, 0))
        .isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void onlyMemoryFilesHaveSeals() {
    int fd = owned.pipe(0).first();

    assertThat(Descriptors.fcntl(fd, F_GET_SEALS, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Descriptors.fcntl(fd, F_ADD_SEALS, 1)).isNegative();
  }

  /**
   * F_GETLK, F_SETLK, F_SETLKW, F_SETOWN, F_GETOWN, F_SETSIG, F_GETSIG, F_SETOWN_EX, F_GETOWN_EX,
   * F_GETOWNER_UIDS, F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW, F_SETLEASE, F_NOTIFY, F_GET_RW_HINT to
   * F_SET_FILE_RW_HINT, and numbers that mean nothing.
   */
  @ParameterizedTest
  @ValueSource(
      ints = {
        5,
        6,
        7,
        8,
        9,
        10,
        11,
        12,
        13,
        14,
        15,
        16,
        17,
        36,
        37,
        38,
        1024,
        1026,
        1035,
        1036,
        1037,
        1038,
        -1,
        99,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE
      })
  void commandsThatTakeAddressesOrSendSignalsAreRefused(int command) {
    int fd = owned.pipe(0).first();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Descriptors.fcntl(fd, command, 0))
        .withMessageContaining(Integer.toString(command));
  }

  @ParameterizedTest
  @ValueSource(longs = {020000, 020000 | 04000, 0xffff_ffffL, -1, Long.MAX_VALUE})
  void signalsForInputAndOutputAreRefused(long flags) {
    int fd = owned.tcp().first();

    assertThatIllegalArgumentException().isThrownBy(() -> Descriptors.fcntl(fd, F_SETFL, flags));
  }
}
