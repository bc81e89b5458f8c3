package dev.sluice.buffer;

/**
 * What a {@link BufferPool} has done so far. Each figure is current by itself; read while the pool
 * works, they need not be of the same instant.
 *
 * @param leases how many leases were made
 * @param leased how many of them are out: what was released on another thread counts as out until
 *     the pool takes it back
 * @param leasedBytes the capacities of those together
 * @param peakBytes the most that {@code leasedBytes} has been
 * @param capacityBytes the memory that the pool holds, leased or not; 0 once it is closed
 * @param refusals how often there was no memory
 * @param foreignReturns how many leases came back from another thread, or from the garbage
 *     collector
 */
public record PoolStatistics(
    long leases,
    long leased,
    long leasedBytes,
    long peakBytes,
    long capacityBytes,
    long refusals,
    long foreignReturns) {}
