package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.micro.CaptureCalls;
import dev.sluice.benchmarks.micro.CriticalCalls;
import dev.sluice.benchmarks.micro.HeapCalls;
import dev.sluice.benchmarks.micro.HeapTimers;
import dev.sluice.benchmarks.micro.JextractCalls;
import dev.sluice.benchmarks.micro.JniCalls;
import dev.sluice.benchmarks.micro.JniHeapCalls;
import dev.sluice.benchmarks.micro.NettyTimers;
import dev.sluice.benchmarks.micro.NioCalls;
import dev.sluice.benchmarks.micro.PlainCalls;
import dev.sluice.benchmarks.micro.SysCalls;
import dev.sluice.benchmarks.micro.SysHeapCalls;
import dev.sluice.benchmarks.micro.TypedCalls;
import dev.sluice.benchmarks.micro.WheelTimers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;

/** The ways of Java to call Linux, and what is called; and the kinds of timers. */
final class Callers {
  /** What has no like in C: translations between Java's values and the kernel's, and timers. */
  static final Set<String> JAVA_ONLY =
      Set.of("encodeAddress", "decodeErrno", "timerSchedule", "timerMove");

  static final List<Caller> ALL =
      List.of(
          new Caller("sys-raw", SysCalls.class, lab -> List.of("-Dsluice.backend=raw")),
          new Caller("sys-libc", SysCalls.class, lab -> List.of("-Dsluice.backend=libc")),
          new Caller("typed", TypedCalls.class, lab -> List.of("-Dsluice.backend=raw")),
          new Caller("sys-heap", SysHeapCalls.class, lab -> List.of()),
          new Caller("ffm-plain", PlainCalls.class, lab -> List.of()),
          new Caller("ffm-capture", CaptureCalls.class, lab -> List.of()),
          new Caller("ffm-critical", CriticalCalls.class, lab -> List.of()),
          new Caller("ffm-heap", HeapCalls.class, lab -> List.of()),
          new Caller("jextract", JextractCalls.class, lab -> List.of()),
          new Caller("jni", JniCalls.class, Callers::jni),
          new Caller("jni-heap", JniHeapCalls.class, Callers::jni),
          new Caller("nio", NioCalls.class, lab -> List.of()),
          new Caller("wheel", WheelTimers.class, lab -> List.of()),
          new Caller("heap", HeapTimers.class, lab -> List.of()),
          new Caller("netty", NettyTimers.class, lab -> List.of()));

  private static final Map<String, String> TITLES = titles();

  private Callers() {}

  private static Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("noop", "a function that does next to nothing (abs)");
    titles.put("getppid", "getppid");
    titles.put("recvEagain", "recv that finds nothing (EAGAIN)");
    titles.put("roundTrip1B", "1 byte into one end of a pair of sockets, out of the other");
    titles.put("roundTrip16KiB", "16 KiB into one end of a pair of sockets, out of the other");
    titles.put("epollCtl", "epoll_ctl that changes the events of one descriptor");
    titles.put("epollWait0", "epoll_wait, nothing ready");
    titles.put("epollWait1", "epoll_wait, 1 descriptor ready");
    titles.put("epollWait64", "epoll_wait, 64 descriptors ready");
    titles.put("epollWait1024", "epoll_wait, 1,024 descriptors ready");
    titles.put("writev1", "writev of 1 part of 64 bytes, and a read");
    titles.put("writev8", "writev of 8 parts of 64 bytes, and a read");
    titles.put("writev64", "writev of 64 parts of 64 bytes, and a read");
    titles.put("readv1", "a write, and readv into 1 part of 64 bytes");
    titles.put("readv8", "a write, and readv into 8 parts of 64 bytes");
    titles.put("readv64", "a write, and readv into 64 parts of 64 bytes");
    titles.put("splice", "64 bytes into a pipe, spliced into another one, and out of it");
    titles.put("sendfile", "sendfile of 64 bytes from memory into a socket, and a read");
    titles.put("setOption", "setsockopt of TCP_NODELAY");
    titles.put("getOption", "getsockopt of SO_RCVBUF");
    titles.put("accept", "socket, connect, accept4, close of both ends");
    titles.put("encodeAddress", "an IPv4 address into the kernel's form");
    titles.put("decodeErrno", "a result into an errno");
    titles.put("timerSchedule", "the oldest of 1 M timers cancelled, another one scheduled");
    titles.put("timerMove", "the oldest of 1 M timers moved to another time");
    return titles;
  }

  static Set<String> operations() {
    return TITLES.keySet();
  }

  static String title(String operation) {
    return TITLES.getOrDefault(operation, operation);
  }

  static Caller named(String name) {
    return ALL.stream().filter(caller -> caller.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<String> jni(Lab lab) throws IOException {
    Path include = Path.of(System.getProperty("java.home"), "include");
    Path library =
        lab.compile(
            "jni/sluice_jni.c", "-shared", "-fPIC", "-I" + include, "-I" + include + "/linux");
    return List.of("-Dsluice.jni=" + library);
  }

  /**
   * One way.
   *
   * @param name in the report
   * @param type the benchmarks
   * @param javaOptions what its JVM is started with
   */
  record Caller(String name, Class<?> type, JavaOptions javaOptions) {
    boolean does(String operation) {
      return Arrays.stream(type.getMethods())
          .anyMatch(m -> m.getName().equals(operation) && m.isAnnotationPresent(Benchmark.class));
    }

    List<String> options(Lab lab) throws IOException {
      return javaOptions.of(lab);
    }
  }

  /** Options of a JVM that may have to be made first. */
  @FunctionalInterface
  interface JavaOptions {
    List<String> of(Lab lab) throws IOException;
  }
}
