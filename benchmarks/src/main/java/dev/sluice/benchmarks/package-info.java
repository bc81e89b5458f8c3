/** The command that measures: {@code ./sluice bench}. */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
