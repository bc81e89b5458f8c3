package dev.sluice.benchmarks.load;

import java.util.List;

/**
 * Bytes in one direction, as many as go, through a proxy: one line of JSON.
 *
 * @param port the proxy's, on 127.0.0.1
 * @param connections how many at once
 * @param sink where they arrive, by the number that {@code sink} was answered with
 * @param mirror where they arrive a second time, likewise; 0 for nowhere
 * @param mirrorReads whether anybody reads there
 * @param processes the proxy's, whose CPU time is counted
 */
public record BulkOrder(
    int port, int connections, int sink, int mirror, boolean mirrorReads, List<Long> processes) {}
