/**
 * The servers that Sluice's are measured against, each as its own community would write it: one
 * thread, loopback, the port as first argument.
 */
@NullMarked
package dev.sluice.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
