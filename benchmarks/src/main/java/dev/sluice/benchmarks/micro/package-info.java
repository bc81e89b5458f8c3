/**
 * What one call costs, by the way it is made: a class per candidate, a method per operation, of the
 * same name in all of them. C's own loop over the same operations is {@code
 * native/reference/calls.c}.
 *
 * <p>Descriptors are of the same kind for all, so that only the way to the kernel differs: {@link
 * dev.sluice.benchmarks.micro.Fixtures} opens them. Timers are no calls, but measured as those are.
 */
@NullMarked
package dev.sluice.benchmarks.micro;

import org.jspecify.annotations.NullMarked;
