/** Off-heap memory for an event loop, lent piece by piece. */
@NullMarked
package dev.sluice.buffer;

import org.jspecify.annotations.NullMarked;
