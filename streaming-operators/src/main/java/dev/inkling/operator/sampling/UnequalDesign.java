package dev.inkling.operator.sampling;

import dev.inkling.sketch.Estimate;

/**
 * A sample into which rows came with different probabilities, and what can be said from it about
 * all rows, by the Horvitz–Thompson estimator. See {@link SimpleDesign} for what a domain is.
 *
 * <ul>
 *   <li>{@link #poisson}: rows came in without regard to each other, or, as in a bottom-k sample
 *       given its threshold, their estimates are uncorrelated. Variance Σ (1 − π) y² / π².
 *   <li>{@link #fixedSize}: the number of rows was fixed, as in a VarOpt sample. Variance n / (n −
 *       1) Σ (1 − π) (y/π − A)², where A is the mean of y/π with the weights 1 − π: Hájek's form of
 *       the variance of Yates and Grundy, which needs no joint probabilities (J. Hájek, Asymptotic
 *       theory of rejective sampling with varying probabilities from a finite population, 1964,
 *       doi:10.1214/aoms/1177700375).
 * </ul>
 *
 * <p>Rows with probability 1 add no error; with only such rows results are exact. Bars are as those
 * of a sum, counts included: {@code PROBABILISTIC} only where skewness and effective size allow.
 */
public final class UnequalDesign {

  private static final UnequalDesign POISSON = new UnequalDesign(Long.MAX_VALUE, 0);

  /** How many sampled rows have π below 1; no matter for a Poisson sample. */
  private final long light;

  /** Σ (1 − π) over them; 0 for a Poisson sample. */
  private final double complement;

  private UnequalDesign(long light, double complement) {
    this.light = light;
    this.complement = complement;
  }

  /** Rows that came in without regard to each other. */
  public static UnequalDesign poisson() {
    return POISSON;
  }

  /**
   * A sample of fixed size.
   *
   * @param light how many rows of the whole sample have a probability below 1
   * @param complement the sum of 1 − π over them, above 0 if there are any
   */
  public static UnequalDesign fixedSize(long light, double complement) {
    if (light < 0 || !(complement >= 0 && complement <= light) || (complement == 0 && light > 0)) {
      throw new IllegalArgumentException(
          "complement must be in (0, light = " + light + "], got " + complement);
    }
    return light == 0 ? POISSON : new UnequalDesign(light, complement);
  }

  private boolean isFixedSize() {
    return light != Long.MAX_VALUE;
  }

  /** How many rows the domain has. */
  public Estimate count(UnequalMoments domain, double confidence) {
    PairMoments ones = domain.ones();
    // with y = x the total of y - 0 x is that of x
    return total(ones.sumX(), ones.swapped(), ones, confidence);
  }

  /** The sum of y over the domain. */
  public Estimate sum(UnequalMoments domain, double confidence) {
    return total(domain.ones().sumY(), domain.ones(), domain.ones(), confidence);
  }

  private Estimate total(double value, PairMoments rows, PairMoments ones, double confidence) {
    Confidence.check(confidence);
    if (ones.weight() == 0 && ones.count() > 0) {
      return Estimate.exact(value);
    }
    return pivot(value, among(rows), 0, df(ones)).estimate(confidence);
  }

  /** The mean of y over the domain. */
  public Estimate avg(UnequalMoments domain, double confidence) {
    return ratio(domain.ones(), domain.ones(), false, confidence);
  }

  /** The sum of y by the sum of x over the domain. */
  public Estimate ratio(UnequalMoments domain, double confidence) {
    return ratio(domain.pairs(), domain.ones(), true, confidence);
  }

  private Estimate ratio(PairMoments rows, PairMoments ones, boolean both, double confidence) {
    Confidence.check(confidence);
    double ratio = rows.sumY() / rows.sumX();
    if (rows.count() == 0) {
      return Confidence.nothing(confidence);
    }
    if (ones.weight() == 0) {
      return Estimate.exact(ratio);
    }
    PairMoments all = among(rows);
    double factor = factor();
    // of n rows a ratio leaves n - 1 free
    double n = effective(ones);
    Pivot residual = pivot(0, all, ratio, n - 1);
    double free = n > 1 ? n / (n - 1) : Double.POSITIVE_INFINITY;
    residual =
        new Pivot(
            0,
            residual.variance() * free,
            residual.third(),
            residual.drag(),
            residual.df(),
            residual.participation(),
            residual.sound());
    return new RatioPivot(
            rows.sumX(),
            rows.sumY(),
            factor * all.xx(),
            factor * all.xy(),
            residual,
            !both || (isPromising(all, n) && isPromising(all.swapped(), n)))
        .estimate(confidence);
  }

  private boolean isPromising(PairMoments all, double df) {
    return all.yy() == 0 || pivot(0, all, 0, df).isPromising();
  }

  /** The domain's moments as the variance needs them: around 0, or around the mean of all rows. */
  private PairMoments among(PairMoments rows) {
    return isFixedSize()
        ? rows.withZeros(Math.max(0, complement - rows.weight()))
        : rows.aroundZero();
  }

  private double factor() {
    return isFixedSize() ? light > 1 ? light / (light - 1.0) : Double.NaN : 1;
  }

  /** Third moments with the weight 1 - π, which is right for small π and too careful for others. */
  private Pivot pivot(double value, PairMoments all, double ratio, double df) {
    double cubes = all.residualCubes(ratio);
    double squares = all.residualSquares(ratio);
    double participation = squares * squares / all.residualFourths(ratio);
    return new Pivot(value, factor() * squares, cubes, cubes, df, participation, true);
  }

  private double df(PairMoments ones) {
    double n = effective(ones);
    return isFixedSize() ? Math.min(n, light - 1.0) : n;
  }

  /** Kish's effective number of rows: (Σ (1 − π) / π)² / Σ (1 − π) / π². */
  private static double effective(PairMoments ones) {
    if (ones.weight() == 0) {
      return 0;
    }
    double mean = ones.meanX();
    return ones.weight() * mean * mean / (mean * mean + ones.xx() / ones.weight());
  }

  /**
   * The smallest value that at least the fraction p of the domain's rows does not exceed; the bar
   * is Woodruff's.
   *
   * @param domain values that were added with their probabilities
   * @param p in [0, 1]
   */
  public Estimate quantile(SampleValues domain, double p, double confidence) {
    Confidence.check(confidence);
    OrderStatistics.check(p);
    int n = (int) domain.count();
    WeightedValues values = new WeightedValues(n);
    boolean complete = n > 0;
    for (int i = 0; i < n; i++) {
      values.add(domain.value(i), 1 / domain.probability(i), i);
      complete &= domain.probability(i) == 1;
    }
    if (complete) {
      return Estimate.exact(values.quantile(p));
    }
    return values.estimate(p, confidence, below -> rankPivot(domain, below, p));
  }

  private Pivot rankPivot(SampleValues domain, long[] below, double p) {
    UnequalMoments ranks = UnequalMoments.create();
    for (int i = 0; i < below.length; i++) {
      ranks.add(below[i] - p, domain.probability(i));
    }
    PairMoments ones = ranks.ones();
    return pivot(0, among(ones), 0, effective(ones) - 1).times(1 / ones.sumX());
  }

  @Override
  public String toString() {
    return isFixedSize()
        ? "UnequalDesign[light=" + light + ", complement=" + complement + "]"
        : "UnequalDesign[poisson]";
  }
}
