package dev.sluice.reactor;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Passes on what a handler is told, and notes whatever it must not be told so. */
final class Watched implements ConnectionHandler {
  /** What happened to all connections of a server. */
  static final class Log {
    final Queue<String> violations = new ConcurrentLinkedQueue<>();
    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger errors = new AtomicInteger();
  }

  private final Log log;
  private final ConnectionHandler handler;
  private final AtomicReference<@Nullable Thread> inside = new AtomicReference<>();
  // Plain on purpose: one method at a time, and each sees what the one before it wrote.
  private int depth;
  private boolean open;
  private boolean ended;
  private boolean closed;

  Watched(Log log, ConnectionHandler handler) {
    this.log = log;
    this.handler = handler;
  }

  private void enter(Connection c, String what) {
    if (!Thread.currentThread().equals(inside.get())
        && !inside.compareAndSet(null, Thread.currentThread())) {
      log.violations.add(what + " while " + inside.get() + " runs another");
    }
    depth++;
    note(!c.executor().isCurrent(), what + " outside of its executor");
    note(!open && !what.equals("onOpen"), what + " before onOpen");
    note(closed, what + " after onClose");
  }

  private void note(boolean wrong, String message) {
    if (wrong) {
      log.violations.add(message);
    }
  }

  private void exit() {
    depth--;
    if (depth == 0) {
      inside.set(null);
    }
  }

  @Override
  public void onOpen(Connection c) throws IOException {
    enter(c, "onOpen");
    note(open, "onOpen twice");
    open = true;
    log.opened.incrementAndGet();
    try {
      handler.onOpen(c);
    } finally {
      exit();
    }
  }

  @Override
  public void onData(Connection c, Input in) throws IOException {
    enter(c, "onData");
    note(depth > 1, "onData within another method");
    note(!c.isOpen(), "onData of what is closed");
    try {
      handler.onData(c, in);
    } finally {
      exit();
    }
  }

  @Override
  public void onWritable(Connection c) throws IOException {
    enter(c, "onWritable");
    note(depth > 1, "onWritable within another method");
    try {
      handler.onWritable(c);
    } finally {
      exit();
    }
  }

  @Override
  public void onEnd(Connection c) throws IOException {
    enter(c, "onEnd");
    note(ended, "onEnd twice");
    ended = true;
    try {
      handler.onEnd(c);
    } finally {
      exit();
    }
  }

  @Override
  public void onIdle(Connection c) throws IOException {
    enter(c, "onIdle");
    try {
      handler.onIdle(c);
    } finally {
      exit();
    }
  }

  @Override
  public void onError(Connection c, IOException failure) {
    enter(c, "onError");
    log.errors.incrementAndGet();
    handler.onError(c, failure);
    exit();
  }

  @Override
  public void onClose(Connection c) {
    enter(c, "onClose");
    handler.onClose(c);
    closed = true;
    log.closed.incrementAndGet();
    exit();
  }
}
