package dev.sluice.io;

/**
 * What a {@link PipePool} has done so far.
 *
 * @param open how many pipes it has open, lent or not
 * @param waiting how many of them are not lent
 * @param opened how many it has opened
 * @param missing how often none could be had (EMFILE, ENFILE)
 * @param discarded how many came back with bytes in them, and were closed for it
 * @param bytes how much all of them can hold
 * @param refusals how often the kernel let none grow (EPERM)
 */
public record PipeStatistics(
    long open,
    long waiting,
    long opened,
    long missing,
    long discarded,
    long bytes,
    long refusals) {}
