/** Sends back what it receives. */
@NullMarked
package dev.sluice.examples.echo;

import org.jspecify.annotations.NullMarked;
