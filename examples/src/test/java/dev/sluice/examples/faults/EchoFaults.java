package dev.sluice.examples.faults;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** One server of each form for all tests of a class; after each of them it must be unharmed. */
@ParameterizedClass(name = "echo {0}")
@MethodSource("dev.sluice.examples.faults.FaultyEcho#forms")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class EchoFaults {
  @Parameter String options = "";

  @SuppressWarnings("NullAway.Init")
  FaultyEcho echo;

  @BeforeAll
  void start(@TempDir Path jars) throws IOException {
    echo = new FaultyEcho(options, jars);
  }

  @AfterEach
  void unharmed() throws IOException {
    echo.isUnharmed();
  }

  @AfterAll
  void stop() throws InterruptedException {
    echo.stop();
  }
}
