package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Flight Recorder gets what held a loop up, where it is asked for. */
class SlowHandlersTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  /** One task that sleeps, one that does not, and the end. */
  static final class Script {
    private Script() {}

    public static void main(String[] args) throws Exception {
      try (EventLoop loop = EventLoop.open()) {
        loop.execute(new Sleeper());
        loop.execute(loop::stop);
        loop.run();
      }
    }
  }

  private static final class Sleeper implements Runnable {
    @Override
    public void run() {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
      while (System.nanoTime() - end < 0) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
    }

    @Override
    public String toString() {
      return "sleeper";
    }
  }

  @Test
  void aTaskThatHoldsTheLoopUpIsRecorded() throws Exception {
    List<RecordedEvent> events = record("-Dsluice.jfr.handlers=on");

    assertThat(events).hasSize(1);
    assertThat(events.getFirst().getString("handler")).isEqualTo("sleeper");
    assertThat(events.getFirst().getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(1990));
  }

  @Test
  void nothingIsRecordedWhereItIsNotAskedFor() throws Exception {
    assertThat(record("-Dsluice.other=on")).isEmpty();
  }

  private List<RecordedEvent> record(String option) throws Exception {
    Path file = folder.resolve("loop.jfr");
    String recording =
        "-XX:StartFlightRecording:filename=" + file + ",dev.sluice.SlowHandler#threshold=1500ms";
    Run run = Run.command(LIMIT, Jvm.command(List.of(option, recording), Script.class));
    assertThat(run.exit()).as(run.err()).isZero();
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("dev.sluice.SlowHandler"))
        .toList();
  }
}
