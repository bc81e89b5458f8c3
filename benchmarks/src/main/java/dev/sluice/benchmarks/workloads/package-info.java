/** What is measured, one small class per kind of thing, and who takes part. */
@NullMarked
package dev.sluice.benchmarks.workloads;

import org.jspecify.annotations.NullMarked;
