package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KllSketchTest {

  @ParameterizedTest
  @ValueSource(ints = {8, 200, 3_000})
  void answersAreExactAsLongAsAllNumbersAreKept(int k) {
    int limit = KllSketch.bufferCapacity(k);
    double[] values = new SplittableRandom(k).doubles(limit + 1).toArray();
    KllSketch sketch = KllSketch.create(k);
    sketch.addAll(values, 0, limit);
    double[] sorted = Arrays.copyOf(values, limit);
    Arrays.sort(sorted);
    for (int i = 1; i <= limit; i += 7) {
      assertThat(sketch.quantile((i - 0.5) / limit, 0.9)).isEqualTo(Estimate.exact(sorted[i - 1]));
      assertThat(sketch.rank(sorted[i - 1], 0.9)).isEqualTo(Estimate.exact((double) i / limit));
    }
    assertThat(sketch.rankError(0.99)).isZero();
    sketch.add(values[limit]);
    assertThat(sketch.quantile(0.5, 0.9).guarantee()).isEqualTo(Guarantee.EMPIRICAL);
    assertThat(sketch.rankError(0.99)).isPositive();
  }

  @Property(tries = 200)
  void weightsAndExtremesSurviveAnyMerges(
      @ForAll @IntRange(min = 1, max = 40) int parts, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    KllSketch all = KllSketch.create(8, seed);
    double min = Double.POSITIVE_INFINITY;
    double max = Double.NEGATIVE_INFINITY;
    long count = 0;
    for (int part = 0; part < parts; part++) {
      KllSketch some = KllSketch.create(8, random.nextLong());
      int n = random.nextInt(random.nextBoolean() ? 30 : 4_000);
      for (int i = 0; i < n; i++) {
        double x = random.nextInt(1_000) / 8.0;
        some.add(x);
        min = Math.min(min, x);
        max = Math.max(max, x);
      }
      count += n;
      all = random.nextBoolean() ? all.merge(some) : some.merge(all);
      assertThat(all.count()).isEqualTo(count);
    }
    if (count > 0) {
      assertThat(all.min()).isEqualTo(min).isEqualTo(all.quantile(0));
      assertThat(all.max()).isEqualTo(max).isEqualTo(all.quantile(1));
      assertThat(all.rank(max)).isEqualTo(1);
      double last = min;
      for (double p = 0; p <= 1; p += 0.01) {
        Estimate quantile = all.quantile(p, 0.95);
        assertThat(quantile.value()).isEqualTo(all.quantile(p)).isGreaterThanOrEqualTo(last);
        assertThat(quantile.lower()).isGreaterThanOrEqualTo(min);
        assertThat(quantile.upper()).isLessThanOrEqualTo(max);
        Estimate rank = all.rank(quantile.value(), 0.95);
        assertThat(rank.value())
            .isEqualTo(all.rank(quantile.value()))
            .isGreaterThanOrEqualTo(Math.ceil(p * count) / count);
        last = quantile.value();
      }
    }
    assertThat(KllSketch.fromBytes(all.toByteArray())).isEqualTo(all);
  }

  @Test
  void theBoundOfTheRankErrorIsNeverAboveTheOneInTheClassComment() {
    for (int k : new int[] {8, 20, 200, 900}) {
      double most = Math.sqrt(16.0 / 3 * Math.log(2 / 0.01)) / k;
      KllSketch sketch = KllSketch.create(k);
      SplittableRandom random = new SplittableRandom(k);
      for (int step = 0; step < 400; step++) {
        int n = random.nextInt(2_000);
        if (random.nextInt(4) == 0) {
          KllSketch other = KllSketch.create(k, step);
          other.addAll(random.doubles(20L * n).toArray(), 0, 20 * n);
          sketch.merge(other);
        } else {
          sketch.addAll(random.doubles(n).toArray(), 0, n);
        }
        assertThat(sketch.rankError(0.99)).isLessThanOrEqualTo(Math.min(1, most));
      }
    }
  }

  @Test
  void withRankErrorGivesTheSmallestSketchThatIsProven() {
    assertThat(KllSketch.withRankError(0.01, 0.99).k()).isEqualTo(532);
    assertThat(KllSketch.withRankError(0.5, 0.5).k()).isEqualTo(KllSketch.MIN_K);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> KllSketch.withRankError(1e-5, 0.99))
        .withMessageContaining("65535");
    assertThatIllegalArgumentException().isThrownBy(() -> KllSketch.withRankError(0, 0.9));
    assertThatIllegalArgumentException().isThrownBy(() -> KllSketch.withRankError(0.1, 1));
  }

  @Test
  void seedsAndNumbersDecideTheCoins() {
    double[] values = new SplittableRandom(3).doubles(20_000).toArray();
    KllSketch[] sketches = new KllSketch[3];
    for (int i = 0; i < 3; i++) {
      sketches[i] = KllSketch.create(50, i / 2);
      sketches[i].addAll(values, 0, values.length);
    }
    assertThat(sketches[0]).isEqualTo(sketches[1]).isNotEqualTo(sketches[2]);
    assertThat(sketches[0].quantile(0.3)).isNotEqualTo(sketches[2].quantile(0.3));
  }

  /** Errors of parts of one seed must not add up: 64 of them would be eight times too far off. */
  @Test
  void partsOfOneSeedHaveIndependentErrors() {
    int trials = 150;
    double squares = 0;
    double variances = 0;
    for (int trial = 0; trial < trials; trial++) {
      SplittableRandom random = new SplittableRandom(trial);
      KllSketch all = KllSketch.create(20);
      int below = 0;
      for (int part = 0; part < 64; part++) {
        KllSketch some = KllSketch.create(20);
        for (int i = 0; i < 3_000; i++) {
          double x = random.nextInt(5);
          some.add(x);
          below += x <= 1 ? 1 : 0;
        }
        all.merge(some);
      }
      double error = all.rank(1) * all.count() - below;
      squares += error * error;
      double deviation = all.rankError(0.5) * all.count() / Math.sqrt(2 * Math.log(4));
      variances += deviation * deviation / 2;
    }
    // chi-square of 150 degrees: above 1.9 once in 10^9
    assertThat(squares / variances).isBetween(0.4, 1.9);
  }

  @Test
  void aSketchMergedWithItsCopyKnowsThatErrorsDouble() {
    KllSketch sketch = KllSketch.create(20);
    sketch.addAll(new SplittableRandom(9).doubles(30_000).toArray(), 0, 30_000);
    double before = sketch.rankError(0.9);
    KllSketch twice = sketch.copy().merge(sketch);
    // the relative error is as before, plus that of the merge's own compactions
    assertThat(twice.rankError(0.9)).isGreaterThanOrEqualTo(before * (1 - 1e-12));
    assertThat(twice.count()).isEqualTo(60_000);
  }

  @Test
  void infinitiesAreNumbersAndNegativeZeroIsZero() {
    KllSketch sketch = KllSketch.create(20);
    for (int i = 0; i < 10_000; i++) {
      sketch.add(i % 10 == 0 ? Double.NEGATIVE_INFINITY : i % 10 == 1 ? 1 / 0.0 : -0.0);
    }
    assertThat(sketch.quantile(0.05)).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(sketch.quantile(0.95)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(1 / sketch.quantile(0.5)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(sketch.rank(Double.POSITIVE_INFINITY)).isEqualTo(1);
    assertThat(KllSketch.fromBytes(sketch.toByteArray())).isEqualTo(sketch);
  }

  @Test
  void memoryGrowsWithTheLogarithmOnly() {
    KllSketch sketch = KllSketch.create();
    double[] values = new SplittableRandom(5).doubles(100_000).toArray();
    for (int i = 0; i < 30; i++) {
      sketch.addAll(values, 0, values.length);
    }
    assertThat(sketch.heapBytes()).isLessThan(8 * 1_024 + 8 * 900 + 16 * 60 + 1_200);
    assertThat(sketch.serializedBytes()).isLessThan(17_000);
  }

  @Test
  void wrongArgumentsAreNamed() {
    KllSketch sketch = KllSketch.create();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.addAll(new double[] {1, Double.NaN, 2}, 0, 3))
        .withMessageContaining("values[1]");
    assertThat(sketch.count()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.add(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.quantile(1.01));
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.quantile(0.5, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.rank(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> KllSketch.create(7));
    assertThatIllegalArgumentException().isThrownBy(() -> KllSketch.create(65_536));
  }
}
