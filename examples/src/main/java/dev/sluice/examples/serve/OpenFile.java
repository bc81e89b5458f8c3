package dev.sluice.examples.serve;

import dev.sluice.fd.Fd;
import dev.sluice.sys.StatxBuf;
import org.jspecify.annotations.Nullable;

/** A regular file, open, with all that answers say of it. One thread. */
final class OpenFile {
  private final Fd fd;
  private final long size;
  private final long modified;
  private final int modifiedNanos;
  private final String type;
  private final @Nullable Coding coding;
  private final String tag;
  private boolean varies;
  private byte[] usualHead = {};
  private long usualHeadSecond = HttpDate.NONE;

  /**
   * Takes a file over.
   *
   * @param fd the file
   * @param description says what it is
   * @param type of its contents, once they are decoded
   * @param coding how they are encoded, null where they are not
   */
  OpenFile(Fd fd, StatxBuf description, String type, @Nullable Coding coding) {
    this.fd = fd;
    this.size = description.size();
    this.modified = description.mtimeSeconds();
    this.modifiedNanos = description.mtimeNanos();
    this.type = type;
    this.coding = coding;
    this.varies = coding != null;
    this.tag = tag(description, coding);
  }

  /**
   * Strong as far as the file system's clock goes: time of the last change, size and inode. A file
   * that is changed twice within one tick of that clock (4 ms or less), and keeps its size, keeps
   * its tag.
   */
  private static String tag(StatxBuf description, @Nullable Coding coding) {
    return "\""
        + Long.toHexString(description.mtimeSeconds())
        + "."
        + Integer.toHexString(description.mtimeNanos())
        + "-"
        + Long.toHexString(description.size())
        + "-"
        + Long.toHexString(description.inode())
        + (coding == null ? "" : "-" + coding.token)
        + "\"";
  }

  Fd fd() {
    return fd;
  }

  long size() {
    return size;
  }

  /** A second of the epoch. */
  long modified() {
    return modified;
  }

  /** When that was, on the clock of {@link System#currentTimeMillis}. */
  double modifiedMillis() {
    return modified * 1000.0 + modifiedNanos / 1e6;
  }

  /** Its entity tag, with quotes. */
  String tag() {
    return tag;
  }

  /** The answer depends on Accept-Encoding. */
  void varies() {
    varies = true;
  }

  /** What an answer without it says too: the validators, and on what the choice depended. */
  ResponseHead validators(ResponseHead head) {
    head.field("ETag", tag);
    return varies ? head.field("Vary", "Accept-Encoding") : head;
  }

  /** All that describes the file, but for the length of the answer. */
  ResponseHead describe(ResponseHead head) {
    validators(head.field("Content-Type", type).field("Accept-Ranges", "bytes"));
    if (coding != null) {
      head.field("Content-Encoding", coding.token);
    }
    return head.lastModified(modified);
  }

  /** The head of a whole answer. */
  byte[] head(Request request) {
    if (!request.keepAlive() || request.http10()) {
      return whole().end(request);
    }
    long now = HttpDate.nowSecond();
    if (now != usualHeadSecond) {
      // Not changed in place: connections may still have to send it.
      usualHead = whole().end(request);
      usualHeadSecond = now;
    }
    return usualHead;
  }

  private ResponseHead whole() {
    return describe(new ResponseHead(Status.OK)).field("Content-Length", size);
  }

  void close() {
    fd.close();
  }
}
