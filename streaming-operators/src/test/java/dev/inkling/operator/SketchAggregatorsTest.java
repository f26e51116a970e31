package dev.inkling.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.hash.Hash64;
import dev.inkling.operator.testing.AggregatorLaws;
import dev.inkling.sketch.Estimate;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SketchAggregatorsTest {

  private static final double[] NO_DOUBLES = {};

  private static long[] hashes(int from, int to) {
    return LongStream.range(from, to).map(Hash64.xxh3()::hash).toArray();
  }

  private static double[] doubles(long seed, int count) {
    return new SplittableRandom(seed).doubles(count).map(u -> -Math.log1p(-u)).toArray();
  }

  @Test
  void distinctCountKeepsTheLaws() {
    for (int count : new int[] {0, 1, 5, 500, 5000}) {
      Estimate estimate =
          AggregatorLaws.ofHashes(Aggregators.countDistinct(0.05), hashes(0, count))
              .withSeed(count)
              .withRounds(4)
              .check();
      // at 5 sigma on one fixed sample
      assertThat(estimate.value()).isBetween(count * 0.75, count * 1.25);
      assertThat(estimate.isExact()).isEqualTo(count <= 48);
    }
  }

  @Test
  void distinctCountSaysItsParametersAndIsAnApproximateBigint() {
    assertThat(Aggregators.countDistinct(0.01).name())
        .isEqualTo("approx_count_distinct(error=0.01)");
    assertThat(Aggregators.countDistinct(0.01).outputs())
        .containsExactly(new Aggregator.Output("", Type.BIGINT, true));
    assertThat(Aggregators.countDistinct(0.01))
        .isEqualTo(Aggregators.countDistinct(0.01))
        .isNotEqualTo(Aggregators.countDistinct(0.02));
    assertThatThrownBy(() -> Aggregators.countDistinct(0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Digests split differently differ, but their bars always hold the truth. */
  @Test
  void quantilesKeepTheLawsAndTheirBarsHoldTheTruth() {
    double[] ps = {0, 0.5, 0.99, 1};
    for (int count : new int[] {1, 50, 3000}) {
      double[] values = doubles(count, count);
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      List<Estimate> estimates =
          AggregatorLaws.ofDoubles(Aggregators.quantiles(50, ps), values)
              .withAgreement(
                  (expected, actual) ->
                      expected.stream().allMatch(e -> Double.isNaN(e.value()))
                          || barsHoldTheTruth(actual, ps, sorted))
              .withSeed(count)
              .withRounds(4)
              .check();
      assertThat(barsHoldTheTruth(estimates, ps, sorted)).isTrue();
    }
  }

  private static boolean barsHoldTheTruth(List<Estimate> estimates, double[] ps, double[] sorted) {
    boolean all = estimates.size() == ps.length;
    for (int i = 0; i < ps.length; i++) {
      int rank = (int) Math.max(1, Math.ceil(ps[i] * sorted.length));
      all &= estimates.get(i).contains(sorted[rank - 1]);
    }
    return all;
  }

  @Test
  void quantilesOfNothingAreNull() {
    Aggregator.OfDouble<?, List<Estimate>> quantiles = Aggregators.quantiles(0.5, 0.9);
    List<Estimate> result = AggregatorLaws.ofDoubles(quantiles, NO_DOUBLES).check();
    assertThat(result).hasSize(2).allMatch(e -> Double.isNaN(e.value()));
    assertThat(quantiles.output(result, 0)).isNull();
    assertThat(quantiles.output(result, 1)).isNull();
  }

  @Test
  void severalQuantilesHaveAColumnEach() {
    assertThat(Aggregators.quantiles(0.5, 0.99).outputs())
        .containsExactly(
            new Aggregator.Output("[0.5]", Type.DOUBLE, true),
            new Aggregator.Output("[0.99]", Type.DOUBLE, true));
    assertThat(Aggregators.quantiles(0.5).outputs())
        .containsExactly(new Aggregator.Output("", Type.DOUBLE, true));
    assertThat(Aggregators.quantiles(0.5, 0.99).name()).isEqualTo("approx_percentile(0.5, 0.99)");
    assertThat(Aggregators.quantiles(100, new double[] {0.5}).name())
        .isEqualTo("approx_percentile(0.5, compression=100.0)");
  }

  @Test
  void impossibleQuantilesAreRejected() {
    assertThatThrownBy(() -> Aggregators.quantiles(NO_DOUBLES)).hasMessage("ps must not be empty");
    assertThatThrownBy(() -> Aggregators.quantiles(0.5, 1.5))
        .hasMessage("ps must be in [0, 1], got 1.5");
    assertThatThrownBy(() -> Aggregators.quantiles(0.5, 0.5))
        .hasMessage("ps must be distinct, got [0.5, 0.5]");
    assertThatThrownBy(() -> Aggregators.quantiles(1, new double[] {0.5}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("compression");
  }

  @Test
  void aStateWithOtherParametersIsRejected() {
    ByteBuffer stored = ByteBuffer.allocate(1000);
    Quantiles other = Quantiles.create(100, new double[] {0.5});
    other.write(other.create(), stored);
    stored.flip();
    assertThatThrownBy(() -> Quantiles.create(200, new double[] {0.5}).read(stored))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a stored state of approx_percentile(0.5) must have its parameters");
  }
}
