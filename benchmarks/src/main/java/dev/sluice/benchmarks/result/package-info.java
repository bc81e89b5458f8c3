/** What a run measured, as it is kept, and what follows from it. */
@NullMarked
package dev.sluice.benchmarks.result;

import org.jspecify.annotations.NullMarked;
