/** Puts uploads on disk, and sends them. */
@NullMarked
package dev.sluice.examples.receive;

import org.jspecify.annotations.NullMarked;
