package dev.sluice.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The class of tests uses what stays open by intention: the library never closes the pipes that
 * signals go into. {@link FdHygiene} does not look at descriptors of that kind there.
 */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface KeepsOpen {
  /** What such a descriptor stands for, as a pattern: {@code pipe:.*}. */
  String value();
}
