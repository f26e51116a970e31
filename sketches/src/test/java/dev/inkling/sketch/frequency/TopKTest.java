package dev.inkling.sketch.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TopKTest {

  /** Zipf of exponent 1 over 2^20 values, roughly: the exponent of a uniform variable. */
  private static long zipf(SplittableRandom random) {
    return (long) Math.pow(2, 20 * random.nextDouble());
  }

  @Test
  void theExampleOfTheDocumentationHolds() {
    TopK pages = TopK.create(10);
    pages.add("/index");
    pages.add("/about");
    pages.add("/index");
    TopK.Item first = pages.top(1).get(0);
    assertThat(first.asText()).isEqualTo("/index");
    assertThat(first.count()).isEqualTo(Estimate.exact(2));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 16, 101, 1_000})
  void boundsAlwaysHoldAfterAnyTreeOfMerges(int capacity) {
    SplittableRandom random = new SplittableRandom(capacity);
    Map<Long, Long> truth = new HashMap<>();
    List<TopK> parts = new ArrayList<>();
    long total = 0;
    for (int part = 0; part < 12; part++) {
      TopK sketch = TopK.create(1, capacity);
      int items = random.nextInt(8_000);
      for (int i = 0; i < items; i++) {
        long item = zipf(random) * (part % 3 + 1);
        int weight = 1 + random.nextInt(3);
        sketch.add(item, Hash64.xxh3().hash(item), weight);
        truth.merge(item, (long) weight, Long::sum);
        total += weight;
      }
      parts.add(sketch);
    }
    while (parts.size() > 1) {
      TopK right = parts.remove(random.nextInt(parts.size()));
      parts.get(random.nextInt(parts.size())).merge(right);
    }
    TopK merged = parts.get(0);
    assertThat(merged.total()).isEqualTo(total);
    assertThat(merged.size()).isLessThanOrEqualTo(capacity);
    assertThat(merged.maximumError()).isPositive().isLessThanOrEqualTo(2 * total / capacity);
    truth.forEach(
        (item, count) -> {
          Estimate estimate = merged.frequency(item);
          assertThat(estimate.contains(count.doubleValue())).isTrue();
          assertThat(estimate.guarantee()).isEqualTo(Guarantee.DETERMINISTIC);
          assertThat(estimate.lower() > 0 || count <= merged.maximumError()).isTrue();
        });
    List<TopK.Item> all = merged.top(Integer.MAX_VALUE);
    assertThat(all).hasSize(merged.size());
    for (TopK.Item item : all) {
      assertThat(truth.get(item.asLong())).isBetween(item.lower(), item.upper());
      assertThat(item.count()).isEqualTo(merged.frequency(item.asLong()));
    }
  }

  @Test
  void topIsExactWhileAllItemsFit() {
    SplittableRandom random = new SplittableRandom(9);
    TopK sketch = TopK.create(5, 300);
    Map<Integer, Long> truth = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      int item = random.nextInt(random.nextInt(300) + 1);
      sketch.add("item " + item);
      truth.merge(item, 1L, Long::sum);
    }
    assertThat(sketch.maximumError()).isZero();
    List<String> expected =
        truth.entrySet().stream()
            .sorted(
                Map.Entry.<Integer, Long>comparingByValue()
                    .reversed()
                    .thenComparing(e -> "item " + e.getKey()))
            .map(e -> "item " + e.getKey() + ": " + e.getValue())
            .toList();
    List<String> found =
        sketch.top(300).stream().map(item -> item.asText() + ": " + item.lower()).toList();
    assertThat(found).isEqualTo(expected);
    assertThat(sketch.top()).isEqualTo(sketch.top(300).subList(0, 5));
    assertThat(sketch.top(0)).isEmpty();
  }

  @Test
  void tiesAreOrderedByUnsignedBytes() {
    TopK sketch = TopK.create(4);
    byte[][] items = {{(byte) 0x80}, {0x7F}, {}, {0x7F, 0}};
    for (byte[] item : items) {
      sketch.add(item, 0, item.length);
    }
    assertThat(sketch.top().stream().map(item -> Arrays.toString(item.bytes())))
        .containsExactly("[]", "[127]", "[127, 0]", "[-128]");
  }

  @Test
  void longsTextsAndBytesAreTheSameItemsByTheirBytes() {
    TopK sketch = TopK.create(4);
    byte[] bytes =
        ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(1, -123_456_789L).array();
    sketch.add(-123_456_789L);
    sketch.add(bytes, 1, 9);
    sketch.add(bytes, 1, 9, Hash64.xxh3().hash(-123_456_789L));
    assertThat(sketch.frequency(-123_456_789L)).isEqualTo(Estimate.exact(3));
    assertThat(sketch.top().get(0).asLong()).isEqualTo(-123_456_789L);
    sketch.add("grün");
    byte[] utf8 = "grün".getBytes(StandardCharsets.UTF_8);
    sketch.add(utf8, 0, utf8.length);
    assertThat(sketch.frequency("grün")).isEqualTo(Estimate.exact(2));
    assertThat(sketch.top().get(1).asText()).isEqualTo("grün");
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(() -> sketch.top().get(1).asLong());
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 50, 5_000})
  void textsOfAnyLengthAreTheItemsThatTheirBytesAre(int capacity) {
    SplittableRandom random = new SplittableRandom(capacity);
    TopK ofTexts = TopK.create(1, capacity);
    TopK ofBytes = TopK.create(1, capacity);
    TopK ofBoth = TopK.create(1, capacity);
    for (int i = 0; i < 20_000; i++) {
      // one letter apart at any place, all of 8 bytes at first, a few not ASCII
      int length = i < 20 ? 8 : random.nextInt(41);
      StringBuilder letters = new StringBuilder("a".repeat(length));
      if (length > 0) {
        letters.setCharAt(
            random.nextInt(length), i < 20 || i % 7 > 0 ? 'b' : "é€\u0141".charAt(i % 3));
      }
      String text = letters.toString();
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      ofTexts.add(text);
      ofBytes.add(bytes, 0, bytes.length);
      if (i % 2 == 0) {
        ofBoth.add(text);
      } else {
        ofBoth.add(bytes, 0, bytes.length);
      }
    }
    assertThat(ofTexts.maximumError() == 0).isEqualTo(capacity == 5_000);
    assertThat(ofTexts.toByteArray()).isEqualTo(ofBytes.toByteArray());
    assertThat(ofBoth.toByteArray()).isEqualTo(ofBytes.toByteArray());
  }

  @Test
  void itemsOfOneHashAreKeptApart() {
    TopK sketch = TopK.create(4);
    for (byte item = 0; item < 30; item++) {
      for (int i = 0; i <= item; i++) {
        sketch.add(new byte[] {item}, 0, 1, 42, 1);
      }
    }
    assertThat(sketch.top(30)).hasSize(30);
    assertThat(sketch.top(1).get(0)).isEqualTo(new TopK.Item(new byte[] {29}, 30, 30, true));
  }

  @Test
  void aColumnOfBytesIsItsItemsOneByOne() {
    byte[] bytes = "aababcabcd".getBytes(StandardCharsets.UTF_8);
    int[] offsets = {0, 1, 3, 6, 10, 10};
    long[] hashes = new long[5];
    TopK scalar = TopK.create(4);
    for (int i = 0; i < 5; i++) {
      hashes[i] = Hash64.xxh3().hash(bytes, offsets[i], offsets[i + 1]);
      if (i > 0) {
        scalar.add(bytes, offsets[i], offsets[i + 1]);
      }
    }
    TopK batch = TopK.create(4);
    batch.addAll(bytes, offsets, hashes, 1, 5);
    assertThat(batch).isEqualTo(scalar);
    assertThat(batch.frequency("abcd")).isEqualTo(Estimate.exact(1));
    assertThat(batch.frequency("")).isEqualTo(Estimate.exact(1));
    assertThat(batch.frequency("a")).isEqualTo(Estimate.exact(0));
  }

  @Test
  void selectionIsTheRankInTheSortedArray() {
    SplittableRandom random = new SplittableRandom(4);
    int[] bins = new int[256];
    for (int run = 0; run < 300; run++) {
      int size = 1 + random.nextInt(40);
      int shift = random.nextInt(1, 64);
      long[] values = random.longs(size + 3).map(v -> v >>> shift).toArray();
      long[] sorted = Arrays.copyOf(values, size);
      Arrays.sort(sorted);
      for (int rank = 1; rank <= size; rank++) {
        assertThat(Selection.smallest(values, size, rank, bins)).isEqualTo(sorted[rank - 1]);
      }
    }
  }

  @Test
  void anOverflowOfTheTotalIsRefusedAndChangesNothing() {
    TopK sketch = TopK.create(4);
    sketch.add(1, Hash64.xxh3().hash(1L), Long.MAX_VALUE);
    TopK before = sketch.copy();
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> sketch.add(2));
    assertThatExceptionOfType(ArithmeticException.class)
        .isThrownBy(() -> sketch.add("a text of 20 chars"));
    assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> sketch.merge(before));
    assertThat(sketch).isEqualTo(before);
  }

  @Test
  void parametersOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopK.create(0))
        .withMessage("k must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopK.create(10, 19))
        .withMessageContaining("capacity must be in [2k, ");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TopK.create(1).add(1, 1, -1))
        .withMessage("count must be at least 0, got -1");
    assertThatIllegalArgumentException().isThrownBy(() -> TopK.create(1).top(-1));
    assertThat(TopK.create(1).capacity()).isEqualTo(64);
    assertThat(TopK.create(100).capacity()).isEqualTo(1_600);
  }
}
