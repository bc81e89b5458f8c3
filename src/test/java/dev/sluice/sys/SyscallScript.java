package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_PEEK;
import static dev.sluice.sys.ScriptedCall.NULL;
import static dev.sluice.sys.ScriptedCall.SOME_ADDRESS;
import static dev.sluice.sys.ScriptedCall.address;
import static dev.sluice.sys.ScriptedCall.integer;
import static dev.sluice.sys.ScriptedCall.number;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes every call of the table, by each handle that it is linked to, and prints what the kernel
 * has to see. {@link StraceTest} runs it.
 *
 * <p>No argument of a call equals another one, so that none can take another's place. Most fail:
 * their descriptors are none. The kernel sees their arguments all the same.
 */
final class SyscallScript {
  static final int FD = -77;
  static final int OTHER_FD = -78;
  static final String BAD_FD = integer(FD);

  // More than 32 bits: a call that passes an int too few is seen.
  static final long LARGE = 0x7_1234_5678L;

  final Arena arena = Arena.global();
  final MemorySegment bytes = arena.allocate(64);
  private int index;

  private SyscallScript() {}

  /** Prints the backend, then a line for each call. */
  public static void main(String[] args) {
    System.out.println(Backend.current());
    SyscallScript script = new SyscallScript();
    script.sockets();
    SocketScript.run(script);
    script.transfers();
    script.messages();
    MessageScript.run(script);
    script.socketNamesAndOptions();
    script.readingAndWriting();
    script.files();
    FileScript.run(script);
    script.descriptors();
    script.epolls();
    PollScript.run(script);
    script.eventsAndTimers();
    EventScript.run(script);
    script.ids();
    script.memory();
    script.signals();
    SignalScript.run(script);
    OptionScript.run(script);
    ProcessScript.run(script);
  }

  void call(Call call, String kernel, LongSupplier action, String... arguments) {
    Descriptors.close(ScriptedCall.beginMark(index));
    long result = action.getAsLong();
    Descriptors.close(ScriptedCall.endMark(index));
    index++;
    System.out.println(new ScriptedCall(call, kernel, List.of(arguments), result).toLine());
  }

  private void sockets() {
    call(
        Call.SOCKET,
        "socket",
        () -> Net.socket(7001, 7002, 7003),
        integer(7001),
        integer(7002),
        integer(7003));
    SockAddrBuf name = SockAddrBuf.inet4("127.0.0.1", 7004);
    String there = address(name.segment());
    String length = integer(16);
    call(Call.BIND, "bind", () -> Net.bind(FD, name), BAD_FD, there, length);
    call(Call.CONNECT, "connect", () -> Net.connect(FD, name), BAD_FD, there, length);
    call(Call.LISTEN, "listen", () -> Net.listen(FD, 7005), BAD_FD, integer(7005));
    call(Call.SHUTDOWN, "shutdown", () -> Net.shutdown(FD, 7006), BAD_FD, integer(7006));
    call(
        Call.ACCEPT4,
        "accept4",
        () -> Net.accept4(FD, name, 7007),
        BAD_FD,
        there,
        address(name.lengthSegment()),
        integer(7007));
    call(
        Call.ACCEPT4,
        "accept4",
        () -> Net.accept4(FD, null, 7008),
        BAD_FD,
        NULL,
        NULL,
        integer(7008));
  }

  /** Each by three handles: one that may wait, a critical one, one for the heap. */
  private void transfers() {
    int critical = MSG_DONTWAIT | MSG_NOSIGNAL;
    MemorySegment heap = MemorySegment.ofArray(new byte[64]);
    String there = number(bytes.address() + 3);
    transfer(bytes, 11, MSG_PEEK, there);
    transfer(bytes, 12, critical, there);
    transfer(heap, 13, critical, SOME_ADDRESS);
  }

  private void transfer(MemorySegment segment, long length, int flags, String where) {
    String[] received = {BAD_FD, where, number(length), integer(flags), NULL, NULL};
    // The length of the address is an int, and no pointer.
    String[] sent = {BAD_FD, where, number(length), integer(flags), NULL, integer(0)};
    call(Call.RECV, "recvfrom", () -> Messages.recv(FD, segment, 3, length, flags), received);
    call(Call.SEND, "sendto", () -> Messages.send(FD, segment, 3, length, flags), sent);
  }

  private void messages() {
    IoVec parts = IoVec.allocate(arena, 2).add(bytes);
    MsgHdr message = MsgHdr.allocate(arena, parts);
    String header = address(message.forSend());
    for (int flags : new int[] {MSG_NOSIGNAL, MSG_DONTWAIT}) {
      call(
          Call.SENDMSG,
          "sendmsg",
          () -> Messages.sendmsg(FD, message, flags),
          BAD_FD,
          header,
          integer(flags));
    }
  }

  private void socketNamesAndOptions() {
    SockAddrBuf name = SockAddrBuf.allocate();
    String[] forName = {BAD_FD, address(name.segment()), address(name.lengthSegment())};
    call(Call.GETSOCKNAME, "getsockname", () -> Net.getsockname(FD, name), forName);
    call(Call.GETPEERNAME, "getpeername", () -> Net.getpeername(FD, name), forName);
    int level = NetConstants.IPPROTO_UDP;
    MemorySegment value = bytes.asSlice(8, 24);
    call(
        Call.SETSOCKOPT,
        "setsockopt",
        () -> SocketOptions.setsockopt(FD, level, 7009, value),
        BAD_FD,
        integer(level),
        integer(7009),
        address(value),
        integer(24));
    call(
        Call.GETSOCKOPT,
        "getsockopt",
        () -> SocketOptions.getsockopt(FD, level, 7010, value),
        BAD_FD,
        integer(level),
        integer(7010),
        address(value),
        address(Scratch.get()));
  }

  private void readingAndWriting() {
    String there = number(bytes.address() + 5);
    call(Call.READ, "read", () -> Io.read(FD, bytes, 5, 14), BAD_FD, there, number(14));
    call(Call.WRITE, "write", () -> Io.write(FD, bytes, 5, 15), BAD_FD, there, number(15));
    IoVec parts = IoVec.allocate(arena, 3).add(bytes).add(bytes);
    String vector = address(parts.forReading());
    call(Call.READV, "readv", () -> Io.readv(FD, parts), BAD_FD, vector, integer(2));
    parts.add(bytes);
    call(Call.WRITEV, "writev", () -> Io.writev(FD, parts), BAD_FD, vector, integer(3));
    sendfile(bytes.asSlice(16, 8));
    sendfile(null);
  }

  private void sendfile(@Nullable MemorySegment offset) {
    call(
        Call.SENDFILE,
        "sendfile",
        () -> ZeroCopy.sendfile(FD, OTHER_FD, offset, LARGE),
        BAD_FD,
        integer(OTHER_FD),
        offset == null ? NULL : address(offset),
        number(LARGE));
  }

  private void files() {
    PathBuf path = PathBuf.of("sluice");
    OpenHow how = new OpenHow(0, 0, 0);
    call(
        Call.OPENAT2,
        "openat2",
        () -> Files.openat2(FD, path, how),
        BAD_FD,
        address(path.segment()),
        address(how.segment()),
        number(24));
    StatxBuf description = new StatxBuf();
    call(
        Call.STATX,
        "statx",
        () -> Files.statx(FD, path, 0x100, 0x7ff, description),
        BAD_FD,
        address(path.segment()),
        integer(0x100),
        integer(0x7ff),
        address(description.segment()));
    MemorySegment entries = bytes.asSlice(16, 48);
    call(
        Call.GETDENTS64,
        "getdents64",
        () -> Files.getdents64(FD, entries),
        BAD_FD,
        address(entries),
        number(48));
  }

  private void descriptors() {
    int command = FileConstants.F_SETPIPE_SZ;
    call(
        Call.FCNTL,
        "fcntl",
        () -> Descriptors.fcntl(FD, command, LARGE),
        BAD_FD,
        integer(command),
        number(LARGE));
    call(Call.CLOSE, "close", () -> Descriptors.close(FD), BAD_FD);
    call(
        Call.PIPE2,
        "pipe2",
        () -> Io.pipe2(new int[2], 7011),
        address(Scratch.get()),
        integer(7011));
  }

  private void epolls() {
    EpollEvents events = EpollEvents.allocate(9);
    String there = address(events.segment());
    call(Call.EPOLL_CREATE1, "epoll_create1", () -> Polls.epoll_create1(7012), integer(7012));
    epollCtl(7013, events);
    epollCtl(7014, null);
    epollWait(events, 4, 7015);
    epollWait(events, 5, 0);
    Timespec timeout = new Timespec();
    timeout.set(0, 1);
    for (Timespec time : new Timespec[] {timeout, null}) {
      call(
          Call.EPOLL_PWAIT2,
          "epoll_pwait2",
          () -> Polls.epoll_pwait2(FD, events, 6, time),
          BAD_FD,
          there,
          integer(6),
          time == null ? NULL : address(time.segment()),
          NULL,
          number(8));
    }
  }

  private void epollCtl(int op, @Nullable EpollEvents event) {
    call(
        Call.EPOLL_CTL,
        "epoll_ctl",
        () -> Polls.epoll_ctl(FD, op, OTHER_FD, event),
        BAD_FD,
        integer(op),
        integer(OTHER_FD),
        event == null ? NULL : address(event.segment()));
  }

  private void epollWait(EpollEvents events, int maxevents, int timeout) {
    LongSupplier wait = () -> Polls.epoll_wait(FD, events, maxevents, timeout);
    String there = address(events.segment());
    if (Backend.current() == Backend.LIBC && Abi.X86) {
      // The C library takes the older call where there is one.
      call(
          Call.EPOLL_WAIT, "epoll_wait", wait, BAD_FD, there, integer(maxevents), integer(timeout));
    } else {
      call(
          Call.EPOLL_WAIT,
          "epoll_pwait",
          wait,
          BAD_FD,
          there,
          integer(maxevents),
          integer(timeout),
          NULL,
          number(8));
    }
  }

  private void eventsAndTimers() {
    call(
        Call.EVENTFD,
        "eventfd2",
        () -> EventDescriptors.eventfd(7016, 7017),
        integer(7016),
        integer(7017));
    call(
        Call.TIMERFD_CREATE,
        "timerfd_create",
        () -> EventDescriptors.timerfd_create(7018, 7019),
        integer(7018),
        integer(7019));
    Itimerspec value = new Itimerspec();
    Itimerspec old = new Itimerspec();
    timerfdSettime(value, old);
    timerfdSettime(value, null);
  }

  private void timerfdSettime(Itimerspec value, @Nullable Itimerspec old) {
    call(
        Call.TIMERFD_SETTIME,
        "timerfd_settime",
        () -> EventDescriptors.timerfd_settime(FD, 1, value, old),
        BAD_FD,
        integer(1),
        address(value.segment()),
        old == null ? NULL : address(old.segment()));
  }

  private void ids() {
    call(Call.GETPID, "getpid", Ids::getpid);
    call(Call.GETPPID, "getppid", Ids::getppid);
  }

  private void memory() {
    Mapping mapping = new Mapping();
    int shared = MemoryConstants.MAP_SHARED;
    int prot = MemoryConstants.PROT_READ | MemoryConstants.PROT_WRITE;
    long offset = LARGE & -0x1_0000L;
    call(
        Call.MMAP,
        "mmap",
        () -> Memory.mmap(mapping, 0x7_0000, prot, shared, FD, offset),
        NULL,
        number(0x7_0000),
        integer(prot),
        integer(shared),
        BAD_FD,
        number(offset));
    int fresh = MemoryConstants.MAP_PRIVATE | MemoryConstants.MAP_ANONYMOUS;
    if (Memory.mmap(mapping, 0x9_0000, prot, fresh, -1, 0) < 0) {
      throw new IllegalStateException("no memory");
    }
    long start = mapping.segment().address();
    int readable = MemoryConstants.PROT_READ;
    call(
        Call.MPROTECT,
        "mprotect",
        () -> Memory.mprotect0(start, 0x1_0000, readable),
        number(start),
        number(0x1_0000),
        integer(readable));
    call(Call.MUNMAP, "munmap", () -> Memory.munmap(mapping), number(start), number(0x9_0000));
  }

  /** The C library hands the kernel a struct of its own: only the handler in it is known here. */
  private void signals() {
    SignalPipe[] made = new SignalPipe[1];
    SignalPipe.open(made);
    SignalPipe pipe = Objects.requireNonNull(made[0]);
    String handler = Long.toHexString(SignalPipe.handler().address());
    call(
        Call.SIGACTION,
        "rt_sigaction",
        () -> Signals.sigaction(SignalConstants.SIGUSR1, pipe),
        handler);
  }
}
