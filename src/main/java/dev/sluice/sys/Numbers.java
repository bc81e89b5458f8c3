package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/** System call numbers of this architecture. */
final class Numbers {
  static final int SOCKET =
      Abi.X86 ? Linux.__NR_socket() : dev.sluice.bindings.aarch64.Linux.__NR_socket();
  static final int SOCKETPAIR =
      Abi.X86 ? Linux.__NR_socketpair() : dev.sluice.bindings.aarch64.Linux.__NR_socketpair();
  static final int BIND =
      Abi.X86 ? Linux.__NR_bind() : dev.sluice.bindings.aarch64.Linux.__NR_bind();
  static final int LISTEN =
      Abi.X86 ? Linux.__NR_listen() : dev.sluice.bindings.aarch64.Linux.__NR_listen();
  static final int ACCEPT4 =
      Abi.X86 ? Linux.__NR_accept4() : dev.sluice.bindings.aarch64.Linux.__NR_accept4();
  static final int CONNECT =
      Abi.X86 ? Linux.__NR_connect() : dev.sluice.bindings.aarch64.Linux.__NR_connect();
  static final int SHUTDOWN =
      Abi.X86 ? Linux.__NR_shutdown() : dev.sluice.bindings.aarch64.Linux.__NR_shutdown();
  static final int GETSOCKNAME =
      Abi.X86 ? Linux.__NR_getsockname() : dev.sluice.bindings.aarch64.Linux.__NR_getsockname();
  static final int GETPEERNAME =
      Abi.X86 ? Linux.__NR_getpeername() : dev.sluice.bindings.aarch64.Linux.__NR_getpeername();
  static final int SETSOCKOPT =
      Abi.X86 ? Linux.__NR_setsockopt() : dev.sluice.bindings.aarch64.Linux.__NR_setsockopt();
  static final int GETSOCKOPT =
      Abi.X86 ? Linux.__NR_getsockopt() : dev.sluice.bindings.aarch64.Linux.__NR_getsockopt();
  static final int RECVFROM =
      Abi.X86 ? Linux.__NR_recvfrom() : dev.sluice.bindings.aarch64.Linux.__NR_recvfrom();
  static final int SENDTO =
      Abi.X86 ? Linux.__NR_sendto() : dev.sluice.bindings.aarch64.Linux.__NR_sendto();
  static final int SENDMSG =
      Abi.X86 ? Linux.__NR_sendmsg() : dev.sluice.bindings.aarch64.Linux.__NR_sendmsg();
  static final int RECVMSG =
      Abi.X86 ? Linux.__NR_recvmsg() : dev.sluice.bindings.aarch64.Linux.__NR_recvmsg();
  static final int SENDMMSG =
      Abi.X86 ? Linux.__NR_sendmmsg() : dev.sluice.bindings.aarch64.Linux.__NR_sendmmsg();
  static final int RECVMMSG =
      Abi.X86 ? Linux.__NR_recvmmsg() : dev.sluice.bindings.aarch64.Linux.__NR_recvmmsg();
  static final int READ =
      Abi.X86 ? Linux.__NR_read() : dev.sluice.bindings.aarch64.Linux.__NR_read();
  static final int WRITE =
      Abi.X86 ? Linux.__NR_write() : dev.sluice.bindings.aarch64.Linux.__NR_write();
  static final int READV =
      Abi.X86 ? Linux.__NR_readv() : dev.sluice.bindings.aarch64.Linux.__NR_readv();
  static final int WRITEV =
      Abi.X86 ? Linux.__NR_writev() : dev.sluice.bindings.aarch64.Linux.__NR_writev();
  static final int PREAD64 =
      Abi.X86 ? Linux.__NR_pread64() : dev.sluice.bindings.aarch64.Linux.__NR_pread64();
  static final int PWRITE64 =
      Abi.X86 ? Linux.__NR_pwrite64() : dev.sluice.bindings.aarch64.Linux.__NR_pwrite64();
  static final int PREADV2 =
      Abi.X86 ? Linux.__NR_preadv2() : dev.sluice.bindings.aarch64.Linux.__NR_preadv2();
  static final int PWRITEV2 =
      Abi.X86 ? Linux.__NR_pwritev2() : dev.sluice.bindings.aarch64.Linux.__NR_pwritev2();
  static final int SENDFILE =
      Abi.X86 ? Linux.__NR_sendfile() : dev.sluice.bindings.aarch64.Linux.__NR_sendfile();
  static final int SPLICE =
      Abi.X86 ? Linux.__NR_splice() : dev.sluice.bindings.aarch64.Linux.__NR_splice();
  static final int TEE = Abi.X86 ? Linux.__NR_tee() : dev.sluice.bindings.aarch64.Linux.__NR_tee();
  static final int VMSPLICE =
      Abi.X86 ? Linux.__NR_vmsplice() : dev.sluice.bindings.aarch64.Linux.__NR_vmsplice();
  static final int COPY_FILE_RANGE =
      Abi.X86
          ? Linux.__NR_copy_file_range()
          : dev.sluice.bindings.aarch64.Linux.__NR_copy_file_range();
  static final int OPENAT =
      Abi.X86 ? Linux.__NR_openat() : dev.sluice.bindings.aarch64.Linux.__NR_openat();
  static final int OPENAT2 =
      Abi.X86 ? Linux.__NR_openat2() : dev.sluice.bindings.aarch64.Linux.__NR_openat2();
  static final int STATX =
      Abi.X86 ? Linux.__NR_statx() : dev.sluice.bindings.aarch64.Linux.__NR_statx();
  static final int GETDENTS64 =
      Abi.X86 ? Linux.__NR_getdents64() : dev.sluice.bindings.aarch64.Linux.__NR_getdents64();
  static final int FTRUNCATE =
      Abi.X86 ? Linux.__NR_ftruncate() : dev.sluice.bindings.aarch64.Linux.__NR_ftruncate();
  static final int FSYNC =
      Abi.X86 ? Linux.__NR_fsync() : dev.sluice.bindings.aarch64.Linux.__NR_fsync();
  static final int FDATASYNC =
      Abi.X86 ? Linux.__NR_fdatasync() : dev.sluice.bindings.aarch64.Linux.__NR_fdatasync();
  static final int MKNODAT =
      Abi.X86 ? Linux.__NR_mknodat() : dev.sluice.bindings.aarch64.Linux.__NR_mknodat();
  static final int MEMFD_CREATE =
      Abi.X86 ? Linux.__NR_memfd_create() : dev.sluice.bindings.aarch64.Linux.__NR_memfd_create();
  static final int PIPE2 =
      Abi.X86 ? Linux.__NR_pipe2() : dev.sluice.bindings.aarch64.Linux.__NR_pipe2();
  static final int CLOSE =
      Abi.X86 ? Linux.__NR_close() : dev.sluice.bindings.aarch64.Linux.__NR_close();
  static final int CLOSE_RANGE =
      Abi.X86 ? Linux.__NR_close_range() : dev.sluice.bindings.aarch64.Linux.__NR_close_range();
  static final int DUP = Abi.X86 ? Linux.__NR_dup() : dev.sluice.bindings.aarch64.Linux.__NR_dup();
  static final int DUP3 =
      Abi.X86 ? Linux.__NR_dup3() : dev.sluice.bindings.aarch64.Linux.__NR_dup3();
  static final int FCNTL =
      Abi.X86 ? Linux.__NR_fcntl() : dev.sluice.bindings.aarch64.Linux.__NR_fcntl();
  static final int IOCTL =
      Abi.X86 ? Linux.__NR_ioctl() : dev.sluice.bindings.aarch64.Linux.__NR_ioctl();
  static final int EPOLL_CREATE1 =
      Abi.X86 ? Linux.__NR_epoll_create1() : dev.sluice.bindings.aarch64.Linux.__NR_epoll_create1();
  static final int EPOLL_CTL =
      Abi.X86 ? Linux.__NR_epoll_ctl() : dev.sluice.bindings.aarch64.Linux.__NR_epoll_ctl();
  static final int EPOLL_PWAIT =
      Abi.X86 ? Linux.__NR_epoll_pwait() : dev.sluice.bindings.aarch64.Linux.__NR_epoll_pwait();
  static final int EPOLL_PWAIT2 =
      Abi.X86 ? Linux.__NR_epoll_pwait2() : dev.sluice.bindings.aarch64.Linux.__NR_epoll_pwait2();
  static final int PPOLL =
      Abi.X86 ? Linux.__NR_ppoll() : dev.sluice.bindings.aarch64.Linux.__NR_ppoll();
  static final int PSELECT6 =
      Abi.X86 ? Linux.__NR_pselect6() : dev.sluice.bindings.aarch64.Linux.__NR_pselect6();
  static final int EVENTFD2 =
      Abi.X86 ? Linux.__NR_eventfd2() : dev.sluice.bindings.aarch64.Linux.__NR_eventfd2();
  static final int TIMERFD_CREATE =
      Abi.X86
          ? Linux.__NR_timerfd_create()
          : dev.sluice.bindings.aarch64.Linux.__NR_timerfd_create();
  static final int TIMERFD_SETTIME =
      Abi.X86
          ? Linux.__NR_timerfd_settime()
          : dev.sluice.bindings.aarch64.Linux.__NR_timerfd_settime();
  static final int TIMERFD_GETTIME =
      Abi.X86
          ? Linux.__NR_timerfd_gettime()
          : dev.sluice.bindings.aarch64.Linux.__NR_timerfd_gettime();
  static final int SIGNALFD4 =
      Abi.X86 ? Linux.__NR_signalfd4() : dev.sluice.bindings.aarch64.Linux.__NR_signalfd4();
  static final int PIDFD_OPEN =
      Abi.X86 ? Linux.__NR_pidfd_open() : dev.sluice.bindings.aarch64.Linux.__NR_pidfd_open();
  static final int PIDFD_SEND_SIGNAL =
      Abi.X86
          ? Linux.__NR_pidfd_send_signal()
          : dev.sluice.bindings.aarch64.Linux.__NR_pidfd_send_signal();
  static final int INOTIFY_INIT1 =
      Abi.X86 ? Linux.__NR_inotify_init1() : dev.sluice.bindings.aarch64.Linux.__NR_inotify_init1();
  static final int INOTIFY_ADD_WATCH =
      Abi.X86
          ? Linux.__NR_inotify_add_watch()
          : dev.sluice.bindings.aarch64.Linux.__NR_inotify_add_watch();
  static final int INOTIFY_RM_WATCH =
      Abi.X86
          ? Linux.__NR_inotify_rm_watch()
          : dev.sluice.bindings.aarch64.Linux.__NR_inotify_rm_watch();
  static final int MSYNC =
      Abi.X86 ? Linux.__NR_msync() : dev.sluice.bindings.aarch64.Linux.__NR_msync();
  static final int MADVISE =
      Abi.X86 ? Linux.__NR_madvise() : dev.sluice.bindings.aarch64.Linux.__NR_madvise();
  static final int KILL =
      Abi.X86 ? Linux.__NR_kill() : dev.sluice.bindings.aarch64.Linux.__NR_kill();
  static final int TGKILL =
      Abi.X86 ? Linux.__NR_tgkill() : dev.sluice.bindings.aarch64.Linux.__NR_tgkill();
  static final int RT_SIGQUEUEINFO =
      Abi.X86
          ? Linux.__NR_rt_sigqueueinfo()
          : dev.sluice.bindings.aarch64.Linux.__NR_rt_sigqueueinfo();
  static final int RT_SIGPENDING =
      Abi.X86 ? Linux.__NR_rt_sigpending() : dev.sluice.bindings.aarch64.Linux.__NR_rt_sigpending();
  static final int GETPID =
      Abi.X86 ? Linux.__NR_getpid() : dev.sluice.bindings.aarch64.Linux.__NR_getpid();
  static final int GETPPID =
      Abi.X86 ? Linux.__NR_getppid() : dev.sluice.bindings.aarch64.Linux.__NR_getppid();
  static final int GETTID =
      Abi.X86 ? Linux.__NR_gettid() : dev.sluice.bindings.aarch64.Linux.__NR_gettid();
  static final int GETUID =
      Abi.X86 ? Linux.__NR_getuid() : dev.sluice.bindings.aarch64.Linux.__NR_getuid();
  static final int GETEUID =
      Abi.X86 ? Linux.__NR_geteuid() : dev.sluice.bindings.aarch64.Linux.__NR_geteuid();
  static final int GETGID =
      Abi.X86 ? Linux.__NR_getgid() : dev.sluice.bindings.aarch64.Linux.__NR_getgid();
  static final int GETEGID =
      Abi.X86 ? Linux.__NR_getegid() : dev.sluice.bindings.aarch64.Linux.__NR_getegid();
  static final int GETRESUID =
      Abi.X86 ? Linux.__NR_getresuid() : dev.sluice.bindings.aarch64.Linux.__NR_getresuid();
  static final int GETRESGID =
      Abi.X86 ? Linux.__NR_getresgid() : dev.sluice.bindings.aarch64.Linux.__NR_getresgid();
  static final int GETGROUPS =
      Abi.X86 ? Linux.__NR_getgroups() : dev.sluice.bindings.aarch64.Linux.__NR_getgroups();
  static final int GETPGID =
      Abi.X86 ? Linux.__NR_getpgid() : dev.sluice.bindings.aarch64.Linux.__NR_getpgid();
  static final int SETPGID =
      Abi.X86 ? Linux.__NR_setpgid() : dev.sluice.bindings.aarch64.Linux.__NR_setpgid();
  static final int GETSID =
      Abi.X86 ? Linux.__NR_getsid() : dev.sluice.bindings.aarch64.Linux.__NR_getsid();
  static final int SETSID =
      Abi.X86 ? Linux.__NR_setsid() : dev.sluice.bindings.aarch64.Linux.__NR_setsid();
  static final int PRLIMIT64 =
      Abi.X86 ? Linux.__NR_prlimit64() : dev.sluice.bindings.aarch64.Linux.__NR_prlimit64();
  static final int CHDIR =
      Abi.X86 ? Linux.__NR_chdir() : dev.sluice.bindings.aarch64.Linux.__NR_chdir();
  static final int FCHDIR =
      Abi.X86 ? Linux.__NR_fchdir() : dev.sluice.bindings.aarch64.Linux.__NR_fchdir();
  static final int CHROOT =
      Abi.X86 ? Linux.__NR_chroot() : dev.sluice.bindings.aarch64.Linux.__NR_chroot();
  static final int UMASK =
      Abi.X86 ? Linux.__NR_umask() : dev.sluice.bindings.aarch64.Linux.__NR_umask();
  static final int SCHED_GETAFFINITY =
      Abi.X86
          ? Linux.__NR_sched_getaffinity()
          : dev.sluice.bindings.aarch64.Linux.__NR_sched_getaffinity();
  static final int SCHED_SETAFFINITY =
      Abi.X86
          ? Linux.__NR_sched_setaffinity()
          : dev.sluice.bindings.aarch64.Linux.__NR_sched_setaffinity();
  static final int WAITID =
      Abi.X86 ? Linux.__NR_waitid() : dev.sluice.bindings.aarch64.Linux.__NR_waitid();

  private Numbers() {}
}
