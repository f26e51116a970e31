package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScalableBloomFilterTest {

  private static ScalableBloomFilter filled(long first, double rate, long[] hashes) {
    ScalableBloomFilter filter = ScalableBloomFilter.create(first, rate);
    filter.addHashes(hashes, 0, hashes.length);
    return filter;
  }

  private static long[] hashes(int n, long seed) {
    return new SplittableRandom(seed).longs(n).toArray();
  }

  private static void assertContainsAll(ScalableBloomFilter filter, long[] hashes) {
    boolean[] found = new boolean[hashes.length];
    assertThat(filter.mightContainHashes(hashes, 0, hashes.length, found, 0))
        .isEqualTo(hashes.length);
    assertThat(found).doesNotContain(false);
  }

  private static int found(ScalableBloomFilter filter, int trials, long seed) {
    return filter.mightContainHashes(hashes(trials, seed), 0, trials, new boolean[trials], 0);
  }

  @Test
  void theExampleOfTheDocumentationHolds() {
    ScalableBloomFilter seen = ScalableBloomFilter.create(1_000, 0.01);
    for (long i = 0; i < 100_000; i++) {
      seen.add(i);
    }
    assertThat(seen.mightContain(0L)).isTrue();
    assertThat(seen.mightContain(-1L)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0.1, 3000",
    "100, 0.1, 100000",
    "100, 0.01, 100",
    "100, 0.01, 30000",
    "1000, 0.01, 500000",
    "1000, 0.001, 100000",
    "1000, 0.0001, 100000"
  })
  void howeverMuchItGrowsNothingIsLostAndTheRateIsKept(int first, double rate, int n) {
    int trials = 500_000;
    long[] hashes = hashes(n, n);
    ScalableBloomFilter filter = filled(first, rate, hashes);
    assertContainsAll(filter, hashes);
    assertThat(filter.promisedRate()).isLessThanOrEqualTo(rate);
    int found = found(filter, trials, n + 1);
    double actual = filter.falsePositiveRate();
    assertThat(found).isLessThanOrEqualTo(BinomialBounds.most(trials, rate));
    assertThat(found)
        .isBetween(BinomialBounds.least(trials, actual), BinomialBounds.most(trials, actual));
    // level i begins after (2^i - 1) first values, less those found by mistake, give or take noise
    double levels = Math.log(n / (double) first + 1) / Math.log(2);
    assertThat((double) filter.filters()).isBetween(levels - 0.5, levels + 1.5);
  }

  @Test
  void aKnownValueTakesNoRoom() {
    long[] hashes = hashes(1_000, 1);
    ScalableBloomFilter once = filled(100, 0.01, hashes);
    ScalableBloomFilter again = once.copy();
    for (int i = 0; i < 20; i++) {
      again.addHashes(hashes, 0, hashes.length);
    }
    assertThat(again).isEqualTo(once);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.01, 1",
    "100, 0.01, 20",
    "100, 0.01, 150",
    "100, 0.01, 1000",
    "100, 0.01, 20000",
    "1000, 0.1, 5000",
    "1000, 0.001, 700"
  })
  void theBarOfTheCardinalityHoldsTheTruthAsOftenAsItSays(int first, double rate, int n) {
    int runs = 300;
    double[] confidences = {0.9, 0.95, 0.99};
    int[] held = new int[confidences.length];
    for (int run = 0; run < runs; run++) {
      ScalableBloomFilter filter = filled(first, rate, hashes(n, 31L * n + run));
      for (int c = 0; c < confidences.length; c++) {
        Estimate estimate = filter.cardinality(confidences[c]);
        assertThat(estimate.value()).isEqualTo(filter.cardinality());
        held[c] += estimate.contains(n) ? 1 : 0;
      }
    }
    for (int c = 0; c < confidences.length; c++) {
      assertThat(held[c]).isGreaterThanOrEqualTo(BinomialBounds.least(runs, confidences[c]));
    }
  }

  @ParameterizedTest
  @CsvSource({"100, 2, 5000", "100, 64, 400", "1000, 64, 10", "1000, 3, 900"})
  void mergingLosesNothingAndKeepsThePromiseItStates(int first, int parts, int perPart) {
    int trials = 500_000;
    ScalableBloomFilter merged = ScalableBloomFilter.create(first, 0.01);
    double promises = 0;
    for (int part = 0; part < parts; part++) {
      ScalableBloomFilter other = filled(first, 0.01, hashes(perPart, part));
      promises += other.promisedRate();
      merged.merge(other);
      assertThat(merged.promisedRate()).isLessThanOrEqualTo(promises * (1 + 1e-12));
    }
    for (int part = 0; part < parts; part++) {
      assertContainsAll(merged, hashes(perPart, part));
    }
    assertThat(found(merged, trials, -1))
        .isLessThanOrEqualTo(BinomialBounds.most(trials, Math.min(1, merged.promisedRate())));
    Estimate disjoint = merged.cardinality(0.99);
    assertThat(disjoint.contains(parts * perPart)).isTrue();
    // it goes on growing, and is stored as it is
    merged.addHashes(hashes(2_000, 99), 0, 2_000);
    assertContainsAll(merged, hashes(2_000, 99));
    assertThat(ScalableBloomFilter.fromBytes(merged.toByteArray())).isEqualTo(merged);
  }

  @Test
  void smallPartsBecomeOneFilterWithTheRateAskedFor() {
    ScalableBloomFilter merged = ScalableBloomFilter.create(1_000, 0.01);
    for (int part = 0; part < 64; part++) {
      merged.merge(filled(1_000, 0.01, hashes(10, part)));
    }
    assertThat(merged.filters()).isEqualTo(1);
    assertThat(merged.promisedRate()).isLessThanOrEqualTo(0.01);
    assertThat(merged.cardinality(0.99).contains(640)).isTrue();
  }

  @Test
  void partsWithTheSameValuesAreBoundedBelow() {
    long[] hashes = hashes(5_000, 3);
    long[] reversed = new long[hashes.length];
    for (int i = 0; i < hashes.length; i++) {
      reversed[i] = hashes[hashes.length - 1 - i];
    }
    ScalableBloomFilter merged = filled(100, 0.01, hashes).merge(filled(100, 0.01, reversed));
    Estimate estimate = merged.cardinality(0.95);
    assertThat(estimate.contains(5_000)).isTrue();
    assertThat(estimate.lower()).isLessThan(estimate.value());
    assertContainsAll(merged, hashes);
  }

  @Test
  void aFilterAtItsLimitRefusesMoreAndStaysAsItWas() {
    ScalableBloomFilter filter = ScalableBloomFilter.create(1, 1e-6);
    SplittableRandom random = new SplittableRandom(5);
    assertThatIllegalStateException()
        .isThrownBy(
            () -> {
              while (true) {
                filter.addHash(random.nextLong());
              }
            })
        .withMessageContaining("full at level 18");
    byte[] full = filter.toByteArray();
    assertThatIllegalStateException().isThrownBy(() -> filter.addHash(12_345));
    assertThat(filter.toByteArray()).isEqualTo(full);
    assertThat(filter.cardinality(0.99).contains((1 << 19) - 1.0)).isTrue();
  }

  @Test
  void parametersOutOfRangeAreNamed() {
    for (long first : new long[] {0, (1L << 32) + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ScalableBloomFilter.create(first, 0.01))
          .withMessage("firstItems must be in [1, 2^32], got " + first);
    }
    for (double rate : new double[] {0, 1e-7, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ScalableBloomFilter.create(10, rate))
          .withMessage("falsePositiveRate must be in [1e-6, 1), got " + rate);
    }
  }
}
