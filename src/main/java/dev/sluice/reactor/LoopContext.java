package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Epoll;
import dev.sluice.event.Poller;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The channels of a loop, and the loop as the place where the code of most of them runs. */
final class LoopContext implements Context {
  private final EventLoop loop;
  private final Poller poller;
  private final Slots slots = new Slots();
  private final ArrayDeque<Runnable> later = new ArrayDeque<>();
  private final Set<Runnable> guests = new LinkedHashSet<>();
  private final Set<Departure> departures = new LinkedHashSet<>();
  private final Scratch scratch = new Scratch();
  private final LoopStatistics.Counters counters;

  LoopContext(EventLoop loop, Poller poller, LoopStatistics.Counters counters) {
    this.loop = loop;
    this.poller = poller;
    this.counters = counters;
  }

  long add(Channel channel) throws ErrnoException {
    long key = slots.add(channel);
    try {
      poller.add(channel.fd(), channel.mask(), key);
      return key;
    } catch (ErrnoException | RuntimeException e) {
      slots.remove(key);
      throw e;
    }
  }

  @Override
  public void modify(Channel channel) throws ErrnoException {
    poller.modify(channel.fd(), channel.mask(), channel.key());
  }

  @Override
  public void remove(Channel channel, long key, Runnable then) {
    slots.remove(key);
    if (channel.isArmed()) {
      try {
        poller.remove(channel.fd());
      } catch (ErrnoException e) {
        loop.logFailure(channel, e);
      }
    }
    then.run();
  }

  /** For pollers that cannot disarm what they reported. */
  void disarm(Channel channel) {
    try {
      poller.remove(channel.fd());
      channel.armed(false);
    } catch (ErrnoException e) {
      loop.logFailure(channel, e);
    }
  }

  void arm(Channel channel, int events, long key) {
    if (slots.get(key) == null) {
      return;
    }
    try {
      if (channel.isArmed()) {
        poller.modify(channel.fd(), events, key);
      } else {
        poller.add(channel.fd(), events, key);
        channel.armed(true);
      }
    } catch (ErrnoException e) {
      channel.context().execute(() -> EventLoop.fail(channel, e));
    }
  }

  /** Hands the events of the last wait to those that they are for, wherever their code runs. */
  void dispatch(int count) {
    for (int i = 0; i < count; i++) {
      Channel channel = slots.get(poller.data(i));
      if (channel != null) {
        channel.context().dispatch(channel, poller.events(i));
      }
    }
  }

  @Override
  public void dispatch(Channel channel, int events) {
    if (SlowHandlers.WANTED) {
      SlowHandlers.watch(channel, () -> channel.dispatch(events));
    } else {
      channel.dispatch(events);
    }
  }

  /** How many channels are watched. */
  int size() {
    return slots.size();
  }

  /** All channels, in a copy: they may come and go meanwhile. */
  Channel[] all() {
    return slots.all();
  }

  /** Something that is under way without a channel is to be told when the loop stops. */
  void addGuest(Runnable onStop) {
    guests.add(onStop);
  }

  void removeGuest(Runnable onStop) {
    guests.remove(onStop);
  }

  List<Runnable> guests() {
    return List.copyOf(guests);
  }

  /** A socket stays open beyond its connection. */
  void addDeparture(Departure departure) {
    departures.add(departure);
  }

  void removeDeparture(Departure departure) {
    departures.remove(departure);
  }

  /** Those that are under way, in a copy. */
  List<Departure> departures() {
    return List.copyOf(departures);
  }

  boolean hasDepartures() {
    return !departures.isEmpty();
  }

  Poller poller() {
    return poller;
  }

  boolean isEpoll() {
    return poller instanceof Epoll;
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  @Override
  public boolean isCurrent() {
    return loop.isCurrent();
  }

  @Override
  public void later(Runnable task) {
    later.add(task);
  }

  boolean hasLater() {
    return !later.isEmpty();
  }

  /** At most those that were there: one that comes again must not starve the descriptors. */
  int runLater(Consumer<Runnable> runner) {
    int count = later.size();
    for (int left = count; left > 0; left--) {
      runner.accept(later.remove());
    }
    return count;
  }

  /** The time at the beginning of this turn. */
  @Override
  public long now() {
    return loop.now();
  }

  @Override
  public Scratch scratch() {
    return scratch;
  }

  @Override
  public void countReceived(long bytes) {
    counters.received.add(bytes);
  }

  @Override
  public void countSent(long bytes) {
    counters.sent.add(bytes);
  }

  @Override
  public String toString() {
    return loop.toString();
  }
}
