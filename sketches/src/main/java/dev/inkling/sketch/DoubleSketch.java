package dev.inkling.sketch;

/**
 * A sketch of numbers.
 *
 * @param <S> the sketch's own type
 */
public interface DoubleSketch<S extends DoubleSketch<S>> extends Sketch<S> {

  /**
   * Adds a number.
   *
   * @throws IllegalArgumentException if it is NaN
   */
  void add(double value);

  /**
   * Adds the numbers {@code values[from, to)}.
   *
   * @throws IllegalArgumentException if one of them is NaN; those before it have been added
   */
  void addAll(double[] values, int from, int to);

  /** How many numbers were added. */
  long count();
}
