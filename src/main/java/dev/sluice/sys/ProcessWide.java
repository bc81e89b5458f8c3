package dev.sluice.sys;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks what can change the whole process, the JVM's own part of it included: closing a descriptor
 * that is not yours, replacing a signal's action. It does what Linux does; Sluice cannot make it
 * safe.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface ProcessWide {}
