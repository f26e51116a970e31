package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WeightedSampleTest {

  private static final int RUNS = 60_000;

  private interface Draw {
    WeightedSample run(long seed);
  }

  /** Mixed weights: all sizes of weight × limit come up, early and late. */
  private static double[] weights(int n) {
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] = 1 + i * 5 % 7;
    }
    weights[2] = 30;
    weights[n - 2] = 60;
    weights[n / 2] = 0.25;
    return weights;
  }

  private static WeightedSample part(double[] weights, int size, long seed, int from, int to) {
    long[] items = new long[weights.length];
    Arrays.setAll(items, i -> i);
    WeightedSample sample = WeightedSample.create(size, seed);
    sample.addAll(items, weights, from, to);
    return sample;
  }

  /** The probability of each set of items to be those drawn first, one after the other. */
  private static double[] drawnFirst(double[] weights, int size) {
    double[] probabilities = new double[1 << weights.length];
    double total = Arrays.stream(weights).sum();
    probabilities[0] = 1;
    double[] without = new double[1 << weights.length];
    for (int set = 0; set < 1 << weights.length; set++) {
      double taken = 0;
      for (int i = 0; i < weights.length; i++) {
        taken += (set >> i & 1) * weights[i];
      }
      without[set] = total - taken;
    }
    for (int set = 0; set < 1 << weights.length; set++) {
      if (Integer.bitCount(set) < size && probabilities[set] > 0) {
        for (int i = 0; i < weights.length; i++) {
          if ((set >> i & 1) == 0) {
            probabilities[set | 1 << i] += probabilities[set] * weights[i] / without[set];
          }
        }
        probabilities[set] = 0;
      }
    }
    return probabilities;
  }

  private static void checkSubsets(String what, double[] weights, int size, Draw draw) {
    DrawnSubsets subsets = new DrawnSubsets(1 << weights.length);
    for (int run = 0; run < RUNS; run++) {
      WeightedSample sample = draw.run(100L * run);
      assertThat(sample.held()).isEqualTo(size);
      assertThat(sample.count()).isEqualTo(weights.length);
      subsets.add(DrawnSubsets.bits(sample.toArray()));
    }
    subsets.check(what, drawnFirst(weights, size));
  }

  @Test
  void aStreamIsSampledAsIfDrawnOneByOne() {
    double[] weights = weights(16);
    checkSubsets("2 of 16", weights, 2, seed -> part(weights, 2, seed, 0, 16));
    double[] fewer = weights(13);
    checkSubsets("3 of 13", fewer, 3, seed -> part(fewer, 3, seed, 0, 13));
    double[] heavyFirst = weights(14);
    heavyFirst[0] = 500;
    heavyFirst[11] = 1e5;
    checkSubsets("3 of 14", heavyFirst, 3, seed -> part(heavyFirst, 3, seed, 0, 14));
  }

  @Test
  void unequalPartsAreMergedAsIfDrawnOneByOne() {
    double[] weights = weights(16);
    checkSubsets(
        "2 parts",
        weights,
        2,
        seed -> part(weights, 2, seed, 0, 13).merge(part(weights, 2, seed + 1, 13, 16)));
    int[] cuts = {0, 1, 3, 3, 4, 13, 14, 16};
    checkSubsets(
        "7 parts",
        weights,
        2,
        seed -> {
          WeightedSample sample = WeightedSample.create(2, seed);
          for (int i = 0; i < 7; i++) {
            sample.merge(part(weights, 2, seed + 1 + i, cuts[i], cuts[i + 1]));
          }
          return sample;
        });
    checkSubsets(
        "2 parts, then items",
        weights,
        2,
        seed -> {
          WeightedSample sample = part(weights, 2, seed, 0, 9);
          sample.merge(part(weights, 2, seed + 1, 9, 12));
          for (int i = 12; i < 16; i++) {
            sample.add(i, weights[i]);
          }
          return sample;
        });
  }

  @Test
  void pairsOfSixtyFourPartsComeAsIfDrawnOneByOne() {
    int n = 130;
    double[] weights = weights(n);
    double total = Arrays.stream(weights).sum();
    DrawnPairs pairs = new DrawnPairs(n);
    for (int run = 0; run < RUNS; run++) {
      WeightedSample sample = WeightedSample.create(2, 100L * run);
      int from = 0;
      for (int part = 1; part <= 64; part++) {
        int to = part == 64 ? n : Math.min(n, from + part % 5);
        WeightedSample one = WeightedSample.create(2, 100L * run + part);
        for (int i = from; i < to; i++) {
          one.add(i, weights[i]);
        }
        sample.merge(one);
        from = to;
      }
      pairs.add(sample.toArray());
    }
    double[] single = new double[n];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < n; j++) {
        single[i] += i == j ? 0 : pair(weights, total, i, j);
      }
    }
    pairs.check("64 parts", (i, j) -> i == j ? single[i] : pair(weights, total, i, j));
  }

  private static double pair(double[] weights, double total, int i, int j) {
    double product = weights[i] * weights[j] / total;
    return product / (total - weights[i]) + product / (total - weights[j]);
  }

  @Test
  void estimatesOfItemsAndPairsAreUnbiased() {
    int n = 40;
    double[] weights = weights(n);
    double[] y = new double[n];
    double sumOfY = 0;
    for (int i = 0; i < n; i++) {
      y[i] = 5 + i * 3 % 11;
      sumOfY += y[i];
    }
    Moments[] moments = new Moments[8];
    Arrays.setAll(moments, i -> new Moments());
    for (int run = 0; run < RUNS; run++) {
      WeightedSample direct = part(weights, 8, 2L * run, 0, n);
      WeightedSample merged =
          part(weights, 8, -2L * run - 1, 0, 27).merge(part(weights, 8, -2L * run - 2, 27, n));
      int at = 0;
      for (WeightedSample sample : new WeightedSample[] {direct, merged}) {
        double items = 0;
        double values = 0;
        double weight = 0;
        double squares = 0;
        for (int i = 0; i < sample.held(); i++) {
          double p = sample.inclusionProbability(i);
          items += 1 / p;
          squares += 1 / (p * p);
          values += y[(int) sample.item(i)] / p;
          weight += sample.adjustedWeight(i);
        }
        moments[at++].add(items);
        moments[at++].add(values);
        moments[at++].add(weight);
        moments[at++].add((items * items - squares) / 2);
      }
    }
    for (int at = 0; at < 8; at += 4) {
      moments[at].checkMean("number of items", n);
      moments[at + 1].checkMean("sum of another number", sumOfY);
      moments[at + 2].checkMean("sum of weights", Arrays.stream(weights).sum());
      moments[at + 3].checkMean("number of pairs", n * (n - 1) / 2.0);
    }
  }

  @Test
  void anyOrderAndTreeOfMergesGivesTheSameBytesButForTheSeed() {
    SplittableRandom random = new SplittableRandom(3);
    byte[] expected = null;
    for (int run = 0; run < 50; run++) {
      List<WeightedSample> parts = new ArrayList<>();
      for (int part = 0; part < 9; part++) {
        WeightedSample one = WeightedSample.create(50, part);
        for (int i = 0; i < part * part * 10; i++) {
          one.add(1_000L * part + i, i % 13 * 5.0);
        }
        parts.add(one);
      }
      while (parts.size() > 1) {
        int into = random.nextInt(parts.size());
        int from = 1 + random.nextInt(parts.size() - 1);
        if (into != from) {
          parts.get(into).merge(parts.get(from));
          parts.remove(from);
        }
      }
      WeightedSample all = parts.get(0);
      expected = expected == null ? all.toByteArray() : expected;
      assertThat(all.toByteArray()).isEqualTo(expected);
    }
  }

  @Test
  void queriesAndStoresInBetweenChangeNothing() {
    WeightedSample quiet = WeightedSample.create(30, 9);
    WeightedSample asked = WeightedSample.create(30, 9);
    for (int i = 0; i < 5_000; i++) {
      quiet.add(i, 1 + i % 50);
      asked.add(i, 1 + i % 50);
      if (i % 7 == 0) {
        assertThat(asked.toArray()).hasSize(Math.min(30, i + 1)).doesNotHaveDuplicates();
        assertThat(asked.threshold()).isGreaterThan(0);
      }
      if (i % 50 == 0) {
        asked = WeightedSample.fromBytes(asked.toByteArray());
      }
    }
    assertThat(asked.toByteArray()).isEqualTo(quiet.toByteArray());
  }

  @Test
  void theSumLosesNothingAndItemsWithoutWeightAreOnlyCounted() {
    WeightedSample sample = WeightedSample.create(2, 1);
    sample.add(1, 1e16);
    for (int i = 0; i < 1_001; i++) {
      sample.add(2, 1);
      sample.add(3, 0);
      sample.add(3, 0x1p-80);
    }
    assertThat(sample.totalWeight()).isEqualTo(1e16 + 1_001);
    assertThat(sample.count()).isEqualTo(3_004);
    WeightedSample nothing = WeightedSample.create(2, 1);
    nothing.addAll(new long[] {1, 2, 3}, new double[] {0, -0.0, 0}, 0, 3);
    assertThat(nothing.count()).isEqualTo(3);
    assertThat(nothing.held()).isZero();
    assertThat(nothing.isEmpty()).isFalse();
  }

  @Test
  void extremeWeightsAreSampledInTheirProportion() {
    for (int run = 0; run < 500; run++) {
      WeightedSample sample = WeightedSample.create(3, run);
      for (int i = 0; i < 50; i++) {
        boolean heavy = i == 5 || i == 20 || i == 49;
        sample.add(i, heavy ? 0x1p900 : 0x1p-900 * (1 + i));
      }
      assertThat(sample.toArray()).containsExactlyInAnyOrder(5, 20, 49);
      assertThat(sample.inclusionProbability(0)).isEqualTo(1);
      assertThat(WeightedSample.fromBytes(sample.toByteArray())).isEqualTo(sample);
    }
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WeightedSample.create(0, 1))
        .withMessageContaining("size");
    double[] wrong = {-1, Double.NaN, Double.POSITIVE_INFINITY, 0x1p901, 0x1p-901};
    for (int n : new int[] {0, 1_000}) {
      for (double weight : wrong) {
        WeightedSample sample = WeightedSample.create(10, 1);
        double[] weights = new double[n + 2];
        Arrays.fill(weights, 0, n, 1);
        weights[n] = weight;
        assertThatIllegalArgumentException()
            .isThrownBy(() -> sample.addAll(new long[n + 2], weights, 0, n + 2))
            .withMessageContaining("weight");
        assertThat(sample.count()).isEqualTo(n);
        assertThat(sample.totalWeight()).isEqualTo(n);
      }
    }
  }

  @Test
  void aSampleIsStoredAsEver() {
    WeightedSample sample = WeightedSample.create(2, 42);
    for (int i = 0; i < 30; i++) {
      sample.add(i, 1 + i % 3);
    }
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "494b43018800000091b5b3108ec7ccac02000000070000002a00000000000000"
                    + "4105eca570bf73aa1e000000000000000000000000004e400000000000000000"
                    + "7a5c293c08ffcb3f38ddbdfef81f0e40fd0800e2532fb23f1700000000000000"
                    + "0000000000000840c0dbb004843ebb3f13000000000000000000000000000040"
                    + "b7479ea36332c23f02000000000000000000000000000840");
    assertThat(sample.toByteArray()).isEqualTo(bytes);
    assertThat(WeightedSample.fromBytes(bytes)).isEqualTo(sample);
  }
}
