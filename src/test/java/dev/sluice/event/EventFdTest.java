package dev.sluice.event;

import static dev.sluice.sys.PollConstants.EFD_NONBLOCK;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.sys.EventDescriptors;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EventFdTest {
  /** The most that a counter holds, unsigned. */
  private static final long MOST = -2;

  @Test
  void numbersAddUp() throws Exception {
    try (EventFd counter = EventFd.open()) {
      assertThat(counter.drain()).isZero();
      assertThat(counter.add(1L << 40)).isZero();
      counter.signal();
      assertThat(counter.add(0)).isZero();

      assertThat(counter.drain()).isEqualTo((1L << 40) + 1);
      assertThat(counter.drain()).isZero();
    }
  }

  @Test
  void whatDoesNotFitWouldBlock() throws Exception {
    try (EventFd counter = EventFd.open()) {
      assertThat(counter.add(MOST)).isZero();

      assertThat(counter.add(1)).isEqualTo(Errno.WOULD_BLOCK);
      counter.signal();
      assertThat(counter.drain()).isEqualTo(MOST);
      assertThatThrownBy(() -> counter.add(-1)).hasMessage("write: " + Errno.EINVAL);
    }
  }

  @Test
  void aSemaphoreGivesOneAtATime() throws Exception {
    try (EventFd semaphore = EventFd.semaphore(2);
        Epoll epoll = Epoll.open(1)) {
      epoll.add(semaphore.fd(), EPOLLIN, 0);
      assertThat(semaphore.add(1)).isZero();

      for (int i = 0; i < 3; i++) {
        assertThat(epoll.await(0)).isEqualTo(1);
        assertThat(semaphore.drain()).isEqualTo(1);
      }
      assertThat(epoll.await(0)).isZero();
      assertThat(semaphore.drain()).isZero();
    }
  }

  @Test
  void manyThreadsMaySignal() throws Exception {
    try (EventFd counter = new EventFd(Fd.adopt(EventDescriptors.eventfd(0, EFD_NONBLOCK)))) {
      CompletableFuture<?>[] all = new CompletableFuture<?>[4];
      for (int i = 0; i < all.length; i++) {
        all[i] =
            CompletableFuture.runAsync(
                () -> {
                  for (int n = 0; n < 1_000; n++) {
                    counter.signal();
                  }
                });
      }
      CompletableFuture.allOf(all).join();

      assertThat(counter.drain()).isEqualTo(4_000);
    }
  }
}
