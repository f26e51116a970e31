package dev.inkling.operator.sampling;

import java.util.ArrayList;
import java.util.List;

/**
 * Totals over the strata of a sample, with variances that are summed over them, Satterthwaite's
 * degrees of freedom (F. E. Satterthwaite, An approximate distribution of estimates of variance
 * components, 1946, doi:10.2307/3002019), and strata of one sampled row collapsed with a neighbour.
 */
final class Totals {

  /** A stratum and its domain's moments among zeros for the sampled rows of no domain. */
  private record Stratum(double population, double sampled, double hits, PairMoments all) {

    boolean isComplete() {
      return sampled >= population;
    }
  }

  private final List<Stratum> strata = new ArrayList<>();
  private double x;
  private double y;

  /** A stratum without a row of the domain, for a neighbour in need. */
  private Stratum empty;

  void add(long population, long sampled, PairMoments domain) {
    long hits = domain.count();
    PairMoments all = domain.withZeros((double) (sampled - hits));
    Stratum stratum = new Stratum(population, sampled, hits, all);
    if (hits > 0) {
      strata.add(stratum);
      double scale = (double) population / sampled;
      x += scale * domain.sumX();
      y += scale * domain.sumY();
    } else if (sampled > 0 && (empty == null || empty.sampled < sampled)) {
      empty = stratum;
    }
  }

  double x() {
    return x;
  }

  double y() {
    return y;
  }

  boolean isComplete() {
    return strata.stream().allMatch(Stratum::isComplete);
  }

  /** The total of y. */
  Pivot pivotY() {
    return pivot(y, 0);
  }

  /** Their ratio; one that is promised only if the totals {@code both} are. */
  RatioPivot ratio(boolean both) {
    double xx = 0;
    double xy = 0;
    for (Stratum stratum : strata) {
      if (!stratum.isComplete() && stratum.sampled > 1) {
        double factor = factor(stratum) / (stratum.sampled - 1);
        xx += factor * stratum.all.xx();
        xy += factor * stratum.all.xy();
      }
    }
    double ratio = y / x;
    boolean sound = !both || (isPromising() && swapped().isPromising());
    return new RatioPivot(x, y, xx, xy, pivot(0, ratio), sound);
  }

  private boolean isPromising() {
    Pivot pivot = pivotY();
    return pivot.variance() == 0 || pivot.isPromising();
  }

  private Totals swapped() {
    Totals turned = new Totals();
    for (Stratum s : strata) {
      turned.strata.add(new Stratum(s.population, s.sampled, s.hits, s.all.swapped()));
    }
    turned.empty = empty;
    return turned;
  }

  private static double factor(Stratum stratum) {
    double n = stratum.sampled;
    double total = stratum.population;
    return total * (total - n) / n;
  }

  /** The total of y − ratio · x, which is {@code value}. */
  private Pivot pivot(double value, double ratio) {
    double variance = 0;
    double third = 0;
    double drag = 0;
    double squares = 0;
    double fourths = 0;
    double most = 0;
    boolean sound = true;
    for (int i = 0; i < strata.size(); i++) {
      Stratum stratum = strata.get(i);
      if (stratum.isComplete()) {
        most = Math.max(most, 1);
        continue;
      }
      PairMoments moments = stratum.all;
      double n = stratum.sampled;
      if (n == 1) {
        sound = false;
        Stratum neighbour = neighbour(i);
        if (neighbour == null) {
          return new Pivot(value, Double.NaN, 0, 0, 0, 0, false);
        }
        moments = moments.copy().merge(neighbour.all);
        moments = moments.withZeros(neighbour.sampled + 1 - moments.weight());
        n = neighbour.sampled + 1;
      }
      double sum = moments.residualSquares(ratio);
      double part = factor(stratum) * sum / (n - 1);
      double df =
          Math.min(
              Math.min(n - 1, Math.max(1.0, stratum.hits)), stratum.population - stratum.sampled);
      variance += part;
      squares += part * part / df;
      if (sum > 0) {
        fourths += part * (part / sum) * (moments.residualFourths(ratio) / sum);
      }
      most = Math.max(most, df);
      if (n > 2 && stratum.sampled > 1) {
        double k3 = n * moments.residualCubes(ratio) / ((n - 1) * (n - 2));
        double rest = 1 - stratum.sampled / stratum.population;
        double scale =
            k3 * stratum.population * (stratum.population / n) * (stratum.population / n);
        third += scale * rest * (2 * rest - 1);
        drag += scale * rest * rest;
      }
    }
    double df = squares > 0 ? variance * variance / squares : most;
    return new Pivot(value, variance, third, drag, df, variance * variance / fourths, sound);
  }

  /** The nearest stratum with rows of the domain, else one without. */
  private Stratum neighbour(int i) {
    if (i + 1 < strata.size()) {
      return strata.get(i + 1);
    }
    return i > 0 ? strata.get(i - 1) : empty;
  }
}
