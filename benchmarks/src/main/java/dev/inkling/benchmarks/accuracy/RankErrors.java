package dev.inkling.benchmarks.accuracy;

import com.tdunning.math.stats.MergingDigest;
import dev.inkling.sketch.quantile.TDigest;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import org.apache.datasketches.kll.KllDoublesSketch;

/**
 * By how many ranks, as a fraction of all, quantiles of a t-digest and of its peers are off: a
 * table over several distributions, and the check that the benchmarks of speed compare nothing that
 * is less exact.
 */
public final class RankErrors {

  /** Where the t-digest promises to be no worse. */
  private static final double[] FRACTIONS = {0.5, 0.99, 0.999};

  private static final List<String> DISTRIBUTIONS =
      List.of("uniform", "lognormal", "pareto", "sorted", "sawtooth", "drift");

  private RankErrors() {}

  /** Arguments: numbers per stream, seeds. */
  public static void main(String[] args) {
    int n = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
    int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 10;
    PrintStream out = System.out;
    out.printf(Locale.ROOT, "rank error in %% of %d numbers, mean / max of %d seeds%n", n, seeds);
    for (String distribution : DISTRIBUTIONS) {
      for (Subject subject : Subject.values()) {
        double[][] errors = errors(subject, distribution, n, seeds);
        out.printf(Locale.ROOT, "%-10s %-20s", distribution, subject.title);
        for (int i = 0; i < FRACTIONS.length; i++) {
          out.printf(
              Locale.ROOT,
              "  p=%-5s %.5f / %.5f",
              FRACTIONS[i],
              100 * mean(errors[i]),
              100 * Arrays.stream(errors[i]).max().orElse(0));
        }
        out.println();
      }
    }
    out.flush();
  }

  /**
   * Checks that the t-digest's mean error is at most that of each peer at all fractions.
   *
   * @throws IllegalStateException if it is not
   */
  public static void check(String distribution, int n, int seeds) {
    double[][] ours = errors(Subject.INKLING, distribution, n, seeds);
    for (Subject peer : List.of(Subject.MERGING_DIGEST, Subject.KLL)) {
      double[][] theirs = errors(peer, distribution, n, seeds);
      for (int i = 0; i < FRACTIONS.length; i++) {
        if (mean(ours[i]) > mean(theirs[i])) {
          throw new IllegalStateException(
              String.format(
                  Locale.ROOT,
                  "mean rank error at p = %s must be at most the %.6f of %s, got %.6f",
                  FRACTIONS[i],
                  mean(theirs[i]),
                  peer.title,
                  mean(ours[i])));
        }
      }
    }
  }

  private static double mean(double[] errors) {
    return Arrays.stream(errors).average().orElse(0);
  }

  /** By fraction, then seed. */
  private static double[][] errors(Subject subject, String distribution, int n, int seeds) {
    double[][] errors = new double[FRACTIONS.length][seeds];
    for (int seed = 0; seed < seeds; seed++) {
      double[] values = stream(distribution, n, seed);
      DoubleUnaryOperator quantile = subject.quantiles.apply(values);
      Arrays.sort(values);
      for (int i = 0; i < FRACTIONS.length; i++) {
        errors[i][seed] = error(values, quantile.applyAsDouble(FRACTIONS[i]), FRACTIONS[i]);
      }
    }
    return errors;
  }

  private static double[] stream(String distribution, int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (distribution) {
            case "uniform" -> random.nextDouble();
            case "lognormal" -> Math.exp(random.nextGaussian());
            case "pareto" -> Math.pow(1 - random.nextDouble(), -2);
            case "sorted" -> i;
            case "sawtooth" -> i % 1_000 + random.nextDouble();
            case "drift" -> 5.0 * i / n + random.nextGaussian();
            default -> throw new IllegalArgumentException(distribution);
          };
    }
    return values;
  }

  /** How far p n is from the ranks that the value has, relative to n. */
  private static double error(double[] sorted, double value, double p) {
    int at = Arrays.binarySearch(sorted, value);
    int below = at < 0 ? ~at : at;
    while (below > 0 && sorted[below - 1] == value) {
      below--;
    }
    int upTo = at < 0 ? below : at + 1;
    while (upTo < sorted.length && sorted[upTo] == value) {
      upTo++;
    }
    double wanted = p * sorted.length;
    return Math.max(0, Math.max(below - wanted, wanted - upTo)) / sorted.length;
  }

  /** Who is asked. */
  @SuppressWarnings("ImmutableEnumChecker") // references to static methods
  private enum Subject {
    INKLING("inkling TDigest", RankErrors::inkling),
    MERGING_DIGEST("MergingDigest(100)", RankErrors::mergingDigest),
    KLL("DataSketches KLL(200)", RankErrors::kll);

    private final String title;
    private final Function<double[], DoubleUnaryOperator> quantiles;

    Subject(String title, Function<double[], DoubleUnaryOperator> quantiles) {
      this.title = title;
      this.quantiles = quantiles;
    }
  }

  private static DoubleUnaryOperator inkling(double[] values) {
    TDigest digest = TDigest.create();
    digest.addAll(values, 0, values.length);
    return digest::quantile;
  }

  private static DoubleUnaryOperator mergingDigest(double[] values) {
    MergingDigest digest = new MergingDigest(100);
    for (double value : values) {
      digest.add(value);
    }
    return digest::quantile;
  }

  private static DoubleUnaryOperator kll(double[] values) {
    KllDoublesSketch sketch = KllDoublesSketch.newHeapInstance(200);
    for (double value : values) {
      sketch.update(value);
    }
    return sketch::getQuantile;
  }
}
