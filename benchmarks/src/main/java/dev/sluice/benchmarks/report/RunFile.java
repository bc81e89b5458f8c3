package dev.sluice.benchmarks.report;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import dev.sluice.benchmarks.harness.UsageException;
import dev.sluice.benchmarks.result.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A run as JSON: every sample, so that anything can be worked out later. */
public final class RunFile {
  private static final Gson JSON = new GsonBuilder().setPrettyPrinting().create();

  private RunFile() {}

  /** Writes it. */
  public static void write(Run run, Path file) throws IOException {
    Files.writeString(file, JSON.toJson(run) + "\n");
  }

  /**
   * {@return the run in that file}
   *
   * @throws UsageException where there is none
   */
  public static Run read(Path file) throws IOException {
    try {
      Run run = JSON.fromJson(Files.readString(file), Run.class);
      if (run == null || run.rows() == null) {
        throw new UsageException(file + " holds no run");
      }
      return run;
    } catch (JsonParseException e) {
      throw new UsageException(file + " is no result of a run");
    } catch (NoSuchFileException e) {
      throw new UsageException(file + " does not exist");
    }
  }
}
