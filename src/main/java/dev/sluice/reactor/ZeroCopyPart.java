package dev.sluice.reactor;

import dev.sluice.buffer.Lease;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.function.Consumer;

/**
 * A lease that goes out without a copy: out of the queue when all is sent, and released when the
 * kernel has let go of all of it.
 */
final class ZeroCopyPart implements OutputQueue.Part, Runnable {
  private final Connection connection;
  private final Lease lease;
  private final Consumer<ZeroCopyResult> done;
  private final int end;
  private int position;
  private int copied;
  // How many sends the kernel is not done with.
  private int outstanding;
  private boolean closed;
  private boolean abandoned;

  ZeroCopyPart(Connection connection, Lease lease, Consumer<ZeroCopyResult> done) {
    this.connection = connection;
    this.lease = lease;
    this.done = done;
    this.end = lease.size();
  }

  @Override
  public long send(StreamSocket<?> stream, long atMost, boolean more) throws IOException {
    long length = Math.min(remaining(), atMost);
    long sent = connection.zeroCopy().send(this, lease, position, length, more);
    if (sent > 0) {
      position += (int) sent;
    }
    return sent;
  }

  @Override
  public long remaining() {
    return (long) end - position;
  }

  @Override
  public void close() {
    closed = true;
    endIfDone();
  }

  /** The kernel reads bytes of it from now on. */
  void lent() {
    outstanding++;
  }

  /** The kernel has copied bytes of it, and reads them no more. */
  void copied(long bytes) {
    copied += (int) bytes;
  }

  /** The kernel is done with one send. */
  void letGo(long bytes, boolean wasCopied) {
    outstanding--;
    if (wasCopied) {
      copied(bytes);
    }
    endIfDone();
  }

  private void endIfDone() {
    if (closed && outstanding == 0) {
      lease.release();
      // Not in the middle of what the connection does.
      connection.context().later(this);
    }
  }

  /** The kernel keeps it: nobody may ever write there again, so that it is not released. */
  void abandon() {
    if (!abandoned) {
      abandoned = true;
      connection.context().later(this);
    }
  }

  @Override
  public void run() {
    done.accept(new ZeroCopyResult(position, copied, abandoned));
  }

  @Override
  public String toString() {
    return "ZeroCopyPart[" + connection + "]";
  }
}
