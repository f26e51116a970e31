package dev.inkling.cli.accuracy;

import dev.inkling.sketch.Estimate;
import java.util.Arrays;

/**
 * Errors and bars of one sketch for one {@link Aim}, as they are measured. Safe for many threads.
 */
final class Tally {

  private final Numbers[] errors;
  private final Numbers[] arms;
  private final Numbers[] merged;
  private boolean mergesToTheSame;
  private long bars;
  private long held;
  private double noise;

  /** Nothing measured yet, in so many groups. */
  Tally(int groups) {
    this.errors = numbers(groups);
    this.arms = numbers(groups);
    this.merged = numbers(groups);
  }

  private static Numbers[] numbers(int groups) {
    Numbers[] numbers = new Numbers[groups];
    Arrays.setAll(numbers, i -> new Numbers());
    return numbers;
  }

  /** Doubles that become more. */
  private static final class Numbers {
    private double[] values = new double[4];
    private int size;

    void add(double value) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = value;
    }

    /** The value that a share p of all does not exceed; NaN of none. */
    double quantile(double p) {
      if (size == 0) {
        return Double.NaN;
      }
      double[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      return sorted[Math.max(0, (int) Math.ceil(p * size - 1e-9) - 1)];
    }

    /** Added by rising value: the order in which they came is up to threads. */
    double squares() {
      double[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      double sum = 0;
      for (double value : sorted) {
        sum += value * value;
      }
      return sum;
    }
  }

  /** Adds an error. */
  synchronized void error(int group, double error) {
    errors[group].add(Math.abs(error));
  }

  /** Adds the longer arm of a bar, in units of errors, and whether the bar held the truth. */
  synchronized void bar(int group, double arm, boolean holds) {
    arms[group].add(arm);
    bars++;
    held += holds ? 1 : 0;
  }

  /** Adds an answer and its bar, errors being relative to a unit. */
  void answer(int group, Estimate answer, double truth, double unit) {
    error(group, relative(difference(answer.value(), truth), unit));
    double below = difference(answer.value(), answer.lower());
    double arm = Math.max(below, difference(answer.upper(), answer.value()));
    bar(group, relative(arm, unit), answer.contains(truth));
  }

  /** a − b, and 0 of two infinities that are equal. */
  static double difference(double a, double b) {
    return a == b ? 0 : a - b;
  }

  /** A difference in units; no difference is 0 in any, and an infinite one infinite. */
  static double relative(double difference, double unit) {
    return difference == 0 || Double.isInfinite(difference)
        ? difference
        : difference / Math.abs(unit);
  }

  /** Adds the error of a sketch that was merged from parts. */
  synchronized void mergedError(int group, double error) {
    merged[group].add(Math.abs(error));
  }

  /** Says that merging parts gives the very state that adding gives. */
  synchronized void mergesToTheSame() {
    mergesToTheSame = true;
  }

  /** Says by how much the mean error may be off by chance: its standard error. */
  synchronized void noise(double standardError) {
    noise = standardError;
  }

  /** What the measurements come to. */
  synchronized Measured result(double confidence) {
    double[] groups = new double[errors.length];
    double squares = 0;
    long count = 0;
    for (int g = 0; g < groups.length; g++) {
      groups[g] = errors[g].quantile(confidence);
      squares += errors[g].squares();
      count += errors[g].size;
    }
    double error = largest(errors, confidence);
    return new Measured(
        error,
        Math.sqrt(squares / count),
        noise,
        largest(arms, confidence),
        bars,
        held,
        mergesToTheSame ? error : largest(merged, confidence),
        groups);
  }

  private static double largest(Numbers[] numbers, double confidence) {
    double largest = Double.NaN;
    for (Numbers group : numbers) {
      double quantile = group.quantile(confidence);
      largest = Double.isNaN(largest) ? quantile : Math.max(largest, quantile);
    }
    return largest;
  }
}
