package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotsTest {
  private final EventLoop loop;
  private final Slots slots = new Slots();

  SlotsTest() throws Exception {
    loop = EventLoop.open();
  }

  @AfterEach
  void close() {
    loop.close();
  }

  private Channel channel() {
    return new Channel(loop, -1) {
      @Override
      protected void onReady(int events) {}
    };
  }

  @Test
  void aStaleKeyDoesNotReachTheSuccessorInTheSameSlot() {
    Channel first = channel();
    long stale = slots.add(first);
    assertThat(slots.get(stale)).isSameAs(first);

    slots.remove(stale);
    long fresh = slots.add(channel());

    assertThat((int) fresh).isEqualTo((int) stale);
    assertThat(slots.get(stale)).isNull();
    assertThat(slots.get(fresh)).isNotNull().isNotSameAs(first);
  }

  @Test
  void growsAndReusesSlots() {
    Map<Long, Channel> model = new HashMap<>();
    Random random = new Random(1);
    for (int step = 0; step < 20_000; step++) {
      if (random.nextInt(5) < 3) {
        Channel channel = channel();
        model.put(slots.add(channel), channel);
      } else if (!model.isEmpty()) {
        long key = model.keySet().iterator().next();
        slots.remove(key);
        model.remove(key);
      }
    }
    assertThat(slots.size()).isEqualTo(model.size());
    model.forEach((key, channel) -> assertThat(slots.get(key)).isSameAs(channel));
    assertThat(slots.all()).containsExactlyInAnyOrderElementsOf(model.values());
  }
}
