/** The process: its user, its limits, its children, its log. */
@NullMarked
package dev.sluice.process;

import org.jspecify.annotations.NullMarked;
