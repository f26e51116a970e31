package dev.inkling.sketch.frequency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bars over the choice of the hash function: every run gives all items new hashes. */
class CountMinBarsTest {

  private static final int RUNS = 600;
  private static final double[] CONFIDENCES = {0.9, 0.95, 0.99};

  /** The counts of items by falling count, n together, roughly; each at least 1. */
  private static long[] counts(int items, int n, double exponent) {
    double[] weights = new double[items];
    Arrays.setAll(weights, i -> Math.pow(i + 1, -exponent));
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).mapToLong(w -> Math.max(1, Math.round(n * w / sum))).toArray();
  }

  private static CountMinSketch create(int width, int depth, boolean conservative) {
    return conservative
        ? CountMinSketch.createConservative(width, depth)
        : CountMinSketch.create(width, depth);
  }

  /** Adds every item's count, split between so many sketches, and merges them as a tree. */
  private static CountMinSketch filled(
      long[] counts, long[] hashes, int width, int depth, boolean conservative, int parts) {
    CountMinSketch[] sketches = new CountMinSketch[parts];
    for (int part = 0; part < parts; part++) {
      sketches[part] = create(width, depth, conservative);
      for (int item = 0; item < counts.length; item++) {
        long share = counts[item] / parts + ((item + part) % parts < counts[item] % parts ? 1 : 0);
        sketches[part].addHash(hashes[item], share);
      }
    }
    for (int step = 1; step < parts; step *= 2) {
      for (int part = 0; part + step < parts; part += 2 * step) {
        sketches[part].merge(sketches[part + step]);
      }
    }
    return sketches[0];
  }

  @ParameterizedTest
  @CsvSource({
    "64, 1, 1, 1, 0, false, 1",
    "64, 1, 300, 1000, 0, false, 1",
    "64, 1, 300, 100000, 1, false, 1",
    "64, 4, 300, 1000, 0, false, 2",
    "64, 4, 300, 1000, 1, false, 1",
    "64, 4, 300, 100000, 0, false, 64",
    "64, 4, 300, 10000000, 1, false, 2",
    "64, 4, 300, 100000, 1, true, 1",
    "64, 4, 300, 100000, 0, true, 2",
    "64, 4, 300, 100000, 1, true, 64",
    "256, 3, 2000, 10000, 0, false, 1",
    "256, 3, 2000, 100000, 1, false, 2",
    "256, 3, 2000, 10000000, 1.2, false, 1",
    "256, 3, 2000, 10000000, 0, true, 1",
    "256, 3, 500, 10000000, 1, true, 2",
    "1024, 5, 4000, 100000, 0, false, 1",
    "1024, 5, 4000, 10000000, 1, false, 1",
    "1024, 5, 4000, 10000000, 1, true, 1",
    "16, 8, 100, 10000, 0.5, false, 64",
    "16, 8, 100, 10000, 0.5, true, 64"
  })
  void theBarHoldsTheTruthAtLeastAsOftenAsItSays(
      int width, int depth, int items, int n, double exponent, boolean conservative, int parts) {
    long[] counts = counts(items, n, exponent);
    // heavy, middle, rare and absent
    int[] asked = {0, items / 10, items - 1, items};
    int[][] held = new int[asked.length][CONFIDENCES.length];
    SplittableRandom random = new SplittableRandom(31L * n + width + depth);
    for (int run = 0; run < RUNS; run++) {
      long[] hashes = random.longs(items + 1).toArray();
      CountMinSketch sketch = filled(counts, hashes, width, depth, conservative, parts);
      for (int c = 0; c < CONFIDENCES.length; c++) {
        double confidence = CONFIDENCES[c];
        assertThat((double) sketch.error(confidence))
            .isLessThanOrEqualTo(sketch.promisedError(confidence));
        for (int i = 0; i < asked.length; i++) {
          long truth = asked[i] < items ? counts[asked[i]] : 0;
          Estimate estimate = sketch.estimateHash(hashes[asked[i]], confidence);
          assertThat(estimate.upper()).isEqualTo(estimate.value());
          assertThat(estimate.upper()).isGreaterThanOrEqualTo((double) truth);
          assertThat(estimate.guarantee())
              .isEqualTo(estimate.value() == 0 ? Guarantee.EXACT : Guarantee.PROBABILISTIC);
          held[i][c] += estimate.contains((double) truth) ? 1 : 0;
        }
      }
    }
    for (int i = 0; i < asked.length; i++) {
      for (int c = 0; c < CONFIDENCES.length; c++) {
        assertThat(held[i][c])
            .as("item %d at %s", asked[i], CONFIDENCES[c])
            .isGreaterThanOrEqualTo(BinomialBounds.least(RUNS, CONFIDENCES[c]));
      }
    }
  }

  /**
   * Where errors are sums of many counts: with few, they come in steps, and a bar can only be as
   * wide as a step. A bar 1.1 times narrower must hold less often than promised, one as wide not
   * much more often.
   */
  @ParameterizedTest
  @CsvSource({
    "64, 2, 10000, 100000, 0",
    "64, 4, 10000, 10000000, 0",
    "64, 4, 2000, 1000000, 0.5",
    "128, 3, 20000, 100000, 0",
    "256, 5, 20000, 10000000, 0.5"
  })
  void theBarIsHardlyWiderThanTheNarrowest(
      int width, int depth, int items, int n, double exponent) {
    long[] counts = counts(items, n, exponent);
    int[] held = new int[CONFIDENCES.length];
    int[] heldIfNarrower = new int[CONFIDENCES.length];
    SplittableRandom random = new SplittableRandom(7L * n + width + depth);
    int runs = 400;
    for (int run = 0; run < runs; run++) {
      long[] hashes = random.longs(items).toArray();
      CountMinSketch sketch = filled(counts, hashes, width, depth, false, 1);
      long error = sketch.frequencyOfHash(random.nextLong());
      for (int c = 0; c < CONFIDENCES.length; c++) {
        held[c] += error <= sketch.error(CONFIDENCES[c]) ? 1 : 0;
        heldIfNarrower[c] += error <= sketch.error(CONFIDENCES[c]) / 1.1 ? 1 : 0;
      }
    }
    for (int c = 0; c < CONFIDENCES.length; c++) {
      assertThat(held[c])
          .isBetween(
              BinomialBounds.least(runs, CONFIDENCES[c]),
              BinomialBounds.most(runs, CONFIDENCES[c]));
      assertThat(heldIfNarrower[c]).isLessThan((int) (runs * CONFIDENCES[c]));
    }
  }

  @Test
  void theErrorIsWhatItsDefinitionSays() {
    SplittableRandom random = new SplittableRandom(2);
    for (int run = 0; run < 200; run++) {
      int depth = 1 + random.nextInt(4);
      int width = 1 << (1 + random.nextInt(5));
      CountMinSketch sketch = CountMinSketch.create(width, depth);
      long largest = 1L << random.nextInt(36);
      Counters counters = Counters.create(depth, Integer.numberOfTrailingZeros(width), largest);
      long[][] cells = new long[depth][width];
      for (long[] row : cells) {
        Arrays.setAll(row, i -> random.nextLong(1 + random.nextLong(largest)));
      }
      for (int row = 0; row < depth; row++) {
        for (int column = 0; column < width; column++) {
          counters.set(row, column, cells[row][column]);
        }
      }
      double excess = random.nextDouble();
      long bound = ErrorTail.bound(counters, depth, sketch.width(), excess);
      assertThat(tail(cells, bound)).isGreaterThan(excess);
      assertThat(tail(cells, bound + 1)).isLessThanOrEqualTo(excess);
    }
  }

  private static double tail(long[][] cells, long value) {
    double tail = 1;
    for (long[] row : cells) {
      tail *= Arrays.stream(row).filter(cell -> cell >= value).count() / (double) row.length;
    }
    return tail;
  }

  @Test
  void theErrorFollowsEveryChange() {
    CountMinSketch sketch = CountMinSketch.create(2, 1);
    assertThat(sketch.error(0.9)).isZero();
    sketch.addHash(0, 5);
    assertThat(sketch.error(0.9)).isEqualTo(5);
    assertThat(sketch.error(0.4)).isZero();
    sketch.merge(sketch.copy());
    assertThat(sketch.error(0.9)).isEqualTo(10);
    CountMinSketch part = CountMinSketch.create(2, 1);
    part.addHash(0, 3);
    sketch.subtract(part);
    assertThat(sketch.error(0.9)).isEqualTo(7);
    // back to a total that was there before, with other counters
    sketch.addHash(1L << 63, 3);
    assertThat(sketch.total()).isEqualTo(10);
    assertThat(sketch.error(0.9)).isEqualTo(7);
    assertThat(sketch.clear().error(0.9)).isZero();
  }
}
