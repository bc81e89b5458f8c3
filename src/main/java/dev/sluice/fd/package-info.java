/** Owned descriptors. */
@NullMarked
package dev.sluice.fd;

import org.jspecify.annotations.NullMarked;
