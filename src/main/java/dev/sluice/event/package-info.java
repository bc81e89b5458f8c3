/** Readiness and wake-ups: epoll and eventfd, typed. */
@NullMarked
package dev.sluice.event;

import org.jspecify.annotations.NullMarked;
