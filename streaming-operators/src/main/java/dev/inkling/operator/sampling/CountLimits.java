package dev.inkling.operator.sampling;

import java.util.function.LongPredicate;

/**
 * How many rows of a population can be of a domain, from how many of the sampled ones are: every
 * number that a test at level {@code tail} does not reject.
 *
 * <p>The limits are exact as long as they are below 2^30; above, the search stops within 1e-9 of a
 * limit and on its outer side. A search takes about 40 evaluations of a tail, whatever the size of
 * the population, each a sum of O(√sampled) terms.
 */
final class CountLimits {

  private static final double RELATIVE_STEP = 1e-9;
  private static final int BISECTIONS = 100;

  private CountLimits() {}

  /** The fewest rows with P(at least {@code hits} of the sample) &gt; tail. */
  static long fewest(long population, long sampled, long hits, double tail) {
    if (hits == 0 || sampled == population) {
      return hits;
    }
    double all = population;
    double drawn = sampled;
    double marked = hits;
    return least(
        hits,
        population - (sampled - hits),
        guess(all, drawn, marked, -PivotQuantiles.normal(tail)),
        rows -> Tails.hypergeometricAtLeast(marked, all, (double) rows, drawn) > tail);
  }

  /** The most rows with P(at most {@code hits} of the sample) &gt; tail. */
  static long most(long population, long sampled, long hits, double tail) {
    // what is not of the domain is a domain too
    return population - fewest(population, sampled, sampled - hits, tail);
  }

  /** The fewest rows of which P(at least {@code hits} are sampled at this rate) &gt; tail. */
  static long fewestAtRate(double rate, long hits, double tail) {
    if (hits == 0) {
      return 0;
    }
    double z = PivotQuantiles.normal(tail);
    double marked = hits;
    double guess = (hits - z * Math.sqrt(hits * (1 - rate))) / rate;
    return least(
        hits,
        Long.MAX_VALUE,
        guess,
        rows -> Tails.binomialAtLeast(marked, (double) rows, rate) > tail);
  }

  /** The most rows of which P(at most {@code hits} are sampled at this rate) &gt; tail. */
  static long mostAtRate(double rate, long hits, double tail) {
    double z = PivotQuantiles.normal(tail);
    double marked = hits;
    double guess = (hits + z * z + z * Math.sqrt((hits + z * z) * (1 - rate))) / rate;
    long most =
        least(
                hits,
                Long.MAX_VALUE,
                guess,
                rows -> Tails.binomialAtMost(marked, (double) rows, rate) <= tail)
            - 1;
    return most + (long) (most * RELATIVE_STEP); // on the outer side
  }

  private static double guess(double population, double sampled, double hits, double z) {
    double share = hits / sampled;
    double spread = Math.sqrt(share * (1 - share) / sampled * (1 - sampled / population));
    return population * (share + z * spread);
  }

  /**
   * The least number in [low, high] from which on the condition holds, given that it holds for
   * high; beyond 2^30 a little less.
   */
  static long least(long low, long high, double guess, LongPredicate condition) {
    long below = low - 1;
    long above = high;
    long at = Math.max(low, Math.min(high - 1, (long) guess));
    long step = Math.max(1, (long) (at * 1e-3));
    if (at < above && condition.test(at)) {
      above = at;
      while (above - step > below && condition.test(above - step)) {
        above -= step;
        step *= 2;
      }
      below = Math.max(below, above - step);
    } else if (at < above) {
      below = at;
      while (step < above - below && !condition.test(below + step)) {
        below += step;
        step *= 2;
      }
      above = step < above - below ? below + step : above;
    }
    while (above - below > 1 + (long) (above * RELATIVE_STEP)) {
      long middle = below + (above - below) / 2;
      if (condition.test(middle)) {
        above = middle;
      } else {
        below = middle;
      }
    }
    return below + 1;
  }

  /**
   * The rank from 1, a fraction, below which a value among {@code trials} lies above the quantile p
   * with probability at most {@code tail}; 0 if none does.
   */
  static double lowestRank(double trials, double p, double tail) {
    if (p <= 0 || Tails.binomialAtMost(0, trials, p) > tail) {
      return 0;
    }
    double low = 0;
    double high = trials;
    for (int i = 0; i < BISECTIONS && high - low > 1e-9 * trials; i++) {
      double middle = low + (high - low) / 2;
      if (Tails.binomialAtMost(middle, trials, p) > tail) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return low + 1;
  }

  /** The rank above which a value lies below the quantile that seldom; beyond all if none does. */
  static double highestRank(double trials, double p, double tail) {
    return trials + 1 - lowestRank(trials, 1 - p, tail);
  }

  /**
   * The lower limit of a probability after Clopper and Pearson (1934, doi:10.1093/biomet/26.4.404),
   * of which the hits and the trials may be fractions.
   */
  static double lowerShare(double hits, double trials, double tail) {
    if (!(hits > 0)) {
      return 0;
    }
    // bisection of the logarithm of the odds
    double low = -700;
    double high = Math.log(hits / Math.max(trials - hits, 1e-300)) + 1e-9;
    high = Math.min(high, 700);
    for (int i = 0; i < BISECTIONS && high - low > 1e-11 * Math.max(1, Math.abs(low)); i++) {
      double middle = low + (high - low) / 2;
      if (i == 0) {
        double z = PivotQuantiles.normal(tail);
        middle = high - 3 * z / Math.sqrt(Math.min(hits, 1e12)) - 3;
      }
      if (Tails.binomialAtLeast(hits, trials, 1 / (1 + Math.exp(-middle))) > tail) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return 1 / (1 + Math.exp(-low));
  }

  /** The upper limit of a probability. */
  static double upperShare(double hits, double trials, double tail) {
    return 1 - lowerShare(trials - hits, trials, tail);
  }
}
