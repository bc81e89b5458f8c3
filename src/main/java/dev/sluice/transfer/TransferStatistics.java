package dev.sluice.transfer;

/**
 * What {@link TransferCounters} have counted. Each figure is current by itself.
 *
 * @param splicedBytes how many bytes came by splice
 * @param splices in how many pieces
 * @param copiedBytes how many bytes came through memory
 * @param copies in how many pieces
 * @param teedBytes how many bytes taps got
 * @param pipesMissing how often no pipe could be had (EMFILE, ENFILE), and a piece was copied
 * @param tapsDropped how many taps lagged too far behind, broke, or got no pipe
 */
public record TransferStatistics(
    long splicedBytes,
    long splices,
    long copiedBytes,
    long copies,
    long teedBytes,
    long pipesMissing,
    long tapsDropped) {}
