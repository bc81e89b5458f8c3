/** The Reactor: event loops, acceptors, connections and their handlers. */
@NullMarked
package dev.sluice.reactor;

import org.jspecify.annotations.NullMarked;
