/** Passes TCP connections on. */
@NullMarked
package dev.sluice.examples.proxy;

import org.jspecify.annotations.NullMarked;
