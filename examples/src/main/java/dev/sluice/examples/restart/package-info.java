/**
 * Hot restart: a process hands its listening sockets to its successor, and ends when its
 * connections have ended.
 *
 * <p>The successor connects to the socket of {@code --take-over}, or is started by SIGHUP with one
 * end of a pair. Each record of the talk has its sender's words:
 *
 * <ol>
 *   <li>the predecessor: {@code sluice-restart 1 N C}, N listening sockets and C (0 or 1) of {@code
 *       --take-over} will follow; then {@code sockets} with at most 200 of them, as often as it
 *       takes
 *   <li>the successor, when it accepts: {@code ready}
 *   <li>the predecessor, when it accepts no longer: {@code yours}
 * </ol>
 *
 * Until the last word the successor is free to end, and the predecessor to say {@code no}: the
 * sockets stay where they were. Should the predecessor end without a word, it is dead, and the
 * successor goes on.
 */
@NullMarked
package dev.sluice.examples.restart;

import org.jspecify.annotations.NullMarked;
