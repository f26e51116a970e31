package dev.inkling.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.inkling.operator.testing.AggregatorLaws;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.LongBinaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ExactAggregatorsTest {

  private static final long[] NO_LONGS = {};
  private static final double[] NO_DOUBLES = {};

  /** Values that overflow, are extreme, are zero or repeat, among plain ones. */
  private static long[] longs(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    long[] extremes = {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 32, -(1L << 32)};
    return LongStream.generate(
            () ->
                switch (random.nextInt(4)) {
                  case 0 -> extremes[random.nextInt(extremes.length)];
                  case 1 -> random.nextLong();
                  default -> random.nextLong(-50, 50);
                })
        .limit(count)
        .toArray();
  }

  private static double[] doubles(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double scale = Math.pow(10, random.nextInt(-12, 13));
      values[i] = random.nextInt(8) == 0 ? -0.0 : (random.nextDouble() - 0.5) * scale;
    }
    return values;
  }

  private static List<String> texts(long seed, int count) {
    SplittableRandom random = new SplittableRandom(seed);
    String[] pieces = {"", "a", "b", "Z", "ä", "€", "\uD83D\uDE00", "\uFFFD", "x".repeat(200)};
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder text = new StringBuilder();
      for (int piece = random.nextInt(4); piece > 0; piece--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      texts.add(text.toString());
    }
    return texts;
  }

  @Test
  void countKeepsTheLawsAndCounts() {
    assertThat(AggregatorLaws.ofRows(Aggregators.count(), 1000).check()).isEqualTo(1000);
    assertThat(AggregatorLaws.ofRows(Aggregators.count(), 0).check()).isZero();
  }

  @Test
  void sumOfLongsKeepsTheLawsThoughPartialSumsOverflow() {
    for (int seed = 0; seed < 5; seed++) {
      long[] half = longs(seed, 300);
      // every value and its opposite, and a few more: the total is small, partial sums are not
      long[] values = Arrays.copyOf(half, 2 * half.length + 1);
      for (int i = 0; i < half.length; i++) {
        values[half.length + i] = ~half[i];
      }
      values[2 * half.length] = 342;
      Long total = AggregatorLaws.ofLongs(Aggregators.sumLongs(), values).withSeed(seed).check();
      assertThat(total).isEqualTo(42);
    }
  }

  @Test
  void sumOfLongsIsTheSumOfBigIntegers() {
    checkSums(LongSum.INSTANCE);
  }

  private static <A> void checkSums(Aggregator.OfLong<A, Long> sum) {
    for (int seed = 0; seed < 300; seed++) {
      long[] values = longs(seed, 1 + seed % 7);
      BigInteger expected =
          Arrays.stream(values).mapToObj(BigInteger::valueOf).reduce(BigInteger::add).orElseThrow();
      A state = sum.create();
      sum.addAll(state, values, 0, values.length);
      if (expected.bitLength() < 64) {
        assertThat(sum.result(state, 0.95)).isEqualTo(expected.longValueExact());
      } else {
        assertThatThrownBy(() -> sum.result(state, 0.95))
            .isInstanceOf(ArithmeticException.class)
            .hasMessageContaining("sum: the total " + expected + " does not fit a BIGINT")
            .hasMessageContaining("CAST");
      }
    }
  }

  @Test
  void reductionsKeepTheLawsAndAreWhatALoopMakes() {
    for (int seed = 0; seed < 5; seed++) {
      long[] values = longs(seed, 300);
      Long found =
          AggregatorLaws.ofLongs(Aggregators.reduceLongs("xor", (a, b) -> a ^ b), values)
              .withSeed(seed)
              .check();
      assertThat(found).isEqualTo(Arrays.stream(values).reduce(0, (a, b) -> a ^ b));
      double[] numbers = Arrays.stream(values).mapToDouble(v -> v / 8.0).toArray();
      Double largest =
          AggregatorLaws.ofDoubles(Aggregators.reduceDoubles("largest", Math::max), numbers)
              .withSeed(seed)
              .check();
      assertThat(largest).isEqualTo(Arrays.stream(numbers).max().orElseThrow());
    }
    LongBinaryOperator plus = Long::sum;
    LongBinaryOperator times = (a, b) -> a * b;
    assertThat(AggregatorLaws.ofLongs(Aggregators.reduceLongs("f", plus), NO_LONGS).check())
        .isNull();
    assertThat(Aggregators.reduceLongs("f", plus))
        .isEqualTo(Aggregators.reduceLongs("f", plus))
        .isNotEqualTo(Aggregators.reduceLongs("f", times))
        .isNotEqualTo(Aggregators.reduceLongs("g", plus));
  }

  @Test
  void sumsMinimaMaximaAndMeansOfNothingAreNull() {
    assertThat(AggregatorLaws.ofLongs(Aggregators.sumLongs(), NO_LONGS).check()).isNull();
    assertThat(AggregatorLaws.ofDoubles(Aggregators.sumDoubles(), NO_DOUBLES).check()).isNull();
    assertThat(AggregatorLaws.ofDoubles(Aggregators.avg(), NO_DOUBLES).check()).isNull();
    assertThat(AggregatorLaws.ofLongs(Aggregators.minLongs(Type.BIGINT), NO_LONGS).check())
        .isNull();
    assertThat(AggregatorLaws.ofLongs(Aggregators.maxLongs(Type.BOOLEAN), NO_LONGS).check())
        .isNull();
    assertThat(AggregatorLaws.ofDoubles(Aggregators.minDoubles(), NO_DOUBLES).check()).isNull();
    assertThat(AggregatorLaws.ofDoubles(Aggregators.maxDoubles(), NO_DOUBLES).check()).isNull();
    assertThat(AggregatorLaws.ofTexts(Aggregators.minTexts(), List.of()).check()).isNull();
    assertThat(AggregatorLaws.ofTexts(Aggregators.maxTexts(), List.of()).check()).isNull();
  }

  /**
   * Neumaier's bound for n values: |error| ≤ u·|sum| + n²u²·Σ|x| up to higher orders, doubled for
   * merges, which add two sums and two corrections.
   */
  @Test
  void sumOfDoublesIsWithinNeumaiersBoundHoweverItIsSplit() {
    for (int seed = 0; seed < 10; seed++) {
      double[] values = doubles(seed, 500);
      BigDecimal truth =
          Arrays.stream(values).mapToObj(BigDecimal::new).reduce(BigDecimal::add).orElseThrow();
      double sumOfAbs = Arrays.stream(values).map(Math::abs).sum();
      double u = 0x1p-53;
      double n = values.length;
      double bound = 2 * (u * Math.abs(truth.doubleValue()) + n * n * u * u * sumOfAbs);
      Double sum =
          AggregatorLaws.ofDoubles(Aggregators.sumDoubles(), values)
              .withSeed(seed)
              .withAgreement(
                  (expected, actual) ->
                      expected == null
                          ? actual == null
                          : new BigDecimal(actual).subtract(truth).abs().doubleValue() <= bound)
              .withRounds(3)
              .check();
      assertThat(new BigDecimal(sum).subtract(truth).abs().doubleValue())
          .isLessThanOrEqualTo(bound);
    }
  }

  @Test
  void sumOfDoublesKeepsWhatPlainAdditionLoses() {
    assertThat(AggregatorLaws.ofDoubles(Aggregators.sumDoubles(), 1.0, 1e100, 1.0, -1e100).check())
        .isEqualTo(2.0);
  }

  @Test
  void sumOfDoublesWithInfinitiesIsWhatIeeeSays() {
    double inf = Double.POSITIVE_INFINITY;
    assertThat(AggregatorLaws.ofDoubles(Aggregators.sumDoubles(), 1, inf, -5).check())
        .isEqualTo(inf);
    assertThat(AggregatorLaws.ofDoubles(Aggregators.avg(), 1, -inf, -5).check()).isEqualTo(-inf);
    assertThat(AggregatorLaws.ofDoubles(Aggregators.sumDoubles(), inf, 3, -inf).check()).isNaN();
  }

  @Test
  void averageIsTheSumByTheCount() {
    double[] integers = LongStream.range(0, 1001).mapToDouble(i -> i).toArray();
    assertThat(AggregatorLaws.ofDoubles(Aggregators.avg(), integers).check()).isEqualTo(500.0);
  }

  @Test
  void minimumAndMaximumOfLongsKeepTheLaws() {
    for (int seed = 0; seed < 10; seed++) {
      long[] values = seed == 0 ? new long[] {Long.MAX_VALUE} : longs(seed, seed * 20);
      assertThat(
              AggregatorLaws.ofLongs(Aggregators.minLongs(Type.BIGINT), values)
                  .withSeed(seed)
                  .check())
          .isEqualTo(Arrays.stream(values).min().orElseThrow());
      assertThat(
              AggregatorLaws.ofLongs(Aggregators.maxLongs(Type.TIMESTAMP), values)
                  .withSeed(seed)
                  .check())
          .isEqualTo(Arrays.stream(values).max().orElseThrow());
    }
    long[] smallest = {Long.MIN_VALUE};
    assertThat(AggregatorLaws.ofLongs(Aggregators.maxLongs(Type.BIGINT), smallest).check())
        .isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void extremesOfLongsKeepTheTypeOfTheirValues() {
    assertThat(LongExtreme.max(Type.BOOLEAN).output(1L, 0)).isEqualTo(true);
    assertThat(LongExtreme.min(Type.BOOLEAN).output(0L, 0)).isEqualTo(false);
    assertThat(LongExtreme.min(Type.BOOLEAN).output(null, 0)).isNull();
    assertThat(LongExtreme.min(Type.TIMESTAMP).output(5L, 0)).isEqualTo(5L);
    for (Type type : List.of(Type.BIGINT, Type.BOOLEAN, Type.TIMESTAMP)) {
      assertThat(Aggregators.minLongs(type).outputs())
          .containsExactly(new Aggregator.Output("", type, false));
    }
    assertThatThrownBy(() -> Aggregators.maxLongs(Type.DOUBLE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("max of longs needs BIGINT, TIMESTAMP or BOOLEAN, got DOUBLE");
    AggregatorLaws.ofLongs(Aggregators.minLongs(Type.BOOLEAN), 1, 0, 1).check();
  }

  @Test
  void minimumAndMaximumOfDoublesKeepTheLaws() {
    for (int seed = 0; seed < 10; seed++) {
      double[] values = doubles(seed, 1 + seed * 20);
      assertThat(AggregatorLaws.ofDoubles(Aggregators.minDoubles(), values).withSeed(seed).check())
          .isEqualTo(Arrays.stream(values).min().orElseThrow());
      assertThat(AggregatorLaws.ofDoubles(Aggregators.maxDoubles(), values).withSeed(seed).check())
          .isEqualTo(Arrays.stream(values).max().orElseThrow());
    }
    double inf = Double.POSITIVE_INFINITY;
    assertThat(AggregatorLaws.ofDoubles(Aggregators.minDoubles(), inf).check()).isEqualTo(inf);
    assertThat(AggregatorLaws.ofDoubles(Aggregators.maxDoubles(), -inf).check()).isEqualTo(-inf);
    assertThat(AggregatorLaws.ofDoubles(Aggregators.maxDoubles(), -0.0, 0.0, -0.0).check())
        .isEqualTo(0.0);
    assertThat(AggregatorLaws.ofDoubles(Aggregators.minDoubles(), 0.0, -0.0).check())
        .isEqualTo(-0.0);
  }

  @Test
  void minimumAndMaximumOfTextsAreInTheOrderOfCodePoints() {
    for (int seed = 0; seed < 6; seed++) {
      List<String> texts = texts(seed, 1 + seed * 30);
      TreeSet<String> sorted =
          new TreeSet<>(
              (a, b) -> Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray()));
      sorted.addAll(texts);
      assertThat(AggregatorLaws.ofTexts(Aggregators.minTexts(), texts).withSeed(seed).check())
          .isEqualTo(sorted.first());
      assertThat(AggregatorLaws.ofTexts(Aggregators.maxTexts(), texts).withSeed(seed).check())
          .isEqualTo(sorted.last());
    }
    // UTF-16 would order them the other way round
    List<String> astral = List.of("\uD83D\uDE00", "\uFFFD");
    assertThat(AggregatorLaws.ofTexts(Aggregators.maxTexts(), astral).check())
        .isEqualTo("\uD83D\uDE00");
  }

  @Test
  void exactDistinctCountOfLongsKeepsTheLaws() {
    for (int seed = 0; seed < 6; seed++) {
      long[] values = longs(seed, seed * seed * 40);
      assertThat(AggregatorLaws.ofLongs(DistinctLongs.INSTANCE, values).withSeed(seed).check())
          .isEqualTo(Arrays.stream(values).distinct().count());
    }
  }

  @Test
  void exactDistinctCountOfDoublesKeepsTheLawsAndKnowsOneZero() {
    for (int seed = 0; seed < 4; seed++) {
      double[] values = doubles(seed, seed * 100);
      assertThat(AggregatorLaws.ofDoubles(DistinctDoubles.INSTANCE, values).withSeed(seed).check())
          .isEqualTo(Arrays.stream(values).map(v -> v + 0.0).distinct().count());
    }
    assertThat(AggregatorLaws.ofDoubles(DistinctDoubles.INSTANCE, 0.0, -0.0).check()).isEqualTo(1);
  }

  @Test
  void exactDistinctCountOfTextsKeepsTheLaws() {
    for (int seed = 0; seed < 5; seed++) {
      List<String> texts = texts(seed, seed * 80);
      assertThat(AggregatorLaws.ofTexts(DistinctTexts.INSTANCE, texts).withSeed(seed).check())
          .isEqualTo(new HashSet<>(texts).size());
    }
  }

  @Test
  void exactDistinctCountOfTextsIsNotFooledByEqualHashes() {
    TextSet set = new TextSet();
    Set<String> distinct = new HashSet<>();
    for (String text : texts(3, 500)) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      set.add(bytes, 0, bytes.length, 7);
      distinct.add(text);
    }
    assertThat(set.size()).isEqualTo(distinct.size());
  }

  /** Values inserted in another table's order would fill it from the front: minutes, not millis. */
  @Test
  void mergingLargeSetsOfLongsStaysLinear() {
    LongSet left = new LongSet();
    LongSet right = new LongSet();
    SplittableRandom random = new SplittableRandom(5);
    int count = (1 << 20) * 3 / 4 - 10; // both nearly full
    Set<Long> all = new HashSet<>();
    for (int i = 0; i < count; i++) {
      long a = random.nextLong();
      long b = random.nextLong();
      left.add(a);
      right.add(b);
      all.add(a);
      all.add(b);
    }
    assertTimeout(Duration.ofSeconds(20), () -> left.addAll(right));
    assertThat(left.size()).isEqualTo(all.size());
  }

  @Test
  void setsOfTheSameLongsHaveTheSameBytesInWhateverOrderTheyCame() {
    long[] values = longs(11, 1000);
    LongSet up = new LongSet();
    LongSet down = new LongSet();
    for (int i = 0; i < values.length; i++) {
      up.add(values[i]);
      down.add(values[values.length - 1 - i]);
    }
    assertThat(bytes(up)).isEqualTo(bytes(down));
  }

  private static byte[] bytes(LongSet set) {
    ByteBuffer target = ByteBuffer.allocate(set.storedBytes());
    set.writeTo(target);
    return target.array();
  }

  @Test
  void aStateOfOneAggregatorIsRejectedByAnother() {
    ByteBuffer count = ByteBuffer.allocate(100);
    RowCount.INSTANCE.write(RowCount.INSTANCE.create(), count);
    assertThatThrownBy(() -> LongSum.INSTANCE.read(count.rewind()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a stored sum should start with the byte 2, got 1");
  }

  @Test
  void aStoredLengthIsNotBelieved() {
    ByteBuffer hostile = ByteBuffer.allocate(16).put(0, (byte) StateBytes.LONG_SET);
    hostile.put(1, (byte) 0xFF).put(2, (byte) 0xFF).put(3, (byte) 0xFF).put(4, (byte) 0x7F);
    assertThatThrownBy(() -> LongSet.readFrom(hostile))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("needs 17179869176 bytes, got 11");
  }

  @Test
  void stateOfACountTakes24Bytes() {
    assertThat(RowCount.INSTANCE.heapBytes(RowCount.INSTANCE.create())).isEqualTo(24);
  }

  @Test
  void aggregatorsOfTheSameParametersAreEqual() {
    assertThat(Aggregators.minLongs(Type.BIGINT))
        .isEqualTo(Aggregators.minLongs(Type.BIGINT))
        .hasSameHashCodeAs(Aggregators.minLongs(Type.BIGINT))
        .isNotEqualTo(Aggregators.minLongs(Type.TIMESTAMP))
        .isNotEqualTo(Aggregators.maxLongs(Type.BIGINT));
    assertThat(Aggregators.sumDoubles().toString()).isEqualTo("sum");
  }

  @Test
  void exactDistinctCountChoosesTheLeafByType() {
    assertThat(Aggregators.countDistinctExact(Type.TIMESTAMP))
        .isInstanceOf(Aggregator.OfLong.class);
    assertThat(Aggregators.countDistinctExact(Type.DOUBLE)).isInstanceOf(Aggregator.OfDouble.class);
    assertThat(Aggregators.countDistinctExact(Type.VARCHAR)).isInstanceOf(Aggregator.OfBytes.class);
    assertThatThrownBy(() -> Aggregators.countDistinctExact(Type.TOP_ITEMS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("type must be that of a value, got TOP_ITEMS");
  }

  @Test
  void aCountCannotShrink() {
    assertThatThrownBy(() -> RowCount.INSTANCE.add(RowCount.INSTANCE.create(), -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("rows must be at least 0, got -1");
  }
}
