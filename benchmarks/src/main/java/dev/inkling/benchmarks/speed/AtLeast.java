package dev.inkling.benchmarks.speed;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a benchmark class is to show: the time of the peer's method over that of ours, in every
 * combination of parameters unless {@link #where} narrows it.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@Repeatable(AtLeast.All.class)
@interface AtLeast {

  /** Our method; its name starts with {@code inkling}. */
  String ours() default "inkling";

  /** The peer's method, or that of a bare loop. */
  String peer();

  /** Time of the peer divided by our time; below 1 where we may be slower than a bare loop. */
  double ratio();

  /** Parameters for which it is asked, as {@code name=value} pairs separated by commas. */
  String where() default "";

  /** Several of them. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  @interface All {
    /** All that are asked. */
    AtLeast[] value();
  }
}
