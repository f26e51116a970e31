package dev.inkling.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.hash.Hash64;
import dev.inkling.operator.testing.AggregatorLaws;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.frequency.TopK;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
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
  void relativeQuantilesKeepTheLawsAndTheirError() {
    double[] ps = {0, 0.5, 0.99, 1};
    for (int count : new int[] {1, 50, 3000}) {
      double[] values = doubles(count, count);
      double[] sorted = values.clone();
      Arrays.sort(sorted);
      List<Estimate> estimates =
          AggregatorLaws.ofDoubles(Aggregators.relativeQuantiles(0.02, ps), values)
              .withSeed(count)
              .withRounds(4)
              .check();
      assertThat(barsHoldTheTruth(estimates, ps, sorted)).isTrue();
      for (int i = 0; i < ps.length; i++) {
        double truth = sorted[(int) Math.max(1, Math.ceil(ps[i] * count)) - 1];
        assertThat(Math.abs(estimates.get(i).value() - truth)).isLessThanOrEqualTo(0.02 * truth);
      }
    }
  }

  @Test
  void relativeQuantilesSayTheirParameters() {
    Aggregator.OfDouble<?, List<Estimate>> quantiles =
        Aggregators.relativeQuantiles(0.02, 0.5, 0.9);
    assertThat(quantiles.name()).isEqualTo("approx_percentile(0.5, 0.9, relative_error=0.02)");
    assertThat(quantiles.outputs()).isEqualTo(Aggregators.quantiles(0.5, 0.9).outputs());
    assertThat(quantiles.output(AggregatorLaws.ofDoubles(quantiles, NO_DOUBLES).check(), 1))
        .isNull();
    assertThatThrownBy(() -> Aggregators.relativeQuantiles(1, 0.5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("relativeError");
    assertThatThrownBy(() -> Aggregators.relativeQuantiles(0.01, 0.5, 0.5))
        .hasMessage("ps must be distinct, got [0.5, 0.5]");
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

  @Test
  void frequencyKeepsTheLawsAndIsExact() {
    for (int count : new int[] {0, 1, 2000}) {
      long[] hashes = hashes(0, count);
      Arrays.setAll(hashes, i -> Hash64.xxh3().hash((long) (i % 100)));
      Estimate estimate =
          AggregatorLaws.ofHashes(Aggregators.frequency(Type.BIGINT, 0L), hashes)
              .withSeed(count)
              .withRounds(3)
              .check();
      assertThat(estimate).isEqualTo(Estimate.exact(Math.ceil(count / 100.0)));
    }
  }

  @Test
  void frequencyHashesTheValueAsItsTypeIsHashed() {
    Hash64 hash64 = Hash64.xxh3();
    assertThat(countOf(Type.TIMESTAMP, 5L, hash64.hash(5L))).isEqualTo(1);
    assertThat(countOf(Type.DOUBLE, -0.0, hash64.hash(0.0))).isEqualTo(1);
    assertThat(countOf(Type.VARCHAR, "ä", hash64.hash("ä"))).isEqualTo(1);
    assertThat(countOf(Type.BOOLEAN, true, hash64.hash(1L))).isEqualTo(1);
    assertThat(countOf(Type.BOOLEAN, false, hash64.hash(0L))).isEqualTo(1);
    assertThat(countOf(Type.VARCHAR, "5", hash64.hash(5L))).isZero();
  }

  private static double countOf(Type type, Object value, long hash) {
    FrequencyEstimate frequency = FrequencyEstimate.create(type, value);
    var state = frequency.create();
    frequency.add(state, hash);
    return frequency.result(state, 0.95).value();
  }

  @Test
  void frequencyNeedsAValueOfItsType() {
    assertThatThrownBy(() -> Aggregators.frequency(Type.BIGINT, "5"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a literal of type BIGINT cannot be 5");
    assertThatThrownBy(() -> Aggregators.frequency(Type.BIGINT, null))
        .hasMessage("value must not be null");
    assertThat(Aggregators.frequency(Type.VARCHAR, "it's").name())
        .isEqualTo("approx_frequency('it''s')");
  }

  @Test
  void theStateOfAFrequencyIsReadByThatOfTheSameValueOnly() {
    FrequencyEstimate five = FrequencyEstimate.create(Type.BIGINT, 5L);
    FrequencyEstimate.State state = five.create();
    five.add(state, Hash64.xxh3().hash(5L));
    ByteBuffer stored = ByteBuffer.allocate(five.size(state));
    five.write(state, stored);
    stored.flip();
    assertThat(five.result(five.read(stored.duplicate()), 0.9)).isEqualTo(Estimate.exact(1));
    assertThatThrownBy(() -> FrequencyEstimate.create(Type.BIGINT, 6L).read(stored))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a stored frequency must be of the value with hash");
  }

  @Test
  void membershipKeepsTheLawsAndItsFilterKnowsEveryValue() {
    long[] hashes = hashes(0, 1000);
    SeenValues seen =
        AggregatorLaws.ofHashes(Aggregators.contains(1000, 0.01), hashes).withRounds(3).check();
    assertThat(Arrays.stream(hashes)).allMatch(seen.filter()::mightContainHash);
    assertThat(seen.distinct().relativeError()).isLessThan(0.2);
    assertThat(Aggregators.contains(1000, 0.01).output(seen, 0)).isEqualTo(seen.distinct());
    assertThat(Aggregators.contains(1000, 0.01).name())
        .isEqualTo("bloom_filter(expected=1000, rate=0.01)");
    AggregatorLaws.ofHashes(Aggregators.contains(10, 0.01)).check();
  }

  @Test
  void theFilterOfAResultIsACopy() {
    Membership membership = new Membership(100, 0.01);
    var state = membership.create();
    membership.add(state, 1);
    membership.result(state, 0.95).filter().clear();
    assertThat(state.mightContainHash(1)).isTrue();
  }

  /** More distinct values than places, so that the order matters, but the bars always hold. */
  @Test
  void topKKeepsTheLawsAndItsBarsHoldTheTruth() {
    SplittableRandom random = new SplittableRandom(9);
    long[] values = random.longs(4000).map(v -> (long) Math.pow(2, 12 * toUnit(v))).toArray();
    Map<Object, Long> truth =
        Arrays.stream(values)
            .boxed()
            .collect(Collectors.groupingBy(v -> (Object) v, Collectors.counting()));
    checkTopK(longTops(Type.BIGINT), values, truth);

    List<String> texts = Arrays.stream(values).mapToObj(v -> "v" + v).toList();
    Map<Object, Long> textTruth =
        texts.stream().collect(Collectors.groupingBy(v -> (Object) v, Collectors.counting()));
    checkTopK(AggregatorLaws.ofTexts(textTops(), texts), textTruth);
  }

  private static double toUnit(long random) {
    return (random >>> 11) * 0x1p-53;
  }

  @SuppressWarnings("unchecked") // it is one, by the type
  private static Aggregator.OfLong<TopK, List<TopItem>> longTops(Type type) {
    return (Aggregator.OfLong<TopK, List<TopItem>>) TopItems.create(5, type);
  }

  @SuppressWarnings("unchecked") // it is one, by the type
  private static Aggregator.OfBytes<TopK, List<TopItem>> textTops() {
    return (Aggregator.OfBytes<TopK, List<TopItem>>) TopItems.create(5, Type.VARCHAR);
  }

  @SuppressWarnings("unchecked") // it is one, by the type
  private static Aggregator.OfDouble<TopK, List<TopItem>> doubleTops() {
    return (Aggregator.OfDouble<TopK, List<TopItem>>) TopItems.create(5, Type.DOUBLE);
  }

  private static void checkTopK(
      Aggregator.OfLong<TopK, List<TopItem>> aggregator, long[] values, Map<Object, Long> truth) {
    checkTopK(AggregatorLaws.ofLongs(aggregator, values), truth);
  }

  private static void checkTopK(AggregatorLaws<TopK, List<TopItem>> laws, Map<Object, Long> truth) {
    List<TopItem> top =
        laws.withAgreement(
                (expected, actual) ->
                    expected.size() == actual.size()
                        && actual.stream().allMatch(i -> i.count().contains(truth.get(i.item()))))
            .withRounds(3)
            .check();
    assertThat(top).hasSize(5).allMatch(i -> i.count().contains(truth.get(i.item())));
  }

  @Test
  void topKShowsItemsInTheirType() {
    long[] bits = {1, 1, 0};
    assertThat(AggregatorLaws.ofLongs(longTops(Type.BOOLEAN), bits).check())
        .containsExactly(
            new TopItem(true, Estimate.exact(2)), new TopItem(false, Estimate.exact(1)));
    assertThat(AggregatorLaws.ofLongs(longTops(Type.TIMESTAMP), bits).check())
        .containsExactly(new TopItem(1L, Estimate.exact(2)), new TopItem(0L, Estimate.exact(1)));
    assertThat(AggregatorLaws.ofDoubles(doubleTops(), 2.5, -0.0, 0.0).check())
        .containsExactly(new TopItem(0.0, Estimate.exact(2)), new TopItem(2.5, Estimate.exact(1)));
    assertThat(AggregatorLaws.ofTexts(textTops(), List.of("ä", "", "ä")).check())
        .containsExactly(new TopItem("ä", Estimate.exact(2)), new TopItem("", Estimate.exact(1)));
    assertThat(AggregatorLaws.ofTexts(textTops(), List.of()).check()).isEmpty();
  }

  @Test
  void topKIsAListWhoseItemsHaveTheBars() {
    assertThat(Aggregators.topK(10, Type.VARCHAR).outputs())
        .containsExactly(new Aggregator.Output("", Type.TOP_ITEMS, false));
    assertThat(Aggregators.topK(10, Type.VARCHAR).name()).isEqualTo("approx_top_k(10, VARCHAR)");
    assertThatThrownBy(() -> Aggregators.topK(0, Type.BIGINT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Aggregators.topK(1, Type.TOP_ITEMS))
        .hasMessage("type must be that of a value, got TOP_ITEMS");
  }
}
