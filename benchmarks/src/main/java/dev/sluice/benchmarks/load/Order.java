package dev.sluice.benchmarks.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the load process is to do: one line of JSON.
 *
 * @param mode what kind of load
 * @param port where on 127.0.0.1
 * @param connections how many at once
 * @param path what to GET; null for an echo
 * @param bytes the length of an answer, head included; for an echo that of the request as well
 * @param pipeline how many requests a connection has outstanding
 * @param rate requests per second in all, sent when due whether or not answers have come; 0 for a
 *     closed loop, in which each answer brings on the next request
 * @param processes the server's, whose CPU time is counted
 */
public record Order(
    Mode mode,
    int port,
    int connections,
    @Nullable String path,
    int bytes,
    int pipeline,
    int rate,
    List<Long> processes) {

  /** What kind of load. */
  public enum Mode {
    /** Requests over connections that stay. */
    EXCHANGE,
    /** A connection for every request: connect, exchange, FIN both ways. */
    CHURN
  }

  /** {@return echoes of so many bytes, one at a time on each connection, in a closed loop} */
  public static Order echo(int port, int connections, int bytes, List<Long> processes) {
    return new Order(Mode.EXCHANGE, port, connections, null, bytes, 1, 0, processes);
  }

  /** {@return the message that is exchanged} */
  Message message() {
    return path == null ? new EchoMessage(bytes, pipeline) : new GetMessage(path, bytes, pipeline);
  }
}
