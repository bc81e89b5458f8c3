package dev.sluice.sys;

import static dev.sluice.sys.TraceFormat.ADDRESS_LENGTH;
import static dev.sluice.sys.TraceFormat.DIRECTORY;
import static dev.sluice.sys.TraceFormat.EVENT;
import static dev.sluice.sys.TraceFormat.EVENTS;
import static dev.sluice.sys.TraceFormat.INT;
import static dev.sluice.sys.TraceFormat.ITIMERSPEC;
import static dev.sluice.sys.TraceFormat.MODE;
import static dev.sluice.sys.TraceFormat.MSGHDR;
import static dev.sluice.sys.TraceFormat.NUMBER;
import static dev.sluice.sys.TraceFormat.OFFSET;
import static dev.sluice.sys.TraceFormat.OLD_ITIMERSPEC;
import static dev.sluice.sys.TraceFormat.OPEN;
import static dev.sluice.sys.TraceFormat.OPEN_HOW;
import static dev.sluice.sys.TraceFormat.PATH;
import static dev.sluice.sys.TraceFormat.POINTER;
import static dev.sluice.sys.TraceFormat.RECEIVED;
import static dev.sluice.sys.TraceFormat.SOCKET_TYPE;
import static dev.sluice.sys.TraceFormat.TIMESPEC;
import static dev.sluice.sys.TraceFormat.TWO_FDS;
import static dev.sluice.sys.TraceFormat.address;
import static dev.sluice.sys.TraceFormat.array;
import static dev.sluice.sys.TraceFormat.flags;
import static dev.sluice.sys.TraceFormat.name;
import static dev.sluice.sys.TraceFormat.peer;
import static dev.sluice.sys.TraceFormat.sent;

import java.util.ArrayList;
import java.util.List;

/** How the arguments of each call are shown: numbers by their type, others as the table says. */
final class TraceFormats {
  private static final TraceFormat FAMILY = name("AF_\\w+");
  private static final TraceFormat MSG = flags("MSG_\\w+");
  private static final TraceFormat SOCK = flags("SOCK_(NONBLOCK|CLOEXEC)");
  private static final TraceFormat AT = flags("AT_(EMPTY_PATH|SYMLINK_\\w+|STATX_\\w+|NO_\\w+)");
  private static final TraceFormat SPLICE = flags("SPLICE_F_\\w+");
  private static final TraceFormat PROT = flags("PROT_\\w+");
  private static final TraceFormat SIGNAL = name("SIG(?!EV_|_)[A-Z]+\\d*");
  private static final TraceFormat CLOCK = name("CLOCK_\\w+");
  private static final TraceFormat LEVEL = name("SOL_SOCKET|IPPROTO_(IP|IPV6|TCP|UDP)");
  private static final TraceFormat IOVEC = array(2, 16, TraceText::iovec);

  private TraceFormats() {}

  /** One for each parameter of the C prototype. */
  static List<TraceFormat> of(Call call) {
    List<TraceFormat> formats = new ArrayList<>(refined(call));
    for (int i = formats.size(); i < call.parameters.size(); i++) {
      formats.add(
          switch (call.parameters.get(i)) {
            case PTR -> POINTER;
            case LONG -> NUMBER;
            default -> INT;
          });
    }
    return List.copyOf(formats);
  }

  /** Those of the first parameters; what follows is a number or a pointer. */
  private static List<TraceFormat> refined(Call call) {
    return switch (call) {
      case SOCKET -> List.of(FAMILY, SOCKET_TYPE);
      case SOCKETPAIR -> List.of(FAMILY, SOCKET_TYPE, INT, TWO_FDS);
      case BIND, CONNECT -> List.of(INT, address(2));
      case ACCEPT4 -> List.of(INT, peer(2), ADDRESS_LENGTH, SOCK);
      case SHUTDOWN -> List.of(INT, name("SHUT_\\w+"));
      case GETSOCKNAME, GETPEERNAME -> List.of(INT, peer(2), ADDRESS_LENGTH);
      case SETSOCKOPT -> List.of(INT, LEVEL, INT, sent(4));
      case GETSOCKOPT -> List.of(INT, LEVEL, INT, POINTER, ADDRESS_LENGTH);
      case RECV -> List.of(INT, RECEIVED, NUMBER, MSG);
      case SEND -> List.of(INT, sent(2), NUMBER, MSG);
      case RECVFROM -> List.of(INT, RECEIVED, NUMBER, MSG, peer(5), ADDRESS_LENGTH);
      case SENDTO -> List.of(INT, sent(2), NUMBER, MSG, address(5));
      case SENDMSG, RECVMSG -> List.of(INT, MSGHDR, MSG);
      case SENDMMSG -> List.of(INT, POINTER, INT, MSG);
      case RECVMMSG -> List.of(INT, POINTER, INT, MSG, TIMESPEC);
      case READ, PREAD, GETDENTS64 -> List.of(INT, RECEIVED);
      case WRITE, PWRITE -> List.of(INT, sent(2));
      case READV, WRITEV -> List.of(INT, IOVEC);
      case PREADV2, PWRITEV2 -> List.of(INT, IOVEC, INT, NUMBER, flags("RWF_\\w+"));
      case SENDFILE -> List.of(INT, INT, OFFSET);
      case SPLICE -> List.of(INT, OFFSET, INT, OFFSET, NUMBER, SPLICE);
      case TEE -> List.of(INT, INT, NUMBER, SPLICE);
      case VMSPLICE -> List.of(INT, IOVEC, NUMBER, SPLICE);
      case COPY_FILE_RANGE -> List.of(INT, OFFSET, INT, OFFSET);
      default -> ofFilesAndTheRest(call);
    };
  }

  private static List<TraceFormat> ofFilesAndTheRest(Call call) {
    return switch (call) {
      case OPENAT -> List.of(DIRECTORY, PATH, OPEN, MODE);
      case OPENAT2 -> List.of(DIRECTORY, PATH, OPEN_HOW);
      case STATX -> List.of(DIRECTORY, PATH, AT, flags("STATX_(?!ATTR)\\w+"));
      case MKNODAT -> List.of(DIRECTORY, PATH, MODE);
      case MEMFD_CREATE -> List.of(PATH, flags("MFD_\\w+"));
      case CHDIR, CHROOT -> List.of(PATH);
      case UMASK -> List.of(MODE);
      case PIPE2 -> List.of(TWO_FDS, flags("O_(NONBLOCK|CLOEXEC|DIRECT)"));
      case DUP3 -> List.of(INT, INT, flags("O_CLOEXEC"));
      case CLOSE_RANGE -> List.of(INT, INT, flags("CLOSE_RANGE_\\w+"));
      case FCNTL -> List.of(INT, name("F_(DUPFD\\w*|ADD_SEALS|[GS]ET\\w+)"));
      case EPOLL_CREATE1 -> List.of(flags("EPOLL_CLOEXEC"));
      case EPOLL_CTL -> List.of(INT, name("EPOLL_CTL_\\w+"), INT, EVENT);
      case EPOLL_WAIT, EPOLL_PWAIT -> List.of(INT, EVENTS);
      case EPOLL_PWAIT2 -> List.of(INT, EVENTS, INT, TIMESPEC);
      case PPOLL -> List.of(array(1, 8, TraceText::pollfd), NUMBER, TIMESPEC);
      case PSELECT6 -> List.of(INT, POINTER, POINTER, POINTER, TIMESPEC);
      case EVENTFD -> List.of(INT, flags("EFD_\\w+"));
      case TIMERFD_CREATE -> List.of(CLOCK, flags("TFD_(NONBLOCK|CLOEXEC)"));
      case TIMERFD_SETTIME -> List.of(INT, flags("TFD_TIMER_\\w+"), ITIMERSPEC, OLD_ITIMERSPEC);
      case TIMERFD_GETTIME -> List.of(INT, OLD_ITIMERSPEC);
      case SIGNALFD4 -> List.of(INT, POINTER, NUMBER, flags("SFD_\\w+"));
      case INOTIFY_INIT1 -> List.of(flags("IN_(NONBLOCK|CLOEXEC)"));
      case INOTIFY_ADD_WATCH -> List.of(INT, PATH, flags("IN_(?!NONBLOCK|CLOEXEC)\\w+"));
      case PIDFD_SEND_SIGNAL, KILL, RT_SIGQUEUEINFO -> List.of(INT, SIGNAL);
      case TGKILL -> List.of(INT, INT, SIGNAL);
      case SIGACTION -> List.of(SIGNAL);
      case MMAP -> List.of(POINTER, NUMBER, PROT, flags("MAP_\\w+"), INT);
      case MUNMAP -> List.of(POINTER);
      case MPROTECT -> List.of(POINTER, NUMBER, PROT);
      case MSYNC -> List.of(POINTER, NUMBER, flags("MS_\\w+"));
      case MADVISE -> List.of(POINTER, NUMBER, name("MADV_\\w+"));
      case PRLIMIT -> List.of(INT, name("RLIMIT_\\w+"));
      case WAITID -> List.of(name("P_\\w+"), INT, POINTER, flags("W[A-Z]+"));
      default -> List.of();
    };
  }
}
