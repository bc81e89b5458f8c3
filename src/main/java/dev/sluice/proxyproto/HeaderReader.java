package dev.sluice.proxyproto;

import dev.sluice.proxyproto.HeaderResult.Complete;
import dev.sluice.proxyproto.HeaderResult.Malformed;
import dev.sluice.proxyproto.HeaderResult.NeedsMore;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;

/**
 * Reads one header, fed with bytes in whatever pieces they come. It is strict: what the protocol
 * does not allow is {@link Malformed}, as early as it shows; and bounded: it keeps the bytes of the
 * header, no more than its limit, and makes nothing of them before they are all there.
 *
 * <p>Addresses of a family or by a transport that is not said are skipped unread, as is all that a
 * local connection comes with. How long to wait for a header is the caller's business: a peer may
 * never send it. Who may send one at all is so too: anybody who can connect can lie.
 *
 * <p>One thread at a time.
 */
public final class HeaderReader {
  /** What a header has at most without a limit of one's own: it fits into any TCP segment. */
  public static final int DEFAULT_LIMIT = 536;

  /** The highest limit, and the most that is written: 4 KiB. */
  public static final int MAX_LIMIT = 4096;

  /** The lowest limit: the addresses of local sockets fit. */
  public static final int MIN_LIMIT = 232;

  private static final int FIRST_ROOM = 128;

  private final Set<Version> accepted;
  private final int limit;
  private byte[] held = new byte[FIRST_ROOM];
  private int count;
  private int scanned;
  private int taken;
  private boolean ended;

  /** Reads either version, of at most {@link #DEFAULT_LIMIT} bytes. */
  public HeaderReader() {
    this(EnumSet.allOf(Version.class), DEFAULT_LIMIT);
  }

  /**
   * Reads some versions.
   *
   * @param accepted which; the others are malformed
   * @param limit how many bytes a header of version 2 may have, {@link #MIN_LIMIT} to {@link
   *     #MAX_LIMIT}; one of version 1 has at most 107
   */
  public HeaderReader(Set<Version> accepted, int limit) {
    if (accepted.isEmpty()) {
      throw new IllegalArgumentException("no version is accepted");
    }
    if (limit < MIN_LIMIT || limit > MAX_LIMIT) {
      throw new IllegalArgumentException(
          "the limit is " + MIN_LIMIT + " to " + MAX_LIMIT + ", not " + limit);
    }
    this.accepted = EnumSet.copyOf(accepted);
    this.limit = limit;
  }

  /**
   * Takes what belongs to the header, and nothing behind it.
   *
   * @param bytes what came
   * @return the header, or what to do about it
   * @throws IllegalStateException after {@link Complete} and {@link Malformed}
   */
  public HeaderResult feed(byte[] bytes) {
    return feed(MemorySegment.ofArray(bytes), 0, bytes.length);
  }

  /**
   * Takes what belongs to the header, and nothing behind it: {@link #taken} says how much.
   *
   * @param bytes what came, borrowed
   * @param offset where it begins
   * @param length how many bytes came; none is fine, and tells how many the first step needs
   * @return the header, or what to do about it
   * @throws IllegalStateException after {@link Complete} and {@link Malformed}
   */
  public HeaderResult feed(MemorySegment bytes, long offset, long length) {
    Objects.checkFromIndexSize(offset, /* size= */ length, /* length= */ bytes.byteSize());
    if (ended) {
      throw new IllegalStateException("the header was read");
    }
    taken = 0;
    try {
      int missing = missing();
      while (missing > 0 && taken < length) {
        take(bytes, offset, (int) Math.min(missing, length - taken));
        missing = missing();
      }
      if (missing > 0) {
        return new NeedsMore(missing);
      }
      Header header = held[0] == 'P' ? V1.decode(held, count) : V2.decode(held, count);
      ended = true;
      return new Complete(header, count);
    } catch (MalformedException e) {
      ended = true;
      return new Malformed(e.reason());
    }
  }

  /** {@return how many bytes of the last piece belong to the header; what follows is payload} */
  public int taken() {
    return taken;
  }

  private int missing() throws MalformedException {
    if (count == 0) {
      return accepted.contains(Version.V1) ? V1.MIN : V2.START;
    }
    if (held[0] != 'P' && held[0] != '\r') {
      throw new MalformedException("neither version's beginning");
    }
    Version version = held[0] == 'P' ? Version.V1 : Version.V2;
    if (!accepted.contains(version)) {
      throw new MalformedException("not the version that is accepted");
    }
    if (version == Version.V2) {
      return V2.missing(held, count, limit);
    }
    int missing = V1.missing(held, count, scanned);
    scanned = count;
    return missing;
  }

  private void take(MemorySegment bytes, long offset, int size) {
    if (count + size > held.length) {
      held = Arrays.copyOf(held, limit);
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, offset + taken, held, count, size);
    count += size;
    taken += size;
  }
}
