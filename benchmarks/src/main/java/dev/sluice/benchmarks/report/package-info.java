/** What people read of a run: on the terminal, as a page, as Markdown, and beside an older run. */
@NullMarked
package dev.sluice.benchmarks.report;

import org.jspecify.annotations.NullMarked;
