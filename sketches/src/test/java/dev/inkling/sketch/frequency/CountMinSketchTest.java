package dev.inkling.sketch.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountMinSketchTest {

  @Test
  void theExampleOfTheDocumentationHolds() {
    CountMinSketch visits = CountMinSketch.withError(0.001, 0.99);
    visits.add("/index");
    visits.addHash(visits.hash64().hash("/about"), 3);
    assertThat(visits.frequency("/about")).isEqualTo(3);
    assertThat(visits.frequency(5L)).isZero();
    assertThat(visits.total()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"64, 1", "64, 2", "32, 4", "128, 3"})
  void theBarHoldsTheTruthAtLeastAsOftenAsItSays(int width, int depth) {
    int runs = 2_000;
    double[] confidences = {0.9, 0.95, 0.99};
    int[] held = new int[confidences.length];
    SplittableRandom random = new SplittableRandom(width * 31L + depth);
    for (int run = 0; run < runs; run++) {
      CountMinSketch sketch = CountMinSketch.create(width, depth);
      // Zipf: the value r of 200 comes 1000/r times; asked for one of them, by a fresh hash each
      int asked = 1 + random.nextInt(200);
      long hash = 0;
      for (int rank = 1; rank <= 200; rank++) {
        long next = random.nextLong();
        sketch.addHash(next, 1_000 / rank);
        hash = rank == asked ? next : hash;
      }
      long truth = 1_000 / asked;
      assertThat(sketch.frequencyOfHash(hash)).isGreaterThanOrEqualTo(truth);
      for (int c = 0; c < confidences.length; c++) {
        Estimate estimate = sketch.estimateHash(hash, confidences[c]);
        assertThat(estimate.guarantee()).isEqualTo(Guarantee.PROBABILISTIC);
        assertThat(estimate.upper()).isEqualTo((double) sketch.frequencyOfHash(hash));
        assertThat(estimate.upper() - estimate.lower())
            .isLessThanOrEqualTo(sketch.promisedError(confidences[c]));
        held[c] += estimate.contains((double) truth) ? 1 : 0;
      }
    }
    for (int c = 0; c < confidences.length; c++) {
      assertThat(held[c]).isGreaterThanOrEqualTo(BinomialBounds.least(runs, confidences[c]));
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 2", "16, 3", "8, 4", "4, 6", "2, 12"})
  void rowsCollideIndependently(int width, int depth) {
    SplittableRandom random = new SplittableRandom(3);
    int trials = 1_000_000;
    int collisions = 0;
    for (int run = 0; run < 100; run++) {
      CountMinSketch sketch = CountMinSketch.create(width, depth);
      sketch.addHash(random.nextLong());
      for (int i = 0; i < trials / 100; i++) {
        collisions += (int) sketch.frequencyOfHash(random.nextLong());
      }
    }
    double probability = Math.pow(width, -depth);
    assertThat(collisions)
        .isBetween(
            BinomialBounds.least(trials, probability), BinomialBounds.most(trials, probability));
  }

  @Test
  void withErrorKeepsItsPromiseInTheFewestCounters() {
    for (double epsilon : new double[] {0.3, 0.01, 0.001, 1e-5}) {
      for (double confidence : new double[] {0.5, 0.9, 0.99, 0.999999}) {
        CountMinSketch sketch = CountMinSketch.withError(epsilon, confidence);
        sketch.addHash(1, 1_000_000_000);
        assertThat(sketch.promisedError(confidence)).isLessThanOrEqualTo(epsilon * 1_000_000_000);
        long counters = (long) sketch.width() * sketch.depth();
        for (int depth = 1; depth <= CountMinSketch.MAX_DEPTH; depth++) {
          for (int width = 2; (long) width * depth < counters; width *= 2) {
            assertThat(Math.pow(1 - confidence, -1.0 / depth) / width).isGreaterThan(epsilon);
          }
        }
      }
    }
  }

  @Test
  void weightsAreRepeatedAdditions() {
    CountMinSketch weighted = CountMinSketch.create(64, 3);
    CountMinSketch repeated = CountMinSketch.create(64, 3);
    weighted.addHash(99, 0);
    assertThat(weighted.isEmpty()).isTrue();
    for (long hash = 1; hash < 50; hash++) {
      weighted.addHash(hash * 0x9E3779B97F4A7C15L, hash);
      for (int i = 0; i < hash; i++) {
        repeated.addHash(hash * 0x9E3779B97F4A7C15L);
      }
    }
    assertThat(weighted).isEqualTo(repeated);
  }

  @Test
  void everyCounterLengthGoesRound() {
    long[] counts = {255, 256, 65_535, 65_536, (1L << 32) - 1, 1L << 32, Long.MAX_VALUE};
    int[] bytes = {1, 2, 2, 4, 4, 8, 8};
    for (int i = 0; i < counts.length; i++) {
      CountMinSketch sketch = CountMinSketch.create(16, 2);
      sketch.addHash(7, counts[i]);
      assertThat(sketch.serializedBytes()).isEqualTo(16 + 12 + 32 * bytes[i]);
      assertThat(CountMinSketch.fromBytes(sketch.toByteArray())).isEqualTo(sketch);
      assertThat(sketch.frequencyOfHash(7)).isEqualTo(counts[i]);
    }
  }

  @Test
  void anOverflowOfTheTotalIsRefusedAndChangesNothing() {
    CountMinSketch sketch = CountMinSketch.create(16, 2);
    sketch.addHash(7, Long.MAX_VALUE - 1);
    CountMinSketch before = sketch.copy();
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> sketch.addHash(8, 2));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> sketch.addHashes(new long[2], 0, 2));
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> sketch.merge(before));
    assertThat(sketch).isEqualTo(before);
  }

  @Test
  void parametersOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CountMinSketch.create(1, 4))
        .withMessageContaining("width must be in [2, ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CountMinSketch.create(16, 17))
        .withMessage("depth must be in [1, 16], got 17");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CountMinSketch.create(1 << 26, 3))
        .withMessageContaining("width * depth");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CountMinSketch.withError(1e-9, 0.99))
        .withMessageContaining("too many counters");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CountMinSketch.create(16, 2).addHash(1, -1))
        .withMessage("count must be at least 0, got -1");
    assertThat(CountMinSketch.create(1_000, 4).width()).isEqualTo(1_024);
    assertThat(CountMinSketch.create(1_024, 4).width()).isEqualTo(1_024);
  }
}
