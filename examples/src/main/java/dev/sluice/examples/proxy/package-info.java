/** {@code sluice proxy}: connections passed on to back ends. */
@NullMarked
package dev.sluice.examples.proxy;

import org.jspecify.annotations.NullMarked;
