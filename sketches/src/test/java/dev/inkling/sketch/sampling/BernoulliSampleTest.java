package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class BernoulliSampleTest {

  private static final int RUNS = 40_000;

  private interface Draw {
    BernoulliSample run(long seed);
  }

  private static BernoulliSample range(double rate, long seed, int from, int to) {
    BernoulliSample sample = BernoulliSample.create(rate, seed);
    sample.addRange(from, to);
    return sample;
  }

  private static double[] independent(int n, double rate) {
    double[] probabilities = new double[1 << n];
    for (int set = 0; set < 1 << n; set++) {
      int held = Integer.bitCount(set);
      probabilities[set] = Math.pow(rate, held) * Math.pow(1 - rate, n - held);
    }
    return probabilities;
  }

  private static void checkIndependent(String what, double rate, Draw draw) {
    DrawnSubsets subsets = new DrawnSubsets(1 << 8);
    for (int run = 0; run < RUNS; run++) {
      BernoulliSample sample = draw.run(100L * run);
      assertThat(sample.rate()).isEqualTo(rate);
      assertThat(sample.count()).isEqualTo(8);
      subsets.add(DrawnSubsets.bits(sample.toArray()));
    }
    subsets.check(what, independent(8, rate));
  }

  @Test
  void itemsAreTakenIndependently() {
    checkIndependent("stream", 0.3, seed -> range(0.3, seed, 0, 8));
    checkIndependent("high rate", 0.85, seed -> range(0.85, seed, 0, 8));
  }

  @Test
  void aThinnedSampleIsOneOfTheLowerRate() {
    checkIndependent(
        "thinned in between and at the end",
        0.3,
        seed -> {
          BernoulliSample sample = range(0.8, seed, 0, 3);
          sample.thin(0.5);
          sample.addRange(3, 6);
          sample.thin(0.4);
          sample.addRange(6, 8);
          sample.thin(0.35);
          sample.thin(0.3);
          return sample;
        });
  }

  @Test
  void partsOfDifferentRatesAreMergedToTheLower() {
    checkIndependent(
        "2 parts", 0.3, seed -> range(0.6, seed, 0, 5).merge(range(0.3, seed + 1, 5, 8)));
    checkIndependent(
        "2 parts, the lower first",
        0.3,
        seed -> range(0.3, seed, 0, 1).merge(range(0.6, seed + 1, 1, 8)));
    int[] cuts = {0, 1, 1, 2, 5, 6, 7, 8};
    checkIndependent(
        "7 parts",
        0.25,
        seed -> {
          BernoulliSample sample = BernoulliSample.create(0.5, seed);
          for (int i = 0; i < 7; i++) {
            sample.merge(range(i == 4 ? 0.25 : 0.5, seed + 1 + i, cuts[i], cuts[i + 1]));
          }
          return sample;
        });
  }

  @Test
  void pairsOfSixtyFourPartsAreIndependent() {
    DrawnPairs pairs = new DrawnPairs(130);
    for (int run = 0; run < 10_000; run++) {
      BernoulliSample sample = BernoulliSample.create(0.3, 100L * run);
      int from = 0;
      for (int part = 1; part <= 64; part++) {
        int to = part == 64 ? 130 : Math.min(130, from + part % 5);
        sample.merge(range(part % 3 == 0 ? 0.2 : 0.3, 100L * run + part, from, to));
        from = to;
      }
      assertThat(sample.rate()).isEqualTo(0.2);
      pairs.add(sample.toArray());
    }
    pairs.check("64 parts", (i, j) -> i == j ? 0.2 : 0.04);
  }

  /** The probability of a subset and a number of halvings, from geometric levels of the items. */
  private static double adaptive(int n, int most, int held, int halvings) {
    if (held > most || (halvings == 0 && held < n)) {
      return 0;
    }
    double q = Math.pow(0.5, halvings);
    double here = Math.pow(q, held) * Math.pow(1 - q, n - held);
    if (halvings == 0) {
      return here;
    }
    // less: all that were few enough one level before
    double before = 2 * q;
    double ways = 1;
    for (int b = held; b <= most; b++) {
      here -= ways * Math.pow(before, b) * Math.pow(1 - before, n - b) * Math.pow(0.5, b);
      ways = ways * (n - b) / (b - held + 1);
    }
    return here;
  }

  private static void checkAdaptive(String what, Draw draw) {
    int n = 8;
    int most = 3;
    int levels = 12;
    DrawnSubsets subsets = new DrawnSubsets(levels << n);
    Moments items = new Moments();
    Moments pairs = new Moments();
    for (int run = 0; run < 2 * RUNS; run++) {
      BernoulliSample sample = draw.run(100L * run);
      assertThat(sample.held()).isLessThanOrEqualTo(most);
      int halvings = -Math.getExponent(sample.rate());
      assertThat(sample.rate()).isEqualTo(Math.pow(0.5, halvings));
      subsets.add(Math.min(halvings, levels - 1) << n | DrawnSubsets.bits(sample.toArray()));
      items.add(sample.held() / sample.rate());
      double of2 = sample.held() * (sample.held() - 1) / 2.0;
      pairs.add(of2 / (sample.rate() * sample.rate()));
    }
    double[] probabilities = new double[levels << n];
    for (int level = 0; level < levels; level++) {
      for (int set = 0; set < 1 << n; set++) {
        for (int j = level; j < (level == levels - 1 ? 60 : level + 1); j++) {
          probabilities[level << n | set] += adaptive(n, most, Integer.bitCount(set), j);
        }
      }
    }
    subsets.check(what, probabilities);
    items.checkMean(what + ": number of items", n);
    pairs.checkMean(what + ": number of pairs", n * (n - 1) / 2.0);
  }

  @Test
  void aFullSampleHalvesItsRateAndStaysUnbiased() {
    checkAdaptive(
        "stream",
        seed -> {
          BernoulliSample sample = BernoulliSample.create(1, seed, 3);
          sample.addRange(0, 8);
          return sample;
        });
    checkAdaptive(
        "merged",
        seed -> {
          BernoulliSample left = BernoulliSample.create(1, seed, 3);
          left.addRange(0, 5);
          BernoulliSample right = BernoulliSample.create(1, seed + 1, 3);
          right.addRange(5, 8);
          return left.merge(right);
        });
  }

  @Test
  void skipsRangesBatchesAndSingleItemsTakeTheSame() {
    int n = 100_000;
    long[] values = new long[n];
    BernoulliSample single = BernoulliSample.create(0.02, 5, 500);
    BernoulliSample skipping = BernoulliSample.create(0.02, 5, 500);
    for (int i = 0; i < n; i++) {
      values[i] = 7L + i;
      single.add(values[i]);
    }
    int reads = 0;
    for (long at = 0; at < n; ) {
      long passed = Math.min(skipping.untilNext(), n - at);
      skipping.skip(passed);
      at += passed;
      if (at < n) {
        skipping.add(values[(int) at++]);
        reads++;
      }
    }
    BernoulliSample batch = BernoulliSample.create(0.02, 5, 500);
    batch.addAll(values, 0, 33);
    batch.addAll(values, 33, n);
    BernoulliSample range = BernoulliSample.create(0.02, 5, 500);
    range.addRange(7, 5_000);
    range.addRange(5_000, n + 7L);
    assertThat(single.rate()).isLessThan(0.02);
    assertThat(reads).isBetween(500, 3_000);
    assertThat(skipping).isEqualTo(single);
    assertThat(batch).isEqualTo(single);
    assertThat(range).isEqualTo(single);
  }

  @Test
  void wrongArgumentsAreNamed() {
    for (double rate : new double[] {0, -0.1, 1.1, Double.NaN, 0x1p-65}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BernoulliSample.create(rate, 1))
          .withMessageContaining("rate");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BernoulliSample.create(0.5, 1, 0))
        .withMessageContaining("maxSize");
    BernoulliSample sample = BernoulliSample.create(0.5, 1);
    assertThatIllegalArgumentException().isThrownBy(() -> sample.thin(0.6));
    assertThatIllegalArgumentException().isThrownBy(() -> sample.thin(0));
    assertThatIllegalArgumentException().isThrownBy(() -> sample.thin(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> sample.skip(sample.untilNext() + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> sample.skip(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> sample.addRange(3, 2));
  }

  @Test
  void aSampleIsStoredAsEver() {
    BernoulliSample sample = BernoulliSample.create(0.75, 42, 4);
    sample.addRange(0, 9);
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "494b420150000000531e16ace2769d5704000000040000002a00000000000000"
                    + "000000000000e83f000000000000d83f09000000000000000d00000000000000"
                    + "0000000000000000010000000000000002000000000000000400000000000000");
    assertThat(sample.toByteArray()).isEqualTo(bytes);
    assertThat(BernoulliSample.fromBytes(bytes)).isEqualTo(sample);
  }
}
