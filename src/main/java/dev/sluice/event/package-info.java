/** Readiness, and descriptors that stand for events: counters, timers, processes, files. */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
