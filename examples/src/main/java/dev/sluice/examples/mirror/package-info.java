/** Passes TCP connections on, and lets somebody else see what clients send. */
@NullMarked
package dev.sluice.examples.mirror;

import org.jspecify.annotations.NullMarked;
