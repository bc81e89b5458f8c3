/** Rooms in which clients talk to each other. */
@NullMarked
package dev.sluice.examples.chat;

import org.jspecify.annotations.NullMarked;
