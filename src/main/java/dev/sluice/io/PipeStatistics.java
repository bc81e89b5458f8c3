package dev.sluice.io;

/**
 * What a {@link PipePool} has done so far.
 *
 * @param open how many pipes it has open, lent or not
 * @param waiting how many of them are not lent
 * @param opened how many it has opened
 * @param discarded how many came back with bytes in them, and were closed for it
 * @param grownBytes how much the pipes hold that have grown, lent or not
 * @param refusals how often the kernel let none grow (EPERM)
 */
public record PipeStatistics(
    long open, long waiting, long opened, long discarded, long grownBytes, long refusals) {}
