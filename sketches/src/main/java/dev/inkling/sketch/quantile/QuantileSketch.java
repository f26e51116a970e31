package dev.inkling.sketch.quantile;

import dev.inkling.sketch.DoubleSketch;
import dev.inkling.sketch.Estimate;

/**
 * A sketch that answers for quantiles and ranks. The quantile p of n numbers is the one at rank
 * {@code ceil(p n)} in ascending order, at rank 1 for p = 0; the rank of x is the fraction of
 * numbers ≤ x.
 *
 * @param <S> the sketch's own type
 */
public interface QuantileSketch<S extends QuantileSketch<S>> extends DoubleSketch<S> {

  /** The smallest number, NaN if there is none. */
  double min();

  /** The largest number, NaN if there is none. */
  double max();

  /**
   * The number at rank {@code ceil(p n)}, about; never falls as p rises.
   *
   * @param p a fraction in [0, 1]
   * @return NaN if the sketch is empty
   */
  double quantile(double p);

  /**
   * The number at rank {@code ceil(p n)} with its error bar.
   *
   * @param p a fraction in [0, 1]
   * @param confidence the promised probability that the bar holds the truth, in (0, 1)
   * @return with three NaNs if the sketch is empty
   */
  Estimate quantile(double p, double confidence);

  /**
   * The fraction of numbers ≤ x, about.
   *
   * @param x any number
   * @return a fraction in [0, 1], NaN if the sketch is empty
   * @throws IllegalArgumentException if x is NaN
   */
  double rank(double x);

  /**
   * The fraction of numbers ≤ x with its error bar.
   *
   * @param x any number
   * @param confidence the promised probability that the bar holds the truth, in (0, 1)
   * @return with three NaNs if the sketch is empty
   * @throws IllegalArgumentException if x is NaN
   */
  Estimate rank(double x, double confidence);
}
