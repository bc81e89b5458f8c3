package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Addresses of UNIX sockets in the file system. */
public final class UnixPaths {
  private static final int NAME = 2;

  private UnixPaths() {}

  /** The address of a path. */
  public static SockAddrBuf of(Path path) {
    SockAddrBuf buf = SockAddrBuf.allocate();
    byte[] bytes = (path + "\0").getBytes(UTF_8);
    buf.segment().set(JAVA_SHORT, 0, (short) AF_UNIX);
    MemorySegment.copy(bytes, 0, buf.segment(), JAVA_BYTE, NAME, bytes.length);
    buf.lengthSegment().set(JAVA_INT, 0, NAME + bytes.length);
    return buf;
  }
}
