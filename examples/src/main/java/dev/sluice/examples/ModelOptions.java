package dev.sluice.examples;

import dev.sluice.reactor.LoopOptions;
import dev.sluice.reactor.PollerKind;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.Trigger;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a server waits, and on which threads. */
public final class ModelOptions {
  /** Descriptors below 1024, less what the JVM and the loops have open themselves. */
  private static final int SELECT_CONNECTIONS = 900;

  private static final int MOST_THREADS = 1024;

  @Option(
      names = "--model",
      paramLabel = "M",
      description = "threads: ${COMPLETION-CANDIDATES} (${DEFAULT-VALUE})")
  private Model model = Model.SINGLE;

  @Option(names = "--poller", paramLabel = "P", description = "epoll, poll, select (epoll)")
  private PollerKind poller = PollerKind.EPOLL;

  @Option(
      names = "--trigger",
      paramLabel = "T",
      description = "level, edge, oneshot (level; leader-followers: oneshot)")
  private @Nullable Trigger trigger;

  @Option(
      names = "--loops",
      paramLabel = "N",
      description = "loops with connections (1; handover, reuseport: one per processor)")
  private @Nullable Integer loops;

  @Option(
      names = "--workers",
      paramLabel = "N",
      description = "threads of workers and leader-followers (one per processor)")
  private @Nullable Integer workers;

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "what comes beyond waits (no limit; select: " + SELECT_CONNECTIONS + ")")
  private @Nullable Integer maxConnections;

  /** Made by picocli. */
  public ModelOptions() {}

  /**
   * Finds what does not go together.
   *
   * @throws IllegalArgumentException says it in one line
   */
  public void check() {
    atLeastOne("--loops", loops, MOST_THREADS);
    atLeastOne("--workers", workers, MOST_THREADS);
    atLeastOne("--max-connections", maxConnections, Integer.MAX_VALUE);
    require(
        poller == PollerKind.EPOLL || trigger == null || trigger == Trigger.LEVEL,
        poller + " is level-triggered only, not " + trigger);
    if (model == Model.LEADER_FOLLOWERS) {
      require(poller == PollerKind.EPOLL, model + " needs epoll, not " + poller);
      require(trigger == null || trigger == Trigger.ONESHOT, model + " is oneshot, not " + trigger);
    }
    require(
        loops() == 1 || (model != Model.SINGLE && model != Model.LEADER_FOLLOWERS),
        model + " has one loop, not " + loops);
    require(
        workers == null || model == Model.WORKERS || model == Model.LEADER_FOLLOWERS,
        model + " has no workers");
    require(
        poller != PollerKind.SELECT || maxConnections() <= SELECT_CONNECTIONS,
        "select holds " + SELECT_CONNECTIONS + " connections, not " + maxConnections);
  }

  private static void atLeastOne(String option, @Nullable Integer value, int most) {
    require(
        value == null || (value >= 1 && value <= most),
        option + " is a number from 1 to " + most + ", not " + value);
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message.toLowerCase(Locale.ROOT));
    }
  }

  /** Which threads there are. */
  public Model model() {
    return model;
  }

  /** How each loop waits. */
  public LoopOptions loopOptions() {
    Trigger usual = model == Model.LEADER_FOLLOWERS ? Trigger.ONESHOT : Trigger.LEVEL;
    return LoopOptions.DEFAULT.poller(poller).trigger(trigger == null ? usual : trigger);
  }

  /** How many loops have connections. */
  public int loops() {
    if (loops != null) {
      return loops;
    }
    boolean several = model == Model.HANDOVER || model == Model.REUSEPORT;
    return several ? Runtime.getRuntime().availableProcessors() : 1;
  }

  /** How many threads beside, or instead of, those of loops. */
  public int workers() {
    return workers == null ? Runtime.getRuntime().availableProcessors() : workers;
  }

  /** How many connections at once. */
  public int maxConnections() {
    if (maxConnections != null) {
      return maxConnections;
    }
    return poller == PollerKind.SELECT ? SELECT_CONNECTIONS : ServerOptions.UNLIMITED;
  }

  /** Whether nothing but the usual was asked for. */
  boolean isUsual() {
    return model == Model.SINGLE
        && poller == PollerKind.EPOLL
        && trigger == null
        && maxConnections == null;
  }
}
