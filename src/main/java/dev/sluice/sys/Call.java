package dev.sluice.sys;

import static dev.sluice.sys.Call.Type.INT;
import static dev.sluice.sys.Call.Type.LONG;
import static dev.sluice.sys.Call.Type.PTR;
import static dev.sluice.sys.Call.Type.SHORT;
import static dev.sluice.sys.Call.Type.VOID;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Every call that Sluice makes, each declared once: the C prototype, and how the kernel's differs.
 *
 * <p>Linked on first use by the {@link Backend} in force; see {@link Link}.
 */
@SuppressWarnings(
    "ImmutableEnumChecker") // List.of and layouts never change; their types do not say so.
enum Call {
  SOCKET("socket", Numbers.SOCKET, INT, List.of(INT, INT, INT)),
  SOCKETPAIR("socketpair", Numbers.SOCKETPAIR, INT, List.of(INT, INT, INT, PTR)),
  BIND("bind", Numbers.BIND, INT, List.of(INT, PTR, INT)),
  LISTEN("listen", Numbers.LISTEN, INT, List.of(INT, INT)),
  ACCEPT4("accept4", Numbers.ACCEPT4, INT, List.of(INT, PTR, PTR, INT)),
  CONNECT("connect", Numbers.CONNECT, INT, List.of(INT, PTR, INT)),
  SHUTDOWN("shutdown", Numbers.SHUTDOWN, INT, List.of(INT, INT)),
  GETSOCKNAME("getsockname", Numbers.GETSOCKNAME, INT, List.of(INT, PTR, PTR)),
  GETPEERNAME("getpeername", Numbers.GETPEERNAME, INT, List.of(INT, PTR, PTR)),
  SETSOCKOPT("setsockopt", Numbers.SETSOCKOPT, INT, List.of(INT, INT, INT, PTR, INT)),
  GETSOCKOPT("getsockopt", Numbers.GETSOCKOPT, INT, List.of(INT, INT, INT, PTR, PTR)),

  RECV("recv", Numbers.RECVFROM, LONG, List.of(INT, PTR, LONG, INT)),
  SEND("send", Numbers.SENDTO, LONG, List.of(INT, PTR, LONG, INT)),
  RECVFROM("recvfrom", Numbers.RECVFROM, LONG, List.of(INT, PTR, LONG, INT, PTR, PTR)),
  SENDTO("sendto", Numbers.SENDTO, LONG, List.of(INT, PTR, LONG, INT, PTR, INT)),
  SENDMSG("sendmsg", Numbers.SENDMSG, LONG, List.of(INT, PTR, INT)),
  RECVMSG("recvmsg", Numbers.RECVMSG, LONG, List.of(INT, PTR, INT)),
  SENDMMSG("sendmmsg", Numbers.SENDMMSG, INT, List.of(INT, PTR, INT, INT)),
  RECVMMSG("recvmmsg", Numbers.RECVMMSG, INT, List.of(INT, PTR, INT, INT, PTR)),

  READ("read", Numbers.READ, LONG, List.of(INT, PTR, LONG)),
  WRITE("write", Numbers.WRITE, LONG, List.of(INT, PTR, LONG)),
  READV("readv", Numbers.READV, LONG, List.of(INT, PTR, INT)),
  WRITEV("writev", Numbers.WRITEV, LONG, List.of(INT, PTR, INT)),
  PREAD("pread", Numbers.PREAD64, LONG, List.of(INT, PTR, LONG, LONG)),
  PWRITE("pwrite", Numbers.PWRITE64, LONG, List.of(INT, PTR, LONG, LONG)),
  PREADV2("preadv2", Numbers.PREADV2, LONG, List.of(INT, PTR, INT, LONG, INT)),
  PWRITEV2("pwritev2", Numbers.PWRITEV2, LONG, List.of(INT, PTR, INT, LONG, INT)),

  SENDFILE("sendfile", Numbers.SENDFILE, LONG, List.of(INT, INT, PTR, LONG)),
  SPLICE("splice", Numbers.SPLICE, LONG, List.of(INT, PTR, INT, PTR, LONG, INT)),
  TEE("tee", Numbers.TEE, LONG, List.of(INT, INT, LONG, INT)),
  VMSPLICE("vmsplice", Numbers.VMSPLICE, LONG, List.of(INT, PTR, LONG, INT)),
  COPY_FILE_RANGE(
      "copy_file_range", Numbers.COPY_FILE_RANGE, LONG, List.of(INT, PTR, INT, PTR, LONG, INT)),

  OPENAT("openat", Numbers.OPENAT, INT, List.of(INT, PTR, INT, INT)),
  OPENAT2("openat2", Numbers.OPENAT2, INT, List.of(INT, PTR, PTR, LONG)),
  STATX("statx", Numbers.STATX, INT, List.of(INT, PTR, INT, INT, PTR)),
  GETDENTS64("getdents64", Numbers.GETDENTS64, LONG, List.of(INT, PTR, LONG)),
  FTRUNCATE("ftruncate", Numbers.FTRUNCATE, INT, List.of(INT, LONG)),
  FSYNC("fsync", Numbers.FSYNC, INT, List.of(INT)),
  FDATASYNC("fdatasync", Numbers.FDATASYNC, INT, List.of(INT)),
  MKNODAT("mknodat", Numbers.MKNODAT, INT, List.of(INT, PTR, INT, LONG)),
  MEMFD_CREATE("memfd_create", Numbers.MEMFD_CREATE, INT, List.of(PTR, INT)),

  PIPE2("pipe2", Numbers.PIPE2, INT, List.of(PTR, INT)),
  CLOSE("close", Numbers.CLOSE, INT, List.of(INT)),
  CLOSE_RANGE("close_range", Numbers.CLOSE_RANGE, INT, List.of(INT, INT, INT)),
  DUP("dup", Numbers.DUP, INT, List.of(INT)),
  DUP3("dup3", Numbers.DUP3, INT, List.of(INT, INT, INT)),
  FCNTL("fcntl", Numbers.FCNTL, INT, List.of(INT, INT, LONG)),
  IOCTL("ioctl", Numbers.IOCTL, INT, List.of(INT, LONG, PTR)),

  EPOLL_CREATE1("epoll_create1", Numbers.EPOLL_CREATE1, INT, List.of(INT)),
  EPOLL_CTL("epoll_ctl", Numbers.EPOLL_CTL, INT, List.of(INT, INT, INT, PTR)),
  EPOLL_WAIT("epoll_wait", Numbers.EPOLL_PWAIT, INT, List.of(INT, PTR, INT, INT)),
  EPOLL_PWAIT("epoll_pwait", Numbers.EPOLL_PWAIT, INT, List.of(INT, PTR, INT, INT, PTR)),
  EPOLL_PWAIT2("epoll_pwait2", Numbers.EPOLL_PWAIT2, INT, List.of(INT, PTR, INT, PTR, PTR)),
  PPOLL("ppoll", Numbers.PPOLL, INT, List.of(PTR, LONG, PTR, PTR)),
  PSELECT6("pselect6", Numbers.PSELECT6, INT, List.of(INT, PTR, PTR, PTR, PTR, PTR)),

  EVENTFD("eventfd", Numbers.EVENTFD2, INT, List.of(INT, INT)),
  TIMERFD_CREATE("timerfd_create", Numbers.TIMERFD_CREATE, INT, List.of(INT, INT)),
  TIMERFD_SETTIME("timerfd_settime", Numbers.TIMERFD_SETTIME, INT, List.of(INT, INT, PTR, PTR)),
  TIMERFD_GETTIME("timerfd_gettime", Numbers.TIMERFD_GETTIME, INT, List.of(INT, PTR)),
  SIGNALFD4("signalfd4", Numbers.SIGNALFD4, INT, List.of(INT, PTR, LONG, INT)),
  PIDFD_OPEN("pidfd_open", Numbers.PIDFD_OPEN, INT, List.of(INT, INT)),
  PIDFD_SEND_SIGNAL(
      "pidfd_send_signal", Numbers.PIDFD_SEND_SIGNAL, INT, List.of(INT, INT, PTR, INT)),
  INOTIFY_INIT1("inotify_init1", Numbers.INOTIFY_INIT1, INT, List.of(INT)),
  INOTIFY_ADD_WATCH("inotify_add_watch", Numbers.INOTIFY_ADD_WATCH, INT, List.of(INT, PTR, INT)),
  INOTIFY_RM_WATCH("inotify_rm_watch", Numbers.INOTIFY_RM_WATCH, INT, List.of(INT, INT)),

  MSYNC("msync", Numbers.MSYNC, INT, List.of(PTR, LONG, INT)),
  MADVISE("madvise", Numbers.MADVISE, INT, List.of(PTR, LONG, INT)),

  KILL("kill", Numbers.KILL, INT, List.of(INT, INT)),
  TGKILL("tgkill", Numbers.TGKILL, INT, List.of(INT, INT, INT)),
  RT_SIGQUEUEINFO("rt_sigqueueinfo", Numbers.RT_SIGQUEUEINFO, INT, List.of(INT, INT, PTR)),
  SIGPENDING("sigpending", Numbers.RT_SIGPENDING, INT, List.of(PTR)),

  GETPID("getpid", Numbers.GETPID, INT, List.of()),
  GETPPID("getppid", Numbers.GETPPID, INT, List.of()),
  GETTID("gettid", Numbers.GETTID, INT, List.of()),
  GETUID("getuid", Numbers.GETUID, INT, List.of()),
  GETEUID("geteuid", Numbers.GETEUID, INT, List.of()),
  GETGID("getgid", Numbers.GETGID, INT, List.of()),
  GETEGID("getegid", Numbers.GETEGID, INT, List.of()),
  GETRESUID("getresuid", Numbers.GETRESUID, INT, List.of(PTR, PTR, PTR)),
  GETRESGID("getresgid", Numbers.GETRESGID, INT, List.of(PTR, PTR, PTR)),
  GETGROUPS("getgroups", Numbers.GETGROUPS, INT, List.of(INT, PTR)),
  GETPGID("getpgid", Numbers.GETPGID, INT, List.of(INT)),
  SETPGID("setpgid", Numbers.SETPGID, INT, List.of(INT, INT)),
  GETSID("getsid", Numbers.GETSID, INT, List.of(INT)),
  SETSID("setsid", Numbers.SETSID, INT, List.of()),
  PRLIMIT("prlimit", Numbers.PRLIMIT64, INT, List.of(INT, INT, PTR, PTR)),
  CHDIR("chdir", Numbers.CHDIR, INT, List.of(PTR)),
  FCHDIR("fchdir", Numbers.FCHDIR, INT, List.of(INT)),
  CHROOT("chroot", Numbers.CHROOT, INT, List.of(PTR)),
  UMASK("umask", Numbers.UMASK, INT, List.of(INT)),
  SCHED_GETAFFINITY("sched_getaffinity", Numbers.SCHED_GETAFFINITY, INT, List.of(INT, LONG, PTR)),
  SCHED_SETAFFINITY("sched_setaffinity", Numbers.SCHED_SETAFFINITY, INT, List.of(INT, LONG, PTR)),
  WAITID("waitid", Numbers.WAITID, INT, List.of(INT, INT, PTR, INT)),

  // By libc on either backend, which does more than the kernel: the restorer of a signal handler,
  // all
  // threads of the process, threads of its own. Mapping is here because a stub page needs it.
  SIGACTION("sigaction", INT, List.of(INT, PTR, PTR)),
  PTHREAD_SIGMASK("pthread_sigmask", INT, List.of(INT, PTR, PTR)),
  MMAP("mmap", LONG, List.of(LONG, LONG, INT, INT, INT, LONG)),
  MUNMAP("munmap", INT, List.of(LONG, LONG)),
  MPROTECT("mprotect", INT, List.of(LONG, LONG, INT)),
  SETRESUID("setresuid", INT, List.of(INT, INT, INT)),
  SETRESGID("setresgid", INT, List.of(INT, INT, INT)),
  SETGROUPS("setgroups", INT, List.of(LONG, PTR)),
  GETADDRINFO("getaddrinfo", INT, List.of(PTR, PTR, PTR, PTR)),
  FREEADDRINFO("freeaddrinfo", VOID, List.of(PTR)),
  GAI_STRERROR("gai_strerror", PTR, List.of(INT)),
  GETNAMEINFO("getnameinfo", INT, List.of(PTR, INT, PTR, INT, PTR, INT, INT)),
  OPENLOG("openlog", VOID, List.of(PTR, INT, INT)),
  SYSLOG("syslog", VOID, List.of(INT, PTR, PTR)),
  CLOSELOG("closelog", VOID, List.of()),
  SETLOGMASK("setlogmask", INT, List.of(INT)),
  POSIX_SPAWN("posix_spawn", INT, List.of(PTR, PTR, PTR, PTR, PTR, PTR)),
  POSIX_SPAWNP("posix_spawnp", INT, List.of(PTR, PTR, PTR, PTR, PTR, PTR)),
  POSIX_SPAWN_FILE_ACTIONS_INIT("posix_spawn_file_actions_init", INT, List.of(PTR)),
  POSIX_SPAWN_FILE_ACTIONS_DESTROY("posix_spawn_file_actions_destroy", INT, List.of(PTR)),
  POSIX_SPAWN_FILE_ACTIONS_ADDOPEN(
      "posix_spawn_file_actions_addopen", INT, List.of(PTR, INT, PTR, INT, INT)),
  POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE("posix_spawn_file_actions_addclose", INT, List.of(PTR, INT)),
  POSIX_SPAWN_FILE_ACTIONS_ADDDUP2("posix_spawn_file_actions_adddup2", INT, List.of(PTR, INT, INT)),
  POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP(
      "posix_spawn_file_actions_addchdir_np", INT, List.of(PTR, PTR)),
  POSIX_SPAWNATTR_INIT("posix_spawnattr_init", INT, List.of(PTR)),
  POSIX_SPAWNATTR_DESTROY("posix_spawnattr_destroy", INT, List.of(PTR)),
  POSIX_SPAWNATTR_SETFLAGS("posix_spawnattr_setflags", INT, List.of(PTR, SHORT)),
  POSIX_SPAWNATTR_SETPGROUP("posix_spawnattr_setpgroup", INT, List.of(PTR, INT)),
  POSIX_SPAWNATTR_SETSIGMASK("posix_spawnattr_setsigmask", INT, List.of(PTR, PTR)),
  POSIX_SPAWNATTR_SETSIGDEFAULT("posix_spawnattr_setsigdefault", INT, List.of(PTR, PTR)),
  AIO_READ("aio_read", INT, List.of(PTR)),
  AIO_WRITE("aio_write", INT, List.of(PTR)),
  AIO_FSYNC("aio_fsync", INT, List.of(INT, PTR)),
  AIO_ERROR("aio_error", INT, List.of(PTR)),
  AIO_RETURN("aio_return", LONG, List.of(PTR)),
  AIO_SUSPEND("aio_suspend", INT, List.of(PTR, INT, PTR)),
  AIO_CANCEL("aio_cancel", INT, List.of(INT, PTR));

  /** How an argument or a result travels. */
  enum Type {
    VOID(null),
    SHORT(ValueLayout.JAVA_SHORT),
    INT(ValueLayout.JAVA_INT),
    LONG(ValueLayout.JAVA_LONG),
    PTR(ValueLayout.ADDRESS);

    /** Null where nothing travels. */
    final @Nullable ValueLayout layout;

    Type(@Nullable ValueLayout layout) {
      this.layout = layout;
    }
  }

  private static final int LIBC_ONLY = -1;

  final String symbol;
  final int number;
  final Type result;
  final List<Type> parameters;

  Call(String symbol, Type result, List<Type> parameters) {
    this(symbol, LIBC_ONLY, result, parameters);
  }

  Call(String symbol, int number, Type result, List<Type> parameters) {
    this.symbol = symbol;
    this.number = number;
    this.result = result;
    this.parameters = parameters;
  }

  boolean libcOnly() {
    return number == LIBC_ONLY;
  }

  /** The index of the first variadic argument, or -1. */
  int firstVariadic() {
    return switch (this) {
      case FCNTL, IOCTL, SYSLOG -> 2;
      case OPENAT -> 3;
      default -> -1;
    };
  }

  /**
   * How many segments a handle keeps alive: at least one, so that calls without any share the type
   * of the others. Two pointers into one object need only one. What takes no arguments is called
   * for its speed, and does without.
   */
  int kept() {
    return switch (this) {
      case GETPID, GETPPID, GETTID, GETUID, GETEUID, GETGID, GETEGID -> 0;
      case OPENAT2,
          STATX,
          EPOLL_PWAIT,
          TIMERFD_SETTIME,
          RECVFROM,
          SENDTO,
          RECVMMSG,
          SPLICE,
          COPY_FILE_RANGE,
          PRLIMIT,
          PTHREAD_SIGMASK,
          AIO_SUSPEND ->
          2;
      case EPOLL_PWAIT2, PPOLL, POSIX_SPAWN, POSIX_SPAWNP, GETNAMEINFO -> 3;
      case PSELECT6 -> 4;
      default -> 1;
    };
  }

  /** The C prototype, its pointers as {@code pointer}, and {@code extras} behind. */
  FunctionDescriptor descriptor(ValueLayout pointer, MemoryLayout... extras) {
    MemoryLayout[] layouts = new MemoryLayout[parameters.size() + extras.length];
    for (int i = 0; i < parameters.size(); i++) {
      Type type = parameters.get(i);
      layouts[i] = type == PTR ? pointer : Objects.requireNonNull(type.layout);
    }
    System.arraycopy(extras, 0, layouts, parameters.size(), extras.length);
    return result.layout == null
        ? FunctionDescriptor.ofVoid(layouts)
        : FunctionDescriptor.of(result.layout, layouts);
  }
}
