/**
 * The load: a process of its own that takes orders, line by line, and answers with what it
 * measured. It stands on the system calls directly, so that it is not the bottleneck.
 */
@NullMarked
package dev.sluice.benchmarks.load;

import org.jspecify.annotations.NullMarked;
