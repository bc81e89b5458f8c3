package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.F_SETPIPE_SZ;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.SHUT_WR;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLL_CLOEXEC;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Calls whose arguments both strace and {@link Trace} decode. {@link TraceTest} runs it. */
final class TraceScript {
  /** Closed first and last. */
  static final int MARK = -4711;

  private TraceScript() {}

  /** Makes the calls. */
  public static void main(String[] args) {
    Descriptors.close(MARK);
    MemorySegment text = text("a \"quoted\"\\ line\r\n\t\1\0012, and \377 more than is shown");
    int[] pair = connected();
    Messages.send(pair[0], text, MSG_DONTWAIT | MSG_NOSIGNAL);
    MemorySegment room = Arena.global().allocate(100);
    Messages.recv(pair[1], room, 0, 7, MSG_DONTWAIT);
    Messages.recv(pair[1], room, MSG_DONTWAIT);
    Messages.recv(pair[1], room, MSG_DONTWAIT);
    Io.write(pair[0], text, 0, 3);
    Io.read(pair[1], room, 10, 20);
    epoll(pair[1]);
    pipes();
    Files.openat2(
        AT_FDCWD, PathBuf.of("/no\tsuch/file, nor \"folder\""), new OpenHow(O_CLOEXEC, 0, 2));
    timer();
    Net.shutdown(pair[0], SHUT_WR);
    Messages.recv(pair[1], room, 0);
    Net.connect(-1, SockAddrBuf.inet6("2001:db8::1:0:0:1", 443));
    Net.bind(-1, SockAddrBuf.inet6("::", 1));
    Net.socket(AF_INET, SOCK_DGRAM, 6);
    Descriptors.close(pair[0]);
    Descriptors.close(pair[1]);
    Descriptors.close(MARK);
  }

  private static MemorySegment text(String latin1) {
    MemorySegment bytes = Arena.global().allocate(latin1.length());
    return bytes.copyFrom(MemorySegment.ofArray(latin1.getBytes(ISO_8859_1)));
  }

  private static int[] connected() {
    SockAddrBuf address = SockAddrBuf.inet4("127.0.0.1", 0);
    int listener = Net.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    Net.bind(listener, address);
    Net.listen(listener, 5);
    Net.getsockname(listener, address);
    int client = Net.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 6);
    Net.connect(client, address);
    SockAddrBuf peer = SockAddrBuf.allocate();
    int server = Net.accept4(listener, peer, SOCK_NONBLOCK | SOCK_CLOEXEC);
    Net.getpeername(client, address);
    Net.accept4(client, null, 0);
    Descriptors.close(listener);
    return new int[] {client, server};
  }

  private static void epoll(int fd) {
    int epoll = Polls.epoll_create1(EPOLL_CLOEXEC);
    EpollEvents events = EpollEvents.allocate(3);
    events.set(0, EPOLLIN | EPOLLOUT, 1L << 40 | 42);
    Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, events);
    Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, events);
    Polls.epoll_wait(epoll, events, 3, 0);
    Descriptors.close(epoll);
  }

  private static void pipes() {
    int[] ends = new int[2];
    Io.pipe2(ends, O_NONBLOCK | O_CLOEXEC);
    Descriptors.fcntl(ends[0], F_SETPIPE_SZ, 8192);
    Descriptors.close(ends[0]);
    Descriptors.close(ends[1]);
  }

  private static void timer() {
    Itimerspec time = new Itimerspec();
    time.value(3, 4);
    time.interval(5, 6);
    EventDescriptors.timerfd_settime(-1, 1, time, null);
    Descriptors.close(EventDescriptors.timerfd_create(1, 0));
  }
}
