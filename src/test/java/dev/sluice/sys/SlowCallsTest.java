package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Flight Recorder gets the calls that were slow, where it is asked for. */
class SlowCallsTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  void aCallIsRecordedWithItsResultThreadAndStack() throws Exception {
    List<RecordedEvent> events = record("-Dsluice.jfr.threshold=0s");

    RecordedEvent waited = only(events, "epoll_wait");
    assertThat(waited.getLong("result")).isZero();
    assertThat(waited.getString("errno")).isEmpty();
    assertThat(waited.getThread().getJavaName()).isEqualTo("main");
    // The kernel may round, but not to nothing.
    assertThat(waited.getDuration()).isPositive();
    assertThat(waited.getStackTrace().getFrames())
        .anyMatch(frame -> frame.getMethod().getName().equals("epoll_wait"));
    RecordedEvent failed = only(events, "close");
    assertThat(failed.getLong("result")).isEqualTo(-9);
    assertThat(failed.getString("errno")).isEqualTo("EBADF");
    assertThat(only(events, "getpid").getLong("result")).isPositive();
  }

  @Test
  void whatIsFasterIsNotRecorded() throws Exception {
    assertThat(record("-Dsluice.jfr.threshold=1h")).isEmpty();
  }

  @Test
  void nothingIsRecordedWhereItIsNotAskedFor() throws Exception {
    assertThat(record("-Dsluice.other=0s")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"5ns, 5", "5 us, 5000", "10ms, 10000000", "1s, 1000000000", "0.5s, 500000000"})
  void aThresholdIsANumberAndAUnit(String text, long nanos) {
    assertThat(SlowCalls.nanos(text)).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "10", "ms", "10 parsecs", "x"})
  void whatIsNoTimeIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SlowCalls.nanos(text))
        .withMessageContaining("-Dsluice.jfr.threshold=" + text);
  }

  private List<RecordedEvent> record(String option) throws Exception {
    Path file = folder.resolve("calls.jfr");
    String backend = "-Dsluice.backend=" + Backend.current().name().toLowerCase(Locale.ROOT);
    String recording = "-XX:StartFlightRecording:filename=" + file;
    Run run =
        Run.command(LIMIT, Jvm.command(List.of(backend, option, recording), SlowCallsScript.class));
    assertThat(run.exit()).as(run.err()).isZero();
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("dev.sluice.SystemCall"))
        .toList();
  }

  private static RecordedEvent only(List<RecordedEvent> events, String call) {
    List<RecordedEvent> found =
        events.stream().filter(event -> event.getString("call").equals(call)).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}
