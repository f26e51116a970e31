package dev.inkling.benchmarks.accuracy;

import dev.inkling.benchmarks.accuracy.Items.Zipf;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.math3.distribution.NormalDistribution;

/** The numbers that quantile sketches are asked about, as functions of a seed. */
enum Values {
  /** Random in [0, 1). */
  UNIFORM("uniform"),
  /** Whole numbers, of which some are frequent: items of Zipf's law by their rank. */
  ZIPF_08("zipf(0.8)"),
  /** Whole numbers, of which some are frequent. */
  ZIPF_11("zipf(1.1)"),
  /** Whole numbers, of which a few are most. */
  ZIPF_15("zipf(1.5)"),
  /** Latencies and amounts. */
  LOGNORMAL("lognormal"),
  /** A heavy tail: infinite mean. */
  PARETO("pareto(0.5)"),
  /** 0, 1, 2 … */
  SORTED("sorted"),
  /** n − 1, n − 2 … 0. */
  REVERSE("reverse"),
  /**
   * Either sign, and exponents that are the denser the smaller, from 10^−300 to 10^300: each
   * centroid of a t-digest spans orders of magnitude, between which it has no idea where values
   * are. After Cormode, Mishra, Ross and Veselý, "Theory meets practice at the median" (2021, DOI
   * 10.1145/3447548.3467152), section 4.
   */
  ADVERSARIAL("adversarial");

  private static final int ITEMS = 100_000;
  private static final double EXPONENT = 300;
  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  private final String title;

  Values(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }

  /** The numbers of a stream in the order in which they come. */
  double[] stream(long seed, int n) {
    double[] values = new double[n];
    IntToDoubleFunction value =
        switch (this) {
          case UNIFORM -> i -> Items.uniform(seed, i);
          case ZIPF_08 -> zipf(seed, 0.8);
          case ZIPF_11 -> zipf(seed, 1.1);
          case ZIPF_15 -> zipf(seed, 1.5);
          case LOGNORMAL ->
              i -> Math.exp(NORMAL.inverseCumulativeProbability(Items.uniform(seed, i) + 0x1p-54));
          case PARETO -> i -> Math.pow(1 - Items.uniform(seed, i), -2);
          case SORTED -> i -> i;
          case REVERSE -> i -> n - 1 - i;
          case ADVERSARIAL -> i -> adversarial(seed, i);
        };
    Arrays.setAll(values, value);
    return values;
  }

  private static double adversarial(long seed, int i) {
    double r = Items.uniform(seed, i);
    double size = Math.pow(10, (2 * r * r - 1) * EXPONENT);
    return (Items.hash(~seed, i) & 1) == 0 ? size : -size;
  }

  private static IntToDoubleFunction zipf(long seed, double s) {
    Zipf zipf = Zipf.of(ITEMS, s);
    return i -> zipf.item(seed, i) + 1;
  }
}
