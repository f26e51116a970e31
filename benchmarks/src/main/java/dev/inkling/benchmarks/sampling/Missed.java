package dev.inkling.benchmarks.sampling;

import dev.inkling.sketch.sampling.ReservoirSample;
import java.util.BitSet;

/**
 * How many groups have no row in a uniform sample.
 *
 * @param mean over many samples
 * @param most of any
 */
record Missed(double mean, int most) {

  static Missed of(Population population, int n, int trials) {
    long sum = 0;
    int most = 0;
    for (int trial = 0; trial < trials; trial++) {
      ReservoirSample sample = ReservoirSample.create(n, trial + 1L);
      sample.addRange(0, population.rows());
      BitSet seen = new BitSet();
      for (int i = 0; i < sample.held(); i++) {
        seen.set(population.group((int) sample.item(i)));
      }
      int missed = population.groups() - seen.cardinality();
      sum += missed;
      most = Math.max(most, missed);
    }
    return new Missed((double) sum / trials, most);
  }
}
