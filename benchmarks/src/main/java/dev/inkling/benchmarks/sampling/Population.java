package dev.inkling.benchmarks.sampling;

import java.util.Arrays;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Rows with two columns and a group each, in the order of the groups, and the true answers. */
final class Population {

  /** The domain of all rows, beside the groups 0, 1, … */
  static final int ALL = -1;

  private final String name;
  private final double[] y;
  private final double[] x;
  private final int[] group;
  private final String[] groups;
  private final int[] starts;

  /** By group, ALL last. */
  private final double[][] truths;

  /** Columns of which row i belongs to {@code names[i]}. */
  Population(String name, double[] y, double[] x, String[] names) {
    this.name = name;
    groups = Arrays.stream(names).distinct().sorted().toArray(String[]::new);
    int[] order =
        IntStream.range(0, y.length)
            .boxed()
            .sorted(Comparator.comparing((Integer i) -> names[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    this.y = Arrays.stream(order).mapToDouble(i -> y[i]).toArray();
    this.x = Arrays.stream(order).mapToDouble(i -> x[i]).toArray();
    group = Arrays.stream(order).map(i -> Arrays.binarySearch(groups, names[i])).toArray();
    starts = new int[groups.length + 1];
    for (int g : group) {
      starts[g + 1]++;
    }
    Arrays.parallelPrefix(starts, Integer::sum);
    truths = new double[groups.length + 1][];
    for (int g = 0; g < groups.length; g++) {
      truths[g] = truths(starts[g], starts[g + 1]);
    }
    truths[groups.length] = truths(0, y.length);
  }

  /**
   * Values of one distribution; a quarter of the rows is of the group "quarter", at random. x is
   * correlated with y, and positive.
   */
  static Population ofDistribution(
      String name, int rows, ToDoubleFunction<SplittableRandom> distribution, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] y = new double[rows];
    double[] x = new double[rows];
    String[] names = new String[rows];
    for (int i = 0; i < rows; i++) {
      y[i] = distribution.applyAsDouble(random);
      x[i] = Math.abs(y[i]) * (0.5 + random.nextDouble()) + random.nextDouble();
      names[i] = random.nextInt(4) == 0 ? "quarter" : "rest";
    }
    return new Population(name, y, x, names);
  }

  private double[] truths(int from, int to) {
    double[] sorted = Arrays.copyOfRange(y, from, to);
    Arrays.sort(sorted);
    double sumY = Arrays.stream(y, from, to).sum();
    double sumX = Arrays.stream(x, from, to).sum();
    int n = to - from;
    return new double[] {
      n,
      sumY,
      sumY / n,
      sumY / sumX,
      sorted[(int) Math.ceil(0.5 * n) - 1],
      sorted[(int) Math.ceil(0.99 * n) - 1]
    };
  }

  String name() {
    return name;
  }

  /** The seed of a sample, another for each population. */
  long seed(int trial) {
    return new SplittableRandom(((long) name.hashCode() << 32) + trial).nextLong();
  }

  int rows() {
    return y.length;
  }

  int groups() {
    return groups.length;
  }

  String groupName(int g) {
    return g == ALL ? "all" : groups[g];
  }

  int group(int row) {
    return group[row];
  }

  /** The first row of a group; of the one after the last, the number of rows. */
  int start(int g) {
    return starts[g];
  }

  int size(int g) {
    return g == ALL ? rows() : starts[g + 1] - starts[g];
  }

  double y(int row) {
    return y[row];
  }

  double x(int row) {
    return x[row];
  }

  double truth(int g, Asked asked) {
    return truths[g == ALL ? groups.length : g][asked.place()];
  }

  /** The quantile p of x over all rows, such as a limit for weights. */
  double quantileOfX(double p) {
    double[] sorted = x.clone();
    Arrays.sort(sorted);
    return sorted[(int) (p * (sorted.length - 1))];
  }
}
