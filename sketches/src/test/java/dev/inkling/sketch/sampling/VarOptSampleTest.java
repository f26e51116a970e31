package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class VarOptSampleTest {

  private static final int RUNS = 25_000;

  private interface Draw {
    VarOptSample run(long seed);
  }

  /** Weights of which some are heavy for a time or for ever, early and late. */
  private static double[] weights(int n) {
    double[] weights = new double[n];
    for (int i = 0; i < n; i++) {
      weights[i] = 1 + i * 5 % 7;
    }
    weights[1] = 12;
    weights[2] = 100;
    weights[n - 3] = 25;
    weights[n / 2] = 0.25;
    return weights;
  }

  private static VarOptSample part(double[] weights, int size, long seed, int from, int to) {
    long[] items = new long[weights.length];
    Arrays.setAll(items, i -> i);
    VarOptSample sample = VarOptSample.create(size, seed);
    sample.addAll(items, weights, from, to);
    return sample;
  }

  /** The τ at which the sum of min(1, weight / τ) over the first n weights is the size. */
  private static double threshold(double[] weights, int n, int size) {
    double[] sorted = Arrays.copyOf(weights, n);
    Arrays.sort(sorted);
    double light = 0;
    for (int i = 0; i < n; i++) {
      light += sorted[i];
      int heavy = n - i - 1;
      double threshold = light / (size - heavy);
      if (heavy < size && sorted[i] <= threshold && (heavy == 0 || sorted[i + 1] >= threshold)) {
        return threshold;
      }
    }
    throw new AssertionError("no threshold");
  }

  /** The probability of each set of items to be the sample, item by item. */
  private static double[] stepByStep(double[] weights, int size) {
    double[] now = new double[1 << weights.length];
    now[(1 << size) - 1] = 1;
    double before = 0;
    for (int n = size; n < weights.length; n++) {
      double threshold = threshold(weights, n + 1, size);
      double[] next = new double[now.length];
      for (int set = 0; set < now.length; set++) {
        for (int i = 0; i <= n && now[set] > 0; i++) {
          if (i == n || (set >> i & 1) == 1) {
            double adjusted = i == n ? weights[i] : Math.max(weights[i], before);
            next[(set | 1 << n) & ~(1 << i)] += now[set] * Math.max(0, 1 - adjusted / threshold);
          }
        }
      }
      now = next;
      before = threshold;
    }
    return now;
  }

  private static void checkSubsets(
      String what, double[] weights, int size, double[] probabilities, Draw draw) {
    DrawnSubsets subsets = new DrawnSubsets(probabilities.length);
    for (int run = 0; run < RUNS; run++) {
      VarOptSample sample = draw.run(100L * run);
      checkShape(sample, weights, size);
      subsets.add(DrawnSubsets.bits(sample.toArray()));
    }
    subsets.check(what, probabilities);
  }

  /** What holds for every single sample: size, threshold, total, weights, probabilities. */
  private static void checkShape(VarOptSample sample, double[] weights, int size) {
    double threshold = threshold(weights, weights.length, size);
    double total = Arrays.stream(weights).sum();
    assertThat(sample.held()).isEqualTo(size);
    assertThat(sample.count()).isEqualTo(weights.length);
    assertThat(sample.threshold()).isCloseTo(threshold, within(1e-12 * threshold));
    double adjusted = 0;
    for (int i = 0; i < size; i++) {
      double weight = weights[(int) sample.item(i)];
      assertThat(sample.weight(i)).isEqualTo(weight);
      assertThat(sample.adjustedWeight(i))
          .isCloseTo(Math.max(weight, threshold), within(1e-12 * threshold));
      assertThat(sample.inclusionProbability(i))
          .isCloseTo(Math.min(1, weight / threshold), within(1e-12));
      adjusted += sample.adjustedWeight(i);
    }
    assertThat(adjusted).isCloseTo(total, within(1e-12 * total));
    assertThat(sample.totalWeight()).isCloseTo(total, within(1e-12 * total));
  }

  @Test
  void aStreamIsSampledWithTheProbabilitiesOfEachStep() {
    double[] weights = weights(12);
    checkSubsets(
        "4 of 12", weights, 4, stepByStep(weights, 4), seed -> part(weights, 4, seed, 0, 12));
    double[] equal = new double[12];
    Arrays.fill(equal, 3);
    checkSubsets(
        "3 of 12 equal",
        equal,
        3,
        DrawnSubsets.uniform(12, 3),
        seed -> part(equal, 3, seed, 0, 12));
    double[] rising = new double[10];
    Arrays.setAll(rising, i -> Math.pow(1.5, i));
    checkSubsets(
        "3 of 10 rising", rising, 3, stepByStep(rising, 3), seed -> part(rising, 3, seed, 0, 10));
    double[] falling = new double[10];
    Arrays.setAll(falling, i -> Math.pow(1.5, -i));
    checkSubsets(
        "3 of 10 falling",
        falling,
        3,
        stepByStep(falling, 3),
        seed -> part(falling, 3, seed, 0, 10));
  }

  /**
   * Two equal parts give six items of the same adjusted weight, any three of them equally likely.
   */
  @Test
  void equalPartsOfEqualWeightsAreMergedSymmetrically() {
    double[] equal = new double[12];
    Arrays.fill(equal, 1);
    double[] probabilities = new double[1 << 12];
    double[] fromLeft = {1.0 / 20, 9.0 / 20, 9.0 / 20, 1.0 / 20};
    double[] ways = {20, 6 * 15, 15 * 6, 20};
    for (int set = 0; set < 1 << 12; set++) {
      int left = Integer.bitCount(set & 63);
      probabilities[set] = Integer.bitCount(set) == 3 ? fromLeft[left] / ways[left] : 0;
    }
    checkSubsets(
        "2 parts",
        equal,
        3,
        probabilities,
        seed -> part(equal, 3, seed, 0, 6).merge(part(equal, 3, seed + 1, 6, 12)));
  }

  @Test
  void aSampleMergedWithASingleItemIsAsIfTheItemWereAdded() {
    double[] weights = weights(10);
    // of one item more than places one goes: its probabilities leave no choice of a method
    DrawnPairs pairs = new DrawnPairs(10);
    for (int run = 0; run < RUNS; run++) {
      VarOptSample sample = part(weights, 3, 100L * run, 0, 9);
      pairs.add(sample.merge(part(weights, 3, 100L * run + 1, 9, 10)).toArray());
    }
    double[] exact = stepByStep(weights, 3);
    pairs.check("added by merging", (i, j) -> together(exact, i, j));
  }

  private static double together(double[] probabilities, int i, int j) {
    double sum = 0;
    for (int set = 0; set < probabilities.length; set++) {
      sum += (set >> i & set >> j & 1) * probabilities[set];
    }
    return sum;
  }

  private static void checkVarOpt(String what, double[] weights, int size, int runs, Draw draw) {
    int n = weights.length;
    double threshold = threshold(weights, n, size);
    double[] p = new double[n];
    Arrays.setAll(p, i -> Math.min(1, weights[i] / threshold));
    DrawnPairs pairs = new DrawnPairs(n);
    Moments[] subsets = new Moments[6];
    double[] truth = new double[6];
    Arrays.setAll(subsets, s -> new Moments());
    for (int run = 0; run < runs; run++) {
      VarOptSample sample = draw.run(100L * run);
      checkShape(sample, weights, size);
      pairs.add(sample.toArray());
      double[] sums = new double[6];
      for (int i = 0; i < size; i++) {
        for (int s = 0; s < 6; s++) {
          sums[s] += belongs((int) sample.item(i), s, n) ? sample.adjustedWeight(i) : 0;
        }
      }
      for (int s = 0; s < 6; s++) {
        subsets[s].add(sums[s]);
      }
    }
    pairs.checkSinglesAndNoPositiveCovariance(what, p);
    for (int i = 0; i < n; i++) {
      for (int s = 0; s < 6; s++) {
        truth[s] += belongs(i, s, n) ? weights[i] : 0;
      }
    }
    for (int s = 0; s < 6; s++) {
      subsets[s].checkMean(what + ": subset " + s, truth[s]);
    }
  }

  private static boolean belongs(int item, int subset, int n) {
    return switch (subset) {
      case 0 -> item % 2 == 0;
      case 1 -> item < n / 3;
      case 2 -> item % 7 == 3;
      case 3 -> item > n - 5;
      case 4 -> item * 5 % 7 > 3;
      default -> item == 5;
    };
  }

  private static VarOptSample merged(double[] weights, int size, long seed, int[] cuts) {
    VarOptSample sample = VarOptSample.create(size, seed);
    for (int i = 0; i + 1 < cuts.length; i++) {
      sample.merge(part(weights, size, seed + 1 + i, cuts[i], cuts[i + 1]));
    }
    return sample;
  }

  @Test
  void unequalPartsAreMergedWithoutBiasOrPositiveCovariance() {
    double[] weights = weights(40);
    int[] two = {0, 33, 40};
    int[] seven = {0, 1, 2, 4, 4, 9, 25, 40};
    checkVarOpt("stream", weights, 6, RUNS, seed -> part(weights, 6, seed, 0, 40));
    checkVarOpt("2 parts", weights, 6, RUNS, seed -> merged(weights, 6, seed, two));
    checkVarOpt("7 parts", weights, 6, RUNS, seed -> merged(weights, 6, seed, seven));
    checkVarOpt(
        "7 parts, then items",
        weights,
        6,
        RUNS,
        seed -> {
          VarOptSample sample = merged(weights, 6, seed, new int[] {0, 8, 9, 20});
          for (int i = 20; i < 40; i++) {
            sample.add(i, weights[i]);
          }
          return sample;
        });
  }

  @Test
  void sixtyFourUnequalPartsAreMergedWithoutBiasOrPositiveCovariance() {
    double[] weights = weights(130);
    int[] cuts = new int[65];
    for (int part = 1; part <= 64; part++) {
      cuts[part] = part == 64 ? 130 : Math.min(130, cuts[part - 1] + part % 5);
    }
    checkVarOpt("64 parts", weights, 8, 10_000, seed -> merged(weights, 8, seed, cuts));
  }

  @Test
  void aLongStreamKeepsItsTotal() {
    int n = 1_000_000;
    long[] items = new long[n];
    double[] weights = new double[n];
    long hundredths = 0;
    for (int i = 0; i < n; i++) {
      items[i] = i;
      long value = 1 + i * 7_919L % 1_000 + (i % 10_007 == 5 ? 10_000_000 : 0);
      weights[i] = value / 100.0;
      hundredths += value;
    }
    VarOptSample sample = VarOptSample.create(500, 1);
    sample.addAll(items, weights, 0, n);
    double total = hundredths / 100.0;
    assertThat(sample.totalWeight()).isCloseTo(total, within(1e-14 * total));
    assertThat(sample.heavy()).isEqualTo(100);
    assertThat(sample.toArray()).hasSize(500).doesNotHaveDuplicates();
  }

  @Test
  void itemsWithoutWeightAreOnlyCounted() {
    VarOptSample sample = VarOptSample.create(2, 1);
    sample.addAll(new long[] {1, 2, 3}, new double[] {0, -0.0, 0}, 0, 3);
    assertThat(sample.count()).isEqualTo(3);
    assertThat(sample.held()).isZero();
    assertThat(sample.isEmpty()).isFalse();
    VarOptSample full = part(new double[] {1, 2, 3, 4}, 2, 5, 0, 4);
    byte[] before = full.toByteArray();
    VarOptSample left = sample.copy().merge(full);
    assertThat(left.threshold()).isEqualTo(5);
    assertThat(left.count()).isEqualTo(7);
    assertThat(full.merge(sample).toArray()).isEqualTo(VarOptSample.fromBytes(before).toArray());
  }

  @Test
  void wrongArgumentsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> VarOptSample.create(0, 1))
        .withMessageContaining("size");
    double[] wrong = {-1, Double.NaN, Double.POSITIVE_INFINITY, 0x1p901, 0x1p-901};
    for (int n : new int[] {0, 1_000}) {
      for (double weight : wrong) {
        VarOptSample sample = VarOptSample.create(10, 1);
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
    VarOptSample sample = VarOptSample.create(3, 42);
    for (int i = 0; i < 30; i++) {
      sample.add(i, i == 7 ? 100 : 1 + i % 3);
    }
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "494b440168000000c043c8ce8352250e03000000010000000200000000000000"
                    + "2a000000000000001e000000000000000000000000004d400000000000000000"
                    + "c3a72fff20231340070000000000000000000000000059400200000000000000"
                    + "000000000000084014000000000000000000000000000840");
    assertThat(sample.toByteArray()).isEqualTo(bytes);
    assertThat(VarOptSample.fromBytes(bytes)).isEqualTo(sample);
  }
}
