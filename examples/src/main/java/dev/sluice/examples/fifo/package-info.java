/** Both ends of a FIFO, each on a loop. */
@NullMarked
package dev.sluice.examples.fifo;

import org.jspecify.annotations.NullMarked;
