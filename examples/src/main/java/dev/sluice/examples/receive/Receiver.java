package dev.sluice.examples.receive;

import dev.sluice.examples.Report;
import dev.sluice.net.StreamSocket;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.Opener;
import dev.sluice.transfer.StreamEnd;
import dev.sluice.transfer.TransferCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What all uploads share.
 *
 * @param inbox where they go
 * @param worker waits for the disk, where that is wanted
 * @param raw whether connections carry nothing but bytes
 * @param mostBytes of one upload
 * @param idleLimit how long one may bring nothing
 * @param counters count them
 * @param refusals tell of those that came to nothing
 */
record Receiver(
    Inbox inbox,
    Executor worker,
    boolean raw,
    long mostBytes,
    Duration idleLimit,
    TransferCounters counters,
    Report refusals)
    implements Opener {
  @Override
  public void open(EventLoop home, StreamSocket<?> stream, Runnable released) throws IOException {
    String peer = stream.peerAddress().toString();
    new Upload(this, StreamEnd.open(home, stream, released), peer).begin();
  }
}
