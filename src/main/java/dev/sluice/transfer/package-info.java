/** Bytes that cross a server without entering it: splice, tee and their kin on an event loop. */
@NullMarked
package dev.sluice.transfer;

import org.jspecify.annotations.NullMarked;
