package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.Arrays;
import java.util.function.Function;

/**
 * Sampled values, each of which stands for {@code weight} rows, in ascending order: quantiles with
 * Woodruff's bars.
 */
final class WeightedValues {

  /** Of values beyond a quantile. */
  private static final double FEW = 30;

  private final double[] values;
  private final double[] weights;

  /** The stratum of each; or its place in the sample. */
  private final int[] marks;

  private int count;
  private int[] order;
  private double total;

  WeightedValues(long size) {
    values = new double[Math.toIntExact(size)];
    weights = new double[values.length];
    marks = new int[values.length];
  }

  void add(double value, double weight, int mark) {
    values[count] = value;
    weights[count] = weight;
    marks[count++] = mark;
  }

  void addAll(SampleValues sample, double weight, int mark) {
    int n = (int) sample.count();
    for (int i = 0; i < n; i++) {
      add(sample.value(i), weight, mark);
    }
  }

  private void sort() {
    if (order == null) {
      order = IndexOrder.of(values, weights, count);
      total = Arrays.stream(weights).sum();
    }
  }

  /** The smallest value that at least the fraction p of the weight does not exceed; NaN of none. */
  double quantile(double p) {
    sort();
    double wanted = p * total * (1 - 1e-12);
    double seen = 0;
    for (int i : order) {
      seen += weights[i];
      if (seen >= wanted) {
        return values[i];
      }
    }
    return count == 0 ? Double.NaN : values[order[count - 1]];
  }

  /** The last value that, with all before it, has at most this part of the weight. */
  private double valueWithin(double q) {
    double within = Double.NEGATIVE_INFINITY;
    double seen = 0;
    for (int i : order) {
      seen += weights[i];
      if (seen > q * total * (1 + 1e-12)) {
        break;
      }
      within = values[i];
    }
    return within;
  }

  /**
   * The quantile with its bar.
   *
   * @param rankPivot the error of the share of rows that do not exceed a value, from the number of
   *     sampled values of each mark that do not
   */
  Estimate estimate(double p, double confidence, Function<long[], Pivot> rankPivot) {
    if (count == 0) {
      return Confidence.nothing(confidence);
    }
    double value = quantile(p);
    long[] below = new long[Arrays.stream(marks).max().orElse(0) + 1];
    for (int i = 0; i < count; i++) {
      below[marks[i]] += values[i] <= value ? 1 : 0;
    }
    Pivot pivot = rankPivot.apply(below);
    double inner = Math.min(Math.max(p, 0.5 / count), 1 - 0.5 / count);
    double effective =
        pivot.variance() > 0 ? Math.min(count, inner * (1 - inner) / pivot.variance()) : count;
    double tail = (1 - confidence) / 2;
    double kish = total * total / Arrays.stream(weights).map(w -> w * w).sum();
    if (kish * Math.min(p, 1 - p) < FEW) {
      // too few values beyond the quantile to know the variance: none is gained by strata
      effective = Math.min(effective, kish);
    }
    if (pivot.df() > 0 && count > 1) {
      double loss =
          PivotQuantiles.student(tail, count - 1.0) / PivotQuantiles.student(tail, pivot.df());
      effective *= Math.min(1, loss * loss);
    }
    double first = CountLimits.lowestRank(effective, p, tail);
    double last = CountLimits.highestRank(effective, p, tail);
    double lower = valueWithin(first / effective);
    double upper = last > effective ? Double.POSITIVE_INFINITY : quantile(last / effective);
    Guarantee guarantee = pivot.guarantee();
    return new Estimate(
        value, Math.min(lower, value), Math.max(upper, value), confidence, guarantee);
  }
}
