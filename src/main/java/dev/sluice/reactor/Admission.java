package dev.sluice.reactor;

import dev.sluice.sys.NetConstants;
import dev.sluice.sys.SockAddrBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * How many connections a server has, and how many of each address. Any thread: acceptors of several
 * loops share it, and connections end wherever they live. Without limits it takes no lock.
 */
final class Admission {
  private static final long MAPPED = 0xffff_0000_0000L;

  private final int most;
  private final int mostPerAddress;
  private final Runnable leave = this::leave;
  private final Map<Peer, Peer> peers = new HashMap<>();
  private final Peer probe = new Peer();
  private final List<Acceptor> waiting = new ArrayList<>();
  private int open;

  Admission(ServerOptions options) {
    this.most = options.maxConnections();
    this.mostPerAddress = options.maxPerAddress();
  }

  private boolean counts() {
    return most != ServerOptions.UNLIMITED;
  }

  boolean needsAddress() {
    return mostPerAddress != ServerOptions.UNLIMITED;
  }

  /**
   * Takes the place of the next connection, before it is accepted.
   *
   * @return false when there is none: the acceptor is told when there may be
   */
  boolean enter(Acceptor acceptor) {
    if (!counts()) {
      return true;
    }
    synchronized (this) {
      if (open < most) {
        open++;
        return true;
      }
      waiting.add(acceptor);
      return false;
    }
  }

  /** Gives the place back: nobody came, or the connection is closed. */
  void leave() {
    if (!counts()) {
      return;
    }
    List<Acceptor> told = List.of();
    synchronized (this) {
      open--;
      if (!waiting.isEmpty()) {
        told = List.copyOf(waiting);
        waiting.clear();
      }
    }
    for (Acceptor acceptor : told) {
      try {
        acceptor.loop().execute(acceptor.room());
      } catch (RejectedExecutionException e) {
        // Its loop has ended, and it with it.
      }
    }
  }

  /**
   * Counts who has entered.
   *
   * @param peer where it comes from, looked at only when it matters
   * @return what to do when the connection is closed; null when its address has too many already
   */
  @Nullable Runnable admit(SockAddrBuf peer) {
    if (!needsAddress()) {
      return counts() ? leave : Admission::keepNoCount;
    }
    synchronized (this) {
      probe.set(peer);
      Peer known = peers.get(probe);
      if (known == null) {
        known = new Peer();
        known.set(peer);
        peers.put(known, known);
      }
      if (known.open < mostPerAddress) {
        known.open++;
        return known;
      }
    }
    leave();
    return null;
  }

  private static void keepNoCount() {}

  private synchronized void forget(Peer peer) {
    if (--peer.open == 0) {
      peers.remove(peer);
    }
  }

  /** An address, without its port, that has connections; run when one of them is closed. */
  private final class Peer implements Runnable {
    private long high;
    private long low;
    private int open;

    void set(SockAddrBuf address) {
      boolean four = address.family() == NetConstants.AF_INET;
      high = four ? 0 : address.inet6High();
      // The same host, whether the listener is of IPv4 or of both.
      low = four ? MAPPED | Integer.toUnsignedLong(address.inet4Bits()) : address.inet6Low();
    }

    @Override
    public void run() {
      forget(this);
      leave();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Peer peer && peer.high == high && peer.low == low;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(high * 31 + low);
    }
  }
}
