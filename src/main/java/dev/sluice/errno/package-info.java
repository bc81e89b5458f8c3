/** Error numbers, and the exception that carries one. */
@NullMarked
package dev.sluice.errno;

import org.jspecify.annotations.NullMarked;
