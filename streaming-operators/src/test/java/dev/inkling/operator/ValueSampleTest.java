package dev.inkling.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.inkling.hash.Hash64;
import dev.inkling.operator.testing.AggregatorLaws;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ValueSampleTest {

  /** Other splits choose other values, but as many. */
  private static boolean asMany(List<Object> left, List<Object> right) {
    return left.size() == right.size();
  }

  @SuppressWarnings("unchecked") // the factory says so
  private static Aggregator.OfLong<Object, List<Object>> longs(int size) {
    return (Aggregator.OfLong<Object, List<Object>>) Aggregators.sample(size, Type.BIGINT);
  }

  @SuppressWarnings("unchecked") // the factory says so
  private static Aggregator.OfBytes<Object, List<Object>> texts(int size) {
    return (Aggregator.OfBytes<Object, List<Object>>) Aggregators.sample(size, Type.VARCHAR);
  }

  @SuppressWarnings("unchecked") // the factory says so
  private static Aggregator.OfDouble<Object, List<Object>> doubles(int size) {
    return (Aggregator.OfDouble<Object, List<Object>>) Aggregators.sample(size, Type.DOUBLE);
  }

  @Test
  void keepsTheLawsOverEveryType() {
    for (int count : new int[] {0, 1, 7, 300}) {
      long[] longs = LongStream.range(0, count).toArray();
      assertThat(
              AggregatorLaws.ofLongs(longs(7), longs)
                  .withAgreement(ValueSampleTest::asMany)
                  .check())
          .hasSize(Math.min(7, count));
      double[] doubles = LongStream.range(0, count).asDoubleStream().toArray();
      assertThat(
              AggregatorLaws.ofDoubles(doubles(7), doubles)
                  .withAgreement(ValueSampleTest::asMany)
                  .check())
          .hasSize(Math.min(7, count));
      List<String> texts = IntStream.range(0, count).mapToObj(i -> "é".repeat(i % 5) + i).toList();
      assertThat(
              AggregatorLaws.ofTexts(texts(7), texts)
                  .withAgreement(ValueSampleTest::asMany)
                  .check())
          .hasSize(Math.min(7, count))
          .doesNotHaveDuplicates()
          .isSubsetOf(new HashSet<Object>(texts));
    }
  }

  @Test
  void fewValuesAreAllChosenAndKeepTheirType() {
    Object state = longs(5).create();
    longs(5).addAll(state, new long[] {3, 1, 3}, 0, 3);
    assertThat(longs(5).result(state, 0.9)).containsExactly(3L, 1L, 3L);

    Object flags = flags(2).create();
    flags(2).add(flags, 1);
    flags(2).add(flags, 0);
    assertThat(flags(2).result(flags, 0.9)).containsExactly(true, false);

    Object numbers = doubles(2).create();
    doubles(2).add(numbers, -0.5);
    assertThat(doubles(2).result(numbers, 0.9)).containsExactly(-0.5);
  }

  @SuppressWarnings("unchecked") // the factory says so
  private static Aggregator.OfLong<Object, List<Object>> flags(int size) {
    return (Aggregator.OfLong<Object, List<Object>>) Aggregators.sample(size, Type.BOOLEAN);
  }

  /**
   * χ² with 59 degrees of freedom is above 132.6 once in a million times (and one in a million).
   */
  @Test
  void everyTextIsEquallyLikelyAlsoAfterMergesOfUnequalParts() {
    int values = 60;
    int runs = 6_000;
    int size = 12;
    long[] chosen = new long[values];
    for (int run = 0; run < runs; run++) {
      Aggregator<Object, List<Object>> left = texts(size).withSeed(2L * run);
      Aggregator<Object, List<Object>> right = texts(size).withSeed(2L * run + 1);
      Object state = left.create();
      add((Aggregator.OfBytes<Object, List<Object>>) left, state, 0, 43);
      Object other = right.create();
      add((Aggregator.OfBytes<Object, List<Object>>) right, other, 43, values);
      for (Object value : left.result(left.merge(state, other), 0.9)) {
        chosen[Integer.parseInt((String) value)]++;
      }
    }
    double expected = (double) runs * size / values;
    double chi2 = 0;
    for (long count : chosen) {
      chi2 += (count - expected) * (count - expected) / expected;
    }
    // without replacement the statistic is smaller by the factor 1 - size / values
    assertThat(chi2 / (1 - (double) size / values)).isLessThan(132.6);
  }

  private static void add(
      Aggregator.OfBytes<Object, List<Object>> aggregator, Object state, int from, int to) {
    for (int i = from; i < to; i++) {
      byte[] text = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
      aggregator.add(state, text, 0, text.length, Hash64.xxh3().hash(text, 0, text.length));
    }
  }

  @Test
  void textsThatWerePushedOutAreForgotten() {
    Object state = texts(10).create();
    add(texts(10), state, 0, 200_000);
    assertThat(texts(10).heapBytes(state)).isLessThan(4_000);
    assertThat(texts(10).result(state, 0.9)).hasSize(10).doesNotHaveDuplicates();
  }

  @Test
  void anotherSeedChoosesOthers() {
    String chosen =
        IntStream.range(0, 5)
            .mapToObj(
                seed -> {
                  Aggregator<Object, List<Object>> aggregator = texts(3).withSeed(seed);
                  Object state = aggregator.create();
                  add((Aggregator.OfBytes<Object, List<Object>>) aggregator, state, 0, 1000);
                  return aggregator.result(state, 0.9).toString();
                })
            .distinct()
            .collect(Collectors.joining());
    assertThat(chosen.split("\\]\\[", -1)).hasSize(5);
  }

  @Test
  void bytesOfAnotherSizeAreRefused() {
    Object state = longs(5).create();
    longs(5).add(state, 3);
    ByteBuffer bytes = ByteBuffer.allocate(longs(5).codec().size(state));
    longs(5).codec().write(state, bytes);
    assertThatThrownBy(() -> longs(6).codec().read(bytes.flip()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void sizesAndTypesAreChecked() {
    assertThatThrownBy(() -> Aggregators.sample(0, Type.BIGINT))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Aggregators.sample(3, Type.VALUES))
        .hasMessage("type must be that of a value, got VALUES");
    assertThat(longs(3).name()).isEqualTo("sample(3, BIGINT)");
    assertThat(longs(3).outputs()).containsExactly(new Aggregator.Output("", Type.VALUES, false));
  }
}
