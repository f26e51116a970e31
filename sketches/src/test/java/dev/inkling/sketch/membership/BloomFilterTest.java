package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BloomFilterTest {

  private static BloomFilter filled(int expected, double rate, long[] hashes) {
    BloomFilter filter = BloomFilter.create(expected, rate);
    filter.addHashes(hashes, 0, hashes.length);
    return filter;
  }

  @Test
  void theExampleOfTheDocumentationHolds() {
    BloomFilter seen = BloomFilter.create(1_000_000, 0.01);
    seen.add("ada");
    assertThat(seen.mightContain("ada")).isTrue();
    assertThat(seen.mightContain("bob")).isFalse();
  }

  @Test
  void whatWasAddedIsFound() {
    for (int n : new int[] {1, 10, 1_000, 50_000}) {
      long[] hashes = new SplittableRandom(n).longs(n).toArray();
      BloomFilter filter = filled(n, 0.1, hashes);
      for (long hash : hashes) {
        assertThat(filter.mightContainHash(hash)).isTrue();
      }
    }
    BloomFilter typed = BloomFilter.create(10, 0.01);
    typed.add(7L);
    typed.add(new byte[] {1, 2, 3}, 1, 3);
    assertThat(typed.mightContain(7L)).isTrue();
    assertThat(typed.mightContain(new byte[] {2, 3}, 0, 2)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"100000, 0.01", "100000, 0.001", "3000, 0.05", "500000, 0.0001", "40, 0.3"})
  void theRateOfAFullFilterIsTheOneAskedFor(int n, double rate) {
    int filters = Math.max(1, 100_000 / n);
    int trials = 2_000_000 / filters;
    SplittableRandom random = new SplittableRandom(17L * n);
    long found = 0;
    double predicted = 0;
    for (int i = 0; i < filters; i++) {
      BloomFilter filter = filled(n, rate, random.longs(n).toArray());
      predicted += filter.falsePositiveRate() / filters;
      for (int j = 0; j < trials; j++) {
        found += filter.mightContainHash(random.nextLong()) ? 1 : 0;
      }
    }
    int all = filters * trials;
    // what the set bits promise is what is seen, and on average over filters what was asked for;
    // that average is over enough blocks to spread by less than one part in fifty
    assertThat(found)
        .isBetween(
            (long) BinomialBounds.least(all, predicted), (long) BinomialBounds.most(all, predicted));
    assertThat(found).isLessThanOrEqualTo(BinomialBounds.most(all, rate * 1.02));
    assertThat(found).isGreaterThanOrEqualTo(BinomialBounds.least(all, rate * 0.85));
  }

  @Test
  void theFormulaGivesThePublishedTable() {
    // bits per value and rate in percent, from the specification of split block filters in Parquet
    double[][] table = {{6, 9.93}, {10.5, 1.013}, {16.9, 0.0997}, {26.4, 0.0099}, {41, 0.00100}};
    for (double[] row : table) {
      assertThat(SplitBlock.rate(256 / row[0]) * 100).isCloseTo(row[1], within(row[1] * 0.005));
    }
    for (double rate = 0.9; rate > 1e-9; rate /= 3) {
      double load = SplitBlock.load(rate);
      assertThat(SplitBlock.rate(load)).isLessThanOrEqualTo(rate);
      assertThat(SplitBlock.rate(load * 1.000001)).isGreaterThan(rate);
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "5", "40", "400", "1000", "2500", "10000"})
  void theBarOfTheCardinalityHoldsTheTruthAsOftenAsItSays(int n) {
    int runs = 1_000;
    double[] confidences = {0.9, 0.95, 0.99};
    int[] held = new int[confidences.length];
    SplittableRandom random = new SplittableRandom(n);
    for (int run = 0; run < runs; run++) {
      BloomFilter filter = filled(1_000, 0.01, random.longs(n).toArray());
      for (int c = 0; c < confidences.length; c++) {
        Estimate estimate = filter.cardinality(confidences[c]);
        assertThat(estimate.value()).isEqualTo(filter.cardinality());
        held[c] += estimate.contains(n) ? 1 : 0;
      }
    }
    for (int c = 0; c < confidences.length; c++) {
      assertThat(held[c]).isGreaterThanOrEqualTo(BinomialBounds.least(runs, confidences[c]));
      if (n >= 2_500) {
        assertThat(held[c]).isLessThanOrEqualTo(BinomialBounds.most(runs, confidences[c]));
      }
    }
  }

  @Test
  void anOverfullFilterSaysYesToAllAndHasNoUpperEnd() {
    BloomFilter filter = BloomFilter.create(1, 0.5);
    filter.addHashes(new SplittableRandom(1).longs(5_000).toArray(), 0, 5_000);
    assertThat(filter.mightContain("anything")).isTrue();
    assertThat(filter.falsePositiveRate()).isEqualTo(1);
    Estimate estimate = filter.cardinality(0.95);
    assertThat(estimate.value()).isInfinite();
    assertThat(estimate.upper()).isInfinite();
    assertThat(estimate.lower()).isBetween(1.0, 5_000.0);
  }

  @Test
  void parametersOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BloomFilter.create(0, 0.01))
        .withMessage("expectedItems must be at least 1, got 0");
    for (double rate : new double[] {0, 1e-10, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> BloomFilter.create(10, rate))
          .withMessage("falsePositiveRate must be in [1e-9, 1), got " + rate);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BloomFilter.create(2_000_000_000L, 0.01))
        .withMessageContaining("blocks of 32 bytes");
    // a filter of more than 2^31 bits is made, but takes no memory while empty
    assertThat(BloomFilter.create(1_500_000_000L, 0.01).sizeBits()).isGreaterThan(1L << 33);
    assertThat(BloomFilter.create(1_500_000_000L, 0.01).heapBytes()).isEqualTo(24);
  }
}
