/** Timers for an event loop. */
@NullMarked
package dev.sluice.timer;

import org.jspecify.annotations.NullMarked;
