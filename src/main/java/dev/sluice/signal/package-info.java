/** Signals: sent, kept off a thread, and as an event source. */
@NullMarked
package dev.sluice.signal;

import org.jspecify.annotations.NullMarked;
