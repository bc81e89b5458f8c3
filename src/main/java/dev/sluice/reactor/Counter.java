package dev.sluice.reactor;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread keeps and any may read: no barrier, no lock. */
final class Counter {
  private final AtomicLong value = new AtomicLong();

  void add(long more) {
    value.setOpaque(value.getPlain() + more);
  }

  long get() {
    return value.getOpaque();
  }
}
