/** The server that answers in capitals, over every kind of socket. */
@NullMarked
package dev.sluice.examples.upper;

import org.jspecify.annotations.NullMarked;
