package dev.sluice.sys;

import static dev.sluice.abi.Bindings.layout;
import static dev.sluice.abi.Bindings.offset;
import static dev.sluice.sys.ProcessConstants.P_PID;
import static dev.sluice.sys.ProcessConstants.WEXITED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import java.lang.foreign.MemoryLayout;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts, arrays and structs that could lead libc or the kernel astray. */
@Bounded
class MemorySafetyProcessTest {
  private static final List<String> NONE = List.of();
  private static final String WITH_NUL = "a\0b";

  @Test
  void aNulIsRefused() {
    PathBuf program = PathBuf.of("/bin/true");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spawn.posix_spawn(program, null, null, List.of(WITH_NUL), NONE));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Spawn.posix_spawnp(program, null, null, NONE, List.of(WITH_NUL)));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Names.getaddrinfo(WITH_NUL, null, null, new AddrInfoList()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Names.getaddrinfo(null, WITH_NUL, null, new AddrInfoList()));
    assertThatIllegalArgumentException().isThrownBy(() -> Syslog.openlog(WITH_NUL, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Syslog.syslog(0, WITH_NUL));
  }

  @Test
  void aNameThatIsTooLongForLibcsStackIsRefused() {
    AddrInfo numeric = AddrInfo.hints(NameConstants.AI_NUMERICHOST, 0, 0, 0);
    String longest = "1".repeat(NameConstants.NI_MAXHOST - 1);

    assertThat(Names.getaddrinfo(longest, null, numeric, new AddrInfoList())).isNegative();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Names.getaddrinfo(longest + "1", null, numeric, new AddrInfoList()));
  }

  @Test
  void anArrayThatIsTooShortIsRefused() {
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Ids.getresuid(new int[2]));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Ids.getresgid(new int[0]));
  }

  @Test
  void aGroupListIsWrittenNoFurtherThanItsEnd() {
    int[] list = new int[65_536];
    Arrays.fill(list, 7);

    int count = Ids.getgroups(list);

    assertThat(Arrays.copyOfRange(list, count, list.length)).containsOnly(7);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 1024, Integer.MIN_VALUE, Integer.MAX_VALUE})
  void aProcessorBeyondTheSetIsRefused(int cpu) {
    CpuSet set = new CpuSet();

    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.add(cpu));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.remove(cpu));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> set.contains(cpu));
  }

  @Test
  void whatWasClosedIsRefused() {
    SpawnFileActions actions = new SpawnFileActions();
    SpawnAttributes attributes = new SpawnAttributes();
    PathBuf path = PathBuf.of("/bin/true");
    actions.close();
    actions.close();
    attributes.close();
    attributes.close();

    assertThatIllegalStateException().isThrownBy(() -> actions.addclose(1));
    assertThatIllegalStateException().isThrownBy(() -> actions.adddup2(1, 2));
    assertThatIllegalStateException().isThrownBy(() -> actions.addopen(1, path, 0, 0));
    assertThatIllegalStateException().isThrownBy(() -> actions.addchdir_np(path));
    assertThatIllegalStateException().isThrownBy(() -> attributes.setflags(0));
    assertThatIllegalStateException().isThrownBy(() -> attributes.setpgroup(0));
    assertThatIllegalStateException().isThrownBy(() -> attributes.setsigmask(new SigSet()));
    assertThatIllegalStateException().isThrownBy(() -> attributes.setsigdefault(new SigSet()));
    assertThatIllegalStateException()
        .isThrownBy(() -> Spawn.posix_spawn(path, actions, null, NONE, NONE));
    assertThatIllegalStateException()
        .isThrownBy(() -> Spawn.posix_spawn(path, null, attributes, NONE, NONE));
  }

  @Test
  void flagsBeyondAShortAreNoFlags() {
    try (SpawnAttributes attributes = new SpawnAttributes()) {
      assertThat(attributes.setflags(1 << 16)).isEqualTo(-Errno.EINVAL.number());
    }
  }

  /** libc moves the actions as they grow, which a child must not be made from meanwhile. */
  @Test
  void actionsGrowWhileChildrenAreMade() {
    try (SpawnFileActions actions = new SpawnFileActions()) {
      CompletableFuture<Void> grows =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  assertThat(actions.addclose(100)).isZero();
                }
              });
      PathBuf program = PathBuf.of("/bin/true");
      WaitInfo info = new WaitInfo();
      for (int i = 0; i < 20; i++) {
        int pid = Spawn.posix_spawn(program, actions, null, List.of("true"), NONE);
        assertThat(pid).isPositive();
        assertThat(Spawn.waitid(P_PID, pid, info, WEXITED)).isZero();
        assertThat(info.status()).isZero();
      }
      grows.join();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void whatIsWrittenOutIsThatOfTheBindings(String arch) throws Exception {
    assertThat(CpuSet.SIZE).isEqualTo(layout(arch, "cpu_set_t").byteSize());
    MemoryLayout info = layout(arch, "siginfo_t");
    assertThat(WaitInfo.SIZE).isEqualTo(info.byteSize());
    assertThat(WaitInfo.NUMBER).isEqualTo(offset(info, "si_signo"));
    assertThat(WaitInfo.CODE).isEqualTo(offset(info, "si_code"));
    assertThat(WaitInfo.PID).isEqualTo(offset(info, "_sifields", "_sigchld", "si_pid"));
    assertThat(WaitInfo.UID).isEqualTo(offset(info, "_sifields", "_sigchld", "si_uid"));
    assertThat(WaitInfo.STATUS).isEqualTo(offset(info, "_sifields", "_sigchld", "si_status"));
  }
}
