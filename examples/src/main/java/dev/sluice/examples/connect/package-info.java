/** The client of the other examples. */
@NullMarked
package dev.sluice.examples.connect;

import org.jspecify.annotations.NullMarked;
