package dev.sluice.sys;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** What {@link SyscallsPage} says beside what it finds. */
final class SyscallsText {
  static final String HEAD =
      """
      # System calls

      Every call that Sluice makes, from its table `dev.sluice.sys.Call`. Written by `SyscallsPageTest` from the class
      files, the Javadoc and the tests; never by hand.

      - **by**: the kernel's own entry, by a stub or by libc's function; or libc on either backend, for what it does more.
      - **sys**: the raw methods, by the kernel's convention. Those without one are made by the library for itself.
      - **typed**: the methods of the floors above that stand on them directly.
      - **least kernel**: of Linux, as the Javadoc has it.
      - **tests**: how many test methods make the call by one of these methods, and in which classes, those with the most
        of them first.
      """;

  static final String GROUPS_HEAD =
      """
      ## By subject

      What has no method yet stands in the last column. Addresses (`SockAddrBuf`, `SockAddr`) and errors (`Errno`,
      `ErrnoException`) are subjects too, without calls of their own.
      """;

  static final String TAIL =
      """
      ## What is left out, and why

      - `gethostbyname`, `gethostbyaddr`, `getservbyname`, `getservbyport`: they answer from memory that all threads
        share. `getaddrinfo` and `getnameinfo` do what they did.
      - `fork`, `vfork`, `clone`, `execve`: a JVM that forks is one thread of it, whose locks nobody will ever release.
        `posix_spawn` starts programs.
      - `io_uring_setup`, `io_uring_enter`, `io_uring_register`: submission entries hold addresses that the kernel
        follows after the call, so there is no raw form that is safe. They come with an engine that owns the memory.
      - `syscall`, and `ioctl` and `fcntl` with any command: a number in them can be an address. What is safe of them is
        named, command by command.
      - `signal`, `alarm`, `setitimer`, `pause`: `sigaction` into a pipe, `signalfd` and `timerfd` do it without races.
      - `select`, `poll`, `epoll_create`, `accept`, `dup2`, `pipe`, `inotify_init`, `eventfd` and `signalfd` in their
        older forms: the newer ones take flags, time limits to the nanosecond and masks, and do the same without them.
      """;

  /** Made for the library itself: nothing outside may change what memory allows. */
  static final Set<Call> INTERNAL = EnumSet.of(Call.MPROTECT, Call.FREEADDRINFO);

  static final Map<String, Set<Call>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put(
        "Names",
        EnumSet.of(Call.GETADDRINFO, Call.FREEADDRINFO, Call.GAI_STRERROR, Call.GETNAMEINFO));
    GROUPS.put("Sockets", EnumSet.range(Call.SOCKET, Call.GETPEERNAME));
    GROUPS.put("Data", EnumSet.range(Call.RECV, Call.RECVMMSG));
    GROUPS.put("Options", EnumSet.of(Call.SETSOCKOPT, Call.GETSOCKOPT));
    Set<Call> files = EnumSet.range(Call.READ, Call.PWRITEV2);
    files.addAll(EnumSet.range(Call.OPENAT, Call.IOCTL));
    GROUPS.put("Files and pipes", files);
    Set<Call> moving = EnumSet.range(Call.SENDFILE, Call.COPY_FILE_RANGE);
    moving.addAll(EnumSet.of(Call.MMAP, Call.MUNMAP, Call.MPROTECT, Call.MSYNC, Call.MADVISE));
    GROUPS.put("Moving bytes", moving);
    GROUPS.put("Multiplexing", EnumSet.range(Call.EPOLL_CREATE1, Call.PSELECT6));
    GROUPS.put("Event descriptors", EnumSet.range(Call.EVENTFD, Call.INOTIFY_RM_WATCH));
    Set<Call> signals = EnumSet.range(Call.KILL, Call.SIGPENDING);
    signals.addAll(EnumSet.of(Call.SIGACTION, Call.PTHREAD_SIGMASK));
    GROUPS.put("Signals", signals);
    GROUPS.put("Asynchronous I/O", EnumSet.range(Call.AIO_READ, Call.AIO_CANCEL));
    Set<Call> process = EnumSet.range(Call.GETPID, Call.WAITID);
    process.addAll(EnumSet.of(Call.SETRESUID, Call.SETRESGID, Call.SETGROUPS));
    process.addAll(EnumSet.range(Call.OPENLOG, Call.SETLOGMASK));
    process.addAll(EnumSet.range(Call.POSIX_SPAWN, Call.POSIX_SPAWNATTR_SETSIGDEFAULT));
    GROUPS.put("Process", process);
  }

  private SyscallsText() {}
}
