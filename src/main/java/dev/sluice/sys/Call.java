package dev.sluice.sys;

import static dev.sluice.sys.Call.Type.INT;
import static dev.sluice.sys.Call.Type.LONG;
import static dev.sluice.sys.Call.Type.PTR;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Every call that Sluice makes, each declared once: the C prototype, and how the kernel's differs.
 *
 * <p>Linked on first use by the {@link Backend} in force; see {@link Link}.
 */
@SuppressWarnings(
    "ImmutableEnumChecker") // List.of and layouts never change; their types do not say so.
enum Call {
  SOCKET("socket", Numbers.SOCKET, INT, List.of(INT, INT, INT)),
  BIND("bind", Numbers.BIND, INT, List.of(INT, PTR, INT)),
  LISTEN("listen", Numbers.LISTEN, INT, List.of(INT, INT)),
  ACCEPT4("accept4", Numbers.ACCEPT4, INT, List.of(INT, PTR, PTR, INT)),
  CONNECT("connect", Numbers.CONNECT, INT, List.of(INT, PTR, INT)),
  SHUTDOWN("shutdown", Numbers.SHUTDOWN, INT, List.of(INT, INT)),
  RECV("recv", Numbers.RECVFROM, LONG, List.of(INT, PTR, LONG, INT)),
  SEND("send", Numbers.SENDTO, LONG, List.of(INT, PTR, LONG, INT)),
  SENDMSG("sendmsg", Numbers.SENDMSG, LONG, List.of(INT, PTR, INT)),
  SETSOCKOPT("setsockopt", Numbers.SETSOCKOPT, INT, List.of(INT, INT, INT, PTR, INT)),
  GETSOCKOPT("getsockopt", Numbers.GETSOCKOPT, INT, List.of(INT, INT, INT, PTR, PTR)),
  GETSOCKNAME("getsockname", Numbers.GETSOCKNAME, INT, List.of(INT, PTR, PTR)),
  GETPEERNAME("getpeername", Numbers.GETPEERNAME, INT, List.of(INT, PTR, PTR)),

  READ("read", Numbers.READ, LONG, List.of(INT, PTR, LONG)),
  WRITE("write", Numbers.WRITE, LONG, List.of(INT, PTR, LONG)),
  READV("readv", Numbers.READV, LONG, List.of(INT, PTR, INT)),
  WRITEV("writev", Numbers.WRITEV, LONG, List.of(INT, PTR, INT)),
  SENDFILE("sendfile", Numbers.SENDFILE, LONG, List.of(INT, INT, PTR, LONG)),
  PIPE2("pipe2", Numbers.PIPE2, INT, List.of(PTR, INT)),
  CLOSE("close", Numbers.CLOSE, INT, List.of(INT)),
  FCNTL("fcntl", Numbers.FCNTL, INT, List.of(INT, INT, LONG)),
  OPENAT2("openat2", Numbers.OPENAT2, INT, List.of(INT, PTR, PTR, LONG)),
  STATX("statx", Numbers.STATX, INT, List.of(INT, PTR, INT, INT, PTR)),
  GETDENTS64("getdents64", Numbers.GETDENTS64, LONG, List.of(INT, PTR, LONG)),

  EPOLL_CREATE1("epoll_create1", Numbers.EPOLL_CREATE1, INT, List.of(INT)),
  EPOLL_CTL("epoll_ctl", Numbers.EPOLL_CTL, INT, List.of(INT, INT, INT, PTR)),
  EPOLL_WAIT("epoll_wait", Numbers.EPOLL_PWAIT, INT, List.of(INT, PTR, INT, INT)),
  EPOLL_PWAIT2("epoll_pwait2", Numbers.EPOLL_PWAIT2, INT, List.of(INT, PTR, INT, PTR, PTR)),
  EVENTFD("eventfd", Numbers.EVENTFD2, INT, List.of(INT, INT)),
  TIMERFD_CREATE("timerfd_create", Numbers.TIMERFD_CREATE, INT, List.of(INT, INT)),
  TIMERFD_SETTIME("timerfd_settime", Numbers.TIMERFD_SETTIME, INT, List.of(INT, INT, PTR, PTR)),

  GETPID("getpid", Numbers.GETPID, INT, List.of()),
  GETPPID("getppid", Numbers.GETPPID, INT, List.of()),

  // By libc on either backend: sigaction because libc adds the restorer, the others because a stub
  // page needs them.
  SIGACTION("sigaction", INT, List.of(INT, PTR, PTR)),
  MMAP("mmap", LONG, List.of(LONG, LONG, INT, INT, INT, LONG)),
  MUNMAP("munmap", INT, List.of(LONG, LONG)),
  MPROTECT("mprotect", INT, List.of(LONG, LONG, INT));

  /** How an argument or a result travels. */
  enum Type {
    INT(ValueLayout.JAVA_INT),
    LONG(ValueLayout.JAVA_LONG),
    PTR(ValueLayout.ADDRESS);

    final ValueLayout layout;

    Type(ValueLayout layout) {
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
    return this == FCNTL ? 2 : -1;
  }

  /**
   * How many segments a handle keeps alive: at least one, so that calls without any share the type
   * of the others. Two pointers into one object need only one. What takes no arguments is called
   * for its speed, and does without.
   */
  int kept() {
    return switch (this) {
      case GETPID, GETPPID -> 0;
      case OPENAT2, STATX, EPOLL_PWAIT2, TIMERFD_SETTIME -> 2;
      default -> 1;
    };
  }

  /** The C prototype, its pointers as {@code pointer}, and {@code extras} behind. */
  FunctionDescriptor descriptor(ValueLayout pointer, MemoryLayout... extras) {
    MemoryLayout[] layouts = new MemoryLayout[parameters.size() + extras.length];
    for (int i = 0; i < parameters.size(); i++) {
      Type type = parameters.get(i);
      layouts[i] = type == PTR ? pointer : type.layout;
    }
    System.arraycopy(extras, 0, layouts, parameters.size(), extras.length);
    return FunctionDescriptor.of(result.layout, layouts);
  }
}
