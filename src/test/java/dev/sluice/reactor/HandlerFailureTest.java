package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A handler that misbehaves in any of its methods: one defined outcome, and the loop lives on. */
@Timeout(60)
class HandlerFailureTest {
  enum Where {
    OPEN,
    DATA,
    WRITABLE,
    END,
    IDLE
  }

  private enum What {
    THROW_UNCHECKED,
    THROW_CHECKED,
    THROW_ERROR,
    CLOSE,
    ABORT
  }

  private final LoopThread thread;

  HandlerFailureTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  /** Does one thing in one method, and counts how it is told of the end. */
  private static final class Misbehaving implements ConnectionHandler {
    private final Where where;
    private final What what;
    final AtomicInteger errors = new AtomicInteger();
    final AtomicInteger closes = new AtomicInteger();
    final AtomicInteger afterClose = new AtomicInteger();
    final CountDownLatch closed = new CountDownLatch(1);

    Misbehaving(Where where, What what) {
      this.where = where;
      this.what = what;
    }

    private void at(Where here, Connection c) throws IOException {
      if (closes.get() > 0) {
        afterClose.incrementAndGet();
      }
      if (here != where) {
        return;
      }
      switch (what) {
        case THROW_UNCHECKED -> throw new IllegalStateException("on purpose");
        case THROW_CHECKED -> throw new IOException("on purpose");
        case THROW_ERROR -> throw new AssertionError("on purpose");
        case CLOSE -> c.close();
        case ABORT -> c.abort();
      }
    }

    @Override
    public void onOpen(Connection c) throws IOException {
      if (where == Where.IDLE) {
        c.idleTimeout(Duration.ofMillis(50));
      }
      c.watermarks(0, 1);
      at(Where.OPEN, c);
    }

    @Override
    public void onData(Connection c, Input in) throws IOException {
      in.skip(in.remaining());
      at(Where.DATA, c);
      if (where == Where.WRITABLE) {
        c.write(new byte[16 * 1024 * 1024]);
      }
    }

    @Override
    public void onWritable(Connection c) throws IOException {
      at(Where.WRITABLE, c);
    }

    @Override
    public void onEnd(Connection c) throws IOException {
      at(Where.END, c);
      c.closeAfterWrites();
    }

    @Override
    public void onIdle(Connection c) throws IOException {
      at(Where.IDLE, c);
    }

    @Override
    public void onError(Connection c, IOException failure) {
      errors.incrementAndGet();
    }

    @Override
    public void onClose(Connection c) {
      closes.incrementAndGet();
      closed.countDown();
    }
  }

  @ParameterizedTest
  @EnumSource(Where.class)
  void endsTheConnectionOnceAndTheLoopLivesOn(Where where) throws Exception {
    for (What what : What.values()) {
      Misbehaving handler = new Misbehaving(where, what);
      try (Socket socket = LoopThread.connect(thread.listen(c -> handler))) {
        try {
          if (where != Where.IDLE && where != Where.OPEN) {
            socket.getOutputStream().write('x');
          }
          if (where == Where.END) {
            socket.shutdownOutput();
          }
          // Until the end, which is an RST when the handler failed.
          socket.getInputStream().readAllBytes();
        } catch (IOException e) {
          assertThat(what).isNotEqualTo(What.CLOSE);
        }
        assertThat(handler.closed.await(20, TimeUnit.SECONDS)).as("%s", what).isTrue();
      }
      boolean failed = what.name().startsWith("THROW");
      assertThat(thread.call(handler.closes::get)).as("%s", what).isEqualTo(1);
      assertThat(handler.errors).as("%s", what).hasValue(failed ? 1 : 0);
      assertThat(handler.afterClose).as("%s", what).hasValue(0);
    }
  }
}
