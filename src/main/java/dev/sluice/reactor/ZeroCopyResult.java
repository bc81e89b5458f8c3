package dev.sluice.reactor;

/**
 * What became of a lease that was written without a copy.
 *
 * @param sent how many of its bytes the kernel took: fewer than its size when the connection ended
 * @param copied how many of those were copied all the same: by the kernel, as on loopback always,
 *     or because it would not have them otherwise. Where that is most of them a plain {@link
 *     Connection#write(dev.sluice.buffer.Lease)} is cheaper
 * @param abandoned the kernel had not let go of the memory in time: it is never used again, and
 *     lost to its pool
 */
public record ZeroCopyResult(int sent, int copied, boolean abandoned) {}
