package dev.sluice.sys;

import static dev.sluice.sys.IpOptionConstants.IP_RECVERR;
import static dev.sluice.sys.Ipv6OptionConstants.IPV6_RECVERR;
import static dev.sluice.sys.MessageConstants.SO_EE_CODE_ZEROCOPY_COPIED;
import static dev.sluice.sys.MessageConstants.SO_EE_ORIGIN_ZEROCOPY;
import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_ERRQUEUE;

import dev.sluice.bindings.x86_64.sock_extended_err;
import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;

/** What a socket's error queue told last; one per thread, so that no call allocates. */
final class ErrorQueue {
  // With the offender's address behind it, and room for a time stamp.
  private static final int CONTROL = 256;
  private static final long ORIGIN = sock_extended_err.ee_origin$offset();
  private static final long CODE = sock_extended_err.ee_code$offset();
  private static final long INFO = sock_extended_err.ee_info$offset();
  private static final long DATA = sock_extended_err.ee_data$offset();

  private static final ThreadLocal<ErrorQueue> OF_THREAD =
      ThreadLocal.withInitial(() -> new ErrorQueue(Arena.ofAuto()));

  private final ControlBuf control;
  private final MsgHdr header;

  private ErrorQueue(Arena arena) {
    control = ControlBuf.allocate(arena, CONTROL);
    header = MsgHdr.allocate(arena, IoVec.allocate(arena, 1));
    header.control(control);
  }

  static ErrorQueue ofThread() {
    return OF_THREAD.get();
  }

  /** The next message, without waiting: {@code -errno} where there is none. */
  long receive(int fd) {
    long result;
    do {
      result = Messages.recvmsg(fd, header, MSG_ERRQUEUE | MSG_DONTWAIT);
    } while (result == Errno.INTERRUPTED);
    return result;
  }

  /** Whether it tells of sends without a copy; then it stands on that. */
  boolean isZeroCopy() {
    control.rewind();
    while (control.next()) {
      if (isError() && control.dataByte(ORIGIN) == SO_EE_ORIGIN_ZEROCOPY) {
        return true;
      }
    }
    return false;
  }

  private boolean isError() {
    return (control.level() == IPPROTO_IP && control.type() == IP_RECVERR)
        || (control.level() == IPPROTO_IPV6 && control.type() == IPV6_RECVERR);
  }

  /** The first of the sends that it is about. */
  int info() {
    return control.dataInt(INFO);
  }

  /** The last of them. */
  int data() {
    return control.dataInt(DATA);
  }

  boolean isCopied() {
    return (control.dataByte(CODE) & SO_EE_CODE_ZEROCOPY_COPIED) != 0;
  }
}
