package dev.sluice.signal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.EventConstants;
import dev.sluice.sys.EventDescriptors;
import dev.sluice.sys.SigSet;
import dev.sluice.sys.Signals;
import java.lang.foreign.MemorySegment;

/** By a signalfd, which gets what no thread lets through. */
final class SignalFdSource extends SignalSource {
  // struct signalfd_siginfo; a test holds these against the bindings.
  static final long NUMBER = 0;
  static final long CODE = 8;
  static final long PID = 12;
  static final long UID = 16;
  static final long FD = 20;
  static final long BAND = 28;
  static final long STATUS = 40;
  static final long VALUE = 48;

  private final Fd fd;

  private SignalFdSource(Fd fd) {
    this.fd = fd;
  }

  static SignalFdSource taking(int... signals) throws ErrnoException {
    SigSet wanted = SigSet.of(signals);
    SigSet through = SigSet.of(signals);
    SigSet blocked = Signals.blockedByAll();
    for (int signal : signals) {
      if (blocked.contains(signal)) {
        through.remove(signal);
      }
    }
    if (!through.isEmpty()) {
      throw new IllegalStateException(
          "threads of this process let "
              + Signal.members(through)
              + " through: start the JVM by env --block-signal=…, and with -Xrs for HUP, INT and"
              + " TERM");
    }
    int flags = EventConstants.SFD_CLOEXEC | EventConstants.SFD_NONBLOCK;
    return new SignalFdSource(
        Fd.adopt(ErrnoException.check(EventDescriptors.signalfd4(-1, wanted, flags), "signalfd4")));
  }

  @Override
  SignalInfo decode(MemorySegment from, long at) {
    return SignalInfo.of(
        from.get(JAVA_INT, at + NUMBER),
        from.get(JAVA_INT, at + CODE),
        from.get(JAVA_INT, at + PID),
        from.get(JAVA_INT, at + UID),
        from.get(JAVA_LONG, at + VALUE),
        from.get(JAVA_INT, at + STATUS),
        from.get(JAVA_INT, at + BAND),
        from.get(JAVA_INT, at + FD));
  }

  @Override
  boolean isMine(int signal) {
    return true;
  }

  @Override
  public int fd() {
    return fd.number();
  }

  @Override
  public void close() {
    fd.close();
  }
}
