package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@Bounded
class IdsTest {
  @Test
  void theProcessHasTheIdThatTheJdkSays() {
    assertThat(Ids.getpid()).isEqualTo((int) ProcessHandle.current().pid());
  }

  @Test
  void theParentHasTheIdThatTheJdkSays() {
    long parent = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);

    assertThat(Ids.getppid()).isEqualTo((int) parent);
  }

  @Test
  void allThreadsAreOfOneProcess() {
    assertThat(CompletableFuture.supplyAsync(Ids::getpid).join()).isEqualTo(Ids.getpid());
  }

  @Test
  void eachThreadHasAnIdOfItsOwn() {
    int other = CompletableFuture.supplyAsync(Ids::gettid, run -> new Thread(run).start()).join();

    assertThat(Path.of("/proc/self/task/" + Ids.gettid())).isDirectory();
    assertThat(other).isNotEqualTo(Ids.gettid());
  }

  @Test
  void usersAndGroupsAreThoseOfProc() throws Exception {
    int[] users = new int[3];
    int[] groups = new int[3];

    assertThat(Ids.getresuid(users)).isZero();
    assertThat(Ids.getresgid(groups)).isZero();
    assertThat(numbers("Uid").subList(0, 3)).isEqualTo(list(users));
    assertThat(numbers("Gid").subList(0, 3)).isEqualTo(list(groups));
    assertThat(list(Ids.getuid(), Ids.geteuid())).isEqualTo(numbers("Uid").subList(0, 2));
    assertThat(list(Ids.getgid(), Ids.getegid())).isEqualTo(numbers("Gid").subList(0, 2));
  }

  @Test
  void supplementaryGroupsAreCountedAndListed() throws Exception {
    int[] list = new int[65_536];

    int count = Ids.getgroups(list);

    assertThat(count).isEqualTo(Ids.getgroups(new int[0]));
    assertThat(list(Arrays.copyOf(list, count)))
        .containsExactlyInAnyOrderElementsOf(numbers("Groups"));
  }

  @Test
  void groupAndSessionAreThoseOfProc() throws Exception {
    // pid (name) state ppid pgrp session …; the name may hold anything but ends with the last ')'.
    String stat = java.nio.file.Files.readString(Path.of("/proc/self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);

    assertThat(Ids.getpgid(0)).isEqualTo(Integer.parseInt(fields[2]));
    assertThat(Ids.getsid(0)).isEqualTo(Integer.parseInt(fields[3]));
  }

  private static List<Integer> list(int... numbers) {
    return IntStream.of(numbers).boxed().toList();
  }

  private static List<Integer> numbers(String line) throws IOException {
    return java.nio.file.Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(each -> each.startsWith(line + ":"))
        .flatMap(each -> Stream.of(each.substring(line.length() + 1).split("\\s+", -1)))
        .filter(word -> !word.isEmpty())
        .map(Integer::parseUnsignedInt)
        .toList();
  }
}
