/** Starts what is measured, gives it its turns, and keeps what came of it. */
@NullMarked
package dev.sluice.benchmarks.harness;

import org.jspecify.annotations.NullMarked;
