package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/** System call numbers of this architecture. */
final class Numbers {
  static final int SOCKET =
      Abi.X86 ? Linux.__NR_socket() : dev.sluice.bindings.aarch64.Linux.__NR_socket();
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
  static final int RECVFROM =
      Abi.X86 ? Linux.__NR_recvfrom() : dev.sluice.bindings.aarch64.Linux.__NR_recvfrom();
  static final int SENDTO =
      Abi.X86 ? Linux.__NR_sendto() : dev.sluice.bindings.aarch64.Linux.__NR_sendto();
  static final int SENDMSG =
      Abi.X86 ? Linux.__NR_sendmsg() : dev.sluice.bindings.aarch64.Linux.__NR_sendmsg();
  static final int SETSOCKOPT =
      Abi.X86 ? Linux.__NR_setsockopt() : dev.sluice.bindings.aarch64.Linux.__NR_setsockopt();
  static final int GETSOCKOPT =
      Abi.X86 ? Linux.__NR_getsockopt() : dev.sluice.bindings.aarch64.Linux.__NR_getsockopt();
  static final int GETSOCKNAME =
      Abi.X86 ? Linux.__NR_getsockname() : dev.sluice.bindings.aarch64.Linux.__NR_getsockname();
  static final int GETPEERNAME =
      Abi.X86 ? Linux.__NR_getpeername() : dev.sluice.bindings.aarch64.Linux.__NR_getpeername();
  static final int READ =
      Abi.X86 ? Linux.__NR_read() : dev.sluice.bindings.aarch64.Linux.__NR_read();
  static final int WRITE =
      Abi.X86 ? Linux.__NR_write() : dev.sluice.bindings.aarch64.Linux.__NR_write();
  static final int READV =
      Abi.X86 ? Linux.__NR_readv() : dev.sluice.bindings.aarch64.Linux.__NR_readv();
  static final int WRITEV =
      Abi.X86 ? Linux.__NR_writev() : dev.sluice.bindings.aarch64.Linux.__NR_writev();
  static final int SENDFILE =
      Abi.X86 ? Linux.__NR_sendfile() : dev.sluice.bindings.aarch64.Linux.__NR_sendfile();
  static final int PIPE2 =
      Abi.X86 ? Linux.__NR_pipe2() : dev.sluice.bindings.aarch64.Linux.__NR_pipe2();
  static final int CLOSE =
      Abi.X86 ? Linux.__NR_close() : dev.sluice.bindings.aarch64.Linux.__NR_close();
  static final int FCNTL =
      Abi.X86 ? Linux.__NR_fcntl() : dev.sluice.bindings.aarch64.Linux.__NR_fcntl();
  static final int OPENAT2 =
      Abi.X86 ? Linux.__NR_openat2() : dev.sluice.bindings.aarch64.Linux.__NR_openat2();
  static final int STATX =
      Abi.X86 ? Linux.__NR_statx() : dev.sluice.bindings.aarch64.Linux.__NR_statx();
  static final int GETDENTS64 =
      Abi.X86 ? Linux.__NR_getdents64() : dev.sluice.bindings.aarch64.Linux.__NR_getdents64();
  static final int EPOLL_CREATE1 =
      Abi.X86 ? Linux.__NR_epoll_create1() : dev.sluice.bindings.aarch64.Linux.__NR_epoll_create1();
  static final int EPOLL_CTL =
      Abi.X86 ? Linux.__NR_epoll_ctl() : dev.sluice.bindings.aarch64.Linux.__NR_epoll_ctl();
  static final int EPOLL_PWAIT =
      Abi.X86 ? Linux.__NR_epoll_pwait() : dev.sluice.bindings.aarch64.Linux.__NR_epoll_pwait();
  static final int EPOLL_PWAIT2 =
      Abi.X86 ? Linux.__NR_epoll_pwait2() : dev.sluice.bindings.aarch64.Linux.__NR_epoll_pwait2();
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
  static final int GETPID =
      Abi.X86 ? Linux.__NR_getpid() : dev.sluice.bindings.aarch64.Linux.__NR_getpid();
  static final int GETPPID =
      Abi.X86 ? Linux.__NR_getppid() : dev.sluice.bindings.aarch64.Linux.__NR_getppid();

  private Numbers() {}
}
