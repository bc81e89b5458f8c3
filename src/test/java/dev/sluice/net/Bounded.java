package dev.sluice.net;

import static java.lang.annotation.ElementType.TYPE;
import static java.lang.annotation.RetentionPolicy.RUNTIME;

import java.lang.annotation.Retention;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Timeout;

/**
 * Each test of the class ends within a minute, or fails.
 *
 * <p>On a thread of its own: an interrupt, by which JUnit ends tests otherwise, does not reach a
 * thread that sits in a system call. What a test keeps in fields must therefore not be confined.
 */
@Target(TYPE)
@Retention(RUNTIME)
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@interface Bounded {}
