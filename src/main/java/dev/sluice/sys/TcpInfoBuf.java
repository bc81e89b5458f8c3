package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.bindings.x86_64.tcp_info;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel knows of a TCP connection, {@code struct tcp_info}, as far as it is asked for
 * here.
 *
 * <p>Holds its own memory and can be used again and again; one thread at a time.
 */
public final class TcpInfoBuf {
  private static final long LAST_DATA_SENT = tcp_info.tcpi_last_data_sent$offset();

  private final MemorySegment segment = Arena.ofAuto().allocate(tcp_info.layout());

  /** Makes an empty one. */
  public TcpInfoBuf() {}

  /** {@return how many milliseconds ago data was sent last} */
  public long lastDataSentMillis() {
    return Integer.toUnsignedLong(segment.get(JAVA_INT, LAST_DATA_SENT));
  }

  MemorySegment segment() {
    return segment;
  }
}
