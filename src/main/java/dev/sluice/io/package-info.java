/** Files and folders, typed. */
@NullMarked
package dev.sluice.io;

import org.jspecify.annotations.NullMarked;
