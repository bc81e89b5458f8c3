package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.O_WRONLY;
import static dev.sluice.sys.ProcessConstants.POSIX_SPAWN_SETPGROUP;
import static dev.sluice.sys.ProcessConstants.P_PGID;
import static dev.sluice.sys.ProcessConstants.P_PID;
import static dev.sluice.sys.ProcessConstants.WEXITED;
import static dev.sluice.sys.ProcessConstants.WNOHANG;
import static dev.sluice.sys.ProcessConstants.WNOWAIT;
import static dev.sluice.sys.SignalConstants.CLD_EXITED;
import static dev.sluice.sys.SignalConstants.CLD_KILLED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link Spawn} with its actions and attributes. */
@Bounded
class SpawnTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final SpawnFileActions actions = new SpawnFileActions();
  @AutoClose private final SpawnAttributes attributes = new SpawnAttributes();
  private final WaitInfo info = new WaitInfo();

  @TempDir private Path folder;

  @Test
  void anExitCodeIsTold() {
    int pid = shell("exit 7");

    assertThat(Spawn.waitid(P_PID, pid, info, WEXITED)).isZero();
    assertThat(info.pid()).isEqualTo(pid);
    assertThat(info.code()).isEqualTo(CLD_EXITED);
    assertThat(info.status()).isEqualTo(7);
    assertThat(info.uid()).isEqualTo(Ids.getuid());
    assertThat(info.signo()).isEqualTo(SignalConstants.SIGCHLD);
  }

  @Test
  void aSignalThatEndedItIsTold() {
    int pid = shell("kill -9 $$");

    assertThat(Spawn.waitid(P_PID, pid, info, WEXITED)).isZero();
    assertThat(info.code()).isEqualTo(CLD_KILLED);
    assertThat(info.status()).isEqualTo(9);
  }

  @Test
  void whoDoesNotWaitSeesAChildThatRuns() {
    int gate = owned.pipe(0).second();
    Owned.Pair pipe = owned.pipe(0);
    assertThat(actions.adddup2(pipe.first(), 0)).isZero();
    int pid = shell("read line");

    assertThat(Spawn.waitid(P_PID, pid, info, WEXITED | WNOHANG)).isZero();
    assertThat(info.pid()).isZero();
    owned.close(gate);
    owned.close(pipe.second());
    assertThat(Spawn.waitid(P_PID, pid, info, WEXITED | WNOWAIT)).isZero();
    assertThat(info.pid()).as("looked at").isEqualTo(pid);
    assertThat(Spawn.waitid(P_PID, pid, info, WEXITED)).isZero();
    assertThat(info.pid()).as("taken").isEqualTo(pid);
    assertThat(Spawn.waitid(P_PID, pid, info, WEXITED)).isEqualTo(-Errno.ECHILD.number());
  }

  @Test
  void aChildOfAGroupIsFound() {
    assertThat(attributes.setpgroup(0)).isZero();
    assertThat(attributes.setflags(POSIX_SPAWN_SETPGROUP)).isZero();
    int pid = shell("exit 3");

    assertThat(Spawn.waitid(P_PGID, pid, info, WEXITED)).isZero();
    assertThat(info.pid()).isEqualTo(pid);
    assertThat(info.status()).isEqualTo(3);
  }

  @Test
  void actionsHappenInTheirOrder() throws Exception {
    Path in = java.nio.file.Files.writeString(folder.resolve("in"), "words");
    Path out = folder.resolve("out");
    assertThat(actions.addopen(9, PathBuf.of(in.toString()), O_RDONLY, 0)).isZero();
    assertThat(actions.adddup2(9, 0)).isZero();
    assertThat(actions.addclose(9)).isZero();
    assertThat(actions.addchdir_np(PathBuf.of(folder.toString()))).isZero();
    assertThat(actions.addopen(1, PathBuf.of("out"), O_WRONLY | O_CREAT, 0600)).isZero();

    int pid = shell("cat; pwd; echo $MARK; [ -e /proc/self/fd/9 ] || echo none");

    assertThat(Spawn.waitid(P_PID, pid, info, WEXITED)).isZero();
    assertThat(java.nio.file.Files.readString(out))
        .isEqualTo("words" + folder.toRealPath() + "\nmarked\nnone\n");
  }

  @Test
  void whatAnActionFailsWithIsTheResult() {
    assertThat(actions.addopen(3, PathBuf.of("/no/such/file"), O_RDONLY, 0)).isZero();

    assertThat(shell("exit 0")).isEqualTo(-Errno.ENOENT.number());
  }

  @Test
  void whatIsNoProgramIsNotRun() throws Exception {
    Path text = java.nio.file.Files.writeString(folder.resolve("text"), "no program");

    assertThat(spawn(text.toString(), null, "text")).isEqualTo(-Errno.EACCES.number());
    assertThat(spawn(folder.toString(), null, "folder")).isEqualTo(-Errno.EACCES.number());
  }

  @Test
  void manyActionsAndArgumentsAreTaken() {
    for (int i = 0; i < 500; i++) {
      assertThat(actions.addclose(100 + i)).isZero();
    }
    String[] arguments = new String[1003];
    java.util.Arrays.fill(arguments, "x");
    arguments[0] = "sh";
    arguments[1] = "-c";
    arguments[2] = "[ $# = 999 ]";

    int pid = spawn("/bin/sh", actions, arguments);

    assertThat(Spawn.waitid(P_PID, pid, info, WEXITED)).isZero();
    assertThat(info.status()).isZero();
  }

  private int shell(String script) {
    return spawn("/bin/sh", actions, "sh", "-c", script);
  }

  private int spawn(String program, @Nullable SpawnFileActions all, String... arguments) {
    List<String> environment = List.of("MARK=marked", "PATH=/usr/bin:/bin");
    return Spawn.posix_spawn(PathBuf.of(program), all, attributes, List.of(arguments), environment);
  }
}
