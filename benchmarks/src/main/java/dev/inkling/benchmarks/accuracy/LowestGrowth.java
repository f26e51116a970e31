package dev.inkling.benchmarks.accuracy;

import java.util.SplittableRandom;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Huge numbers of values for sketches that keep the k lowest hashes, without adding them: the
 * lowest of n uniform hashes are partial sums of exponential variables, divided by the sum of all n
 * + 1 of them. That sum's rest is drawn as a normal variable, which is as good as the gamma
 * variable that it is for n of a million and more.
 *
 * @param kept how many hashes to make; more than the sketch keeps do no harm
 */
record LowestGrowth(int kept) implements Growth {

  private static final NormalDistribution NORMAL = new NormalDistribution(null, 0, 1);

  @Override
  public DistinctCounter grow(
      DistinctCounter.OfHashes counter,
      DistinctCounter.OfHashes empty,
      double from,
      double to,
      SplittableRandom random) {
    double[] sums = new double[kept];
    double sum = 0;
    for (int i = 0; i < kept; i++) {
      sum -= Math.log1p(-random.nextDouble());
      sums[i] = sum;
    }
    double rest = to + 1 - kept;
    double all =
        sum + rest + Math.sqrt(rest) * NORMAL.inverseCumulativeProbability(random.nextDouble());
    for (double lowest : sums) {
      double fraction = lowest / all;
      empty.addHash((long) (fraction * 0x1p63) << 1 | random.nextInt(2));
    }
    return empty;
  }
}
