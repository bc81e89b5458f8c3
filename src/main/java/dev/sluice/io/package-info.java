/** Files, folders, pipes, mapped memory, and moving bytes between them, typed. */
@NullMarked
package dev.sluice.io;

import org.jspecify.annotations.NullMarked;
