package dev.inkling.sketch.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said to be surely in an answer is in it, and nothing that belongs there is missing. */
class TopKCertificatesTest {

  private static final int ITEMS = 20_000;

  private static int zipf(SplittableRandom random, double exponent) {
    // the inverse of a continuous Zipf distribution over [1, ITEMS + 1)
    double u = random.nextDouble();
    double s = 1 - exponent;
    double x = Math.pow(1 + u * (Math.pow(ITEMS + 1, s) - 1), 1 / s);
    return Math.min(ITEMS, (int) x) - 1;
  }

  private static TopK filled(
      SplittableRandom random, double exponent, int capacity, int parts, int n, long[] truth) {
    List<TopK> sketches = new ArrayList<>();
    long[] batch = new long[n / parts];
    for (int part = 0; part < parts; part++) {
      for (int i = 0; i < batch.length; i++) {
        int item = zipf(random, exponent);
        truth[item]++;
        batch[i] = item;
      }
      TopK sketch = TopK.create(2, capacity);
      sketch.addAll(batch, 0, batch.length);
      sketches.add(sketch);
    }
    while (sketches.size() > 1) {
      TopK right = sketches.remove(random.nextInt(sketches.size()));
      sketches.get(random.nextInt(sketches.size())).merge(right);
    }
    return sketches.get(0);
  }

  @ParameterizedTest
  @CsvSource({
    "1.1, 100, 1, 100000",
    "1.1, 1000, 2, 300000",
    "1.5, 64, 64, 300000",
    "0.8, 3072, 1, 300000",
    "0.5, 100, 2, 100000",
    "1.5, 40000, 1, 100000"
  })
  void certificatesHold(double exponent, int capacity, int parts, int n) {
    SplittableRandom random = new SplittableRandom(capacity);
    long[] truth = new long[ITEMS];
    TopK sketch = filled(random, exponent, capacity, parts, n, truth);
    long[] sorted = Arrays.stream(truth).map(count -> -count).sorted().map(c -> -c).toArray();
    int certain = 0;
    for (int most : new int[] {1, 2, 5, 10, 30, 100, 1_000}) {
      List<TopK.Item> top = sketch.top(most);
      for (int i = 0; i < top.size(); i++) {
        TopK.Item item = top.get(i);
        if (item.certain()) {
          certain++;
          assertThat(truth[(int) item.asLong()]).isGreaterThanOrEqualTo(sorted[most - 1]);
          assertThat(i == 0 || top.get(i - 1).certain()).isTrue();
        }
      }
    }
    assertThat(certain > 0).isEqualTo(exponent > 0.6);
    for (double share : new double[] {1, 0.1, 0.02, 0.01, 0.003, 0.0001}) {
      long threshold = Math.max(1, (long) Math.ceil(share * sketch.total()));
      List<TopK.Item> heavy = sketch.heavyHitters(threshold);
      assertThat(sketch.heavyHittersByShare(share)).isEqualTo(heavy);
      Set<Long> found = new HashSet<>();
      for (TopK.Item item : heavy) {
        found.add(item.asLong());
        assertThat(item.upper()).isGreaterThanOrEqualTo(threshold);
        assertThat(item.certain()).isEqualTo(item.lower() >= threshold);
        assertThat(truth[(int) item.asLong()]).isBetween(item.lower(), item.upper());
      }
      for (int item = 0; item < ITEMS; item++) {
        if (truth[item] >= threshold && truth[item] > sketch.maximumError()) {
          assertThat(found).contains((long) item);
        }
      }
    }
  }

  @Test
  void allIsCertainWhileTheSketchIsExact() {
    TopK sketch = TopK.create(3);
    assertThat(sketch.heavyHitters(1)).isEmpty();
    assertThat(sketch.heavyHittersByShare(0.5)).isEmpty();
    sketch.add("a", 3);
    sketch.add("b", 2);
    sketch.add("c", 2);
    assertThat(sketch.top()).allMatch(TopK.Item::certain);
    assertThat(sketch.top(1)).containsExactly(item("a", 3));
    // a tie: either may be called the second
    assertThat(sketch.top(2)).containsExactly(item("a", 3), item("b", 2));
    assertThat(sketch.heavyHitters(3)).containsExactly(item("a", 3));
    assertThat(sketch.heavyHittersByShare(0.2)).hasSize(3).allMatch(TopK.Item::certain);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.heavyHitters(0))
        .withMessage("threshold must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.heavyHittersByShare(0))
        .withMessage("share must be in (0, 1], got 0.0");
  }

  private static TopK.Item item(String text, long count) {
    return new TopK.Item(text.getBytes(StandardCharsets.UTF_8), count, count, true);
  }

  @Test
  void longsThatAreAddedInBatchesAreLongsAddedOneByOne() {
    SplittableRandom random = new SplittableRandom(6);
    for (int run = 0; run < 50; run++) {
      int capacity = 4 + random.nextInt(600);
      TopK batches = TopK.create(1, capacity);
      TopK scalar = TopK.create(1, capacity);
      for (int batch = 0; batch < 10; batch++) {
        long[] items = new long[random.nextInt(3_000)];
        Arrays.setAll(items, i -> zipf(random, 1.1));
        int from = random.nextInt(items.length + 1);
        batches.addAll(items, from, items.length);
        for (int i = from; i < items.length; i++) {
          scalar.add(items[i]);
        }
        if (batch == 7 && run % 2 == 0) {
          batches.add("no long");
          scalar.add("no long");
        }
      }
      assertThat(batches.total()).isEqualTo(scalar.total());
      assertThat(batches.toByteArray()).isEqualTo(scalar.toByteArray());
    }
  }

  @Test
  void textsAreTheirUtf8Bytes() {
    StringBuilder text = new StringBuilder();
    SplittableRandom random = new SplittableRandom(8);
    String[] pieces = {"a", "zz", "\u007F", "\u0080", "ä", "\u0800", "\uFFFF", "\uD83D\uDE00"};
    for (int i = 0; i < 600; i++) {
      TopK sketch = TopK.create(1);
      byte[] utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
      sketch.add(text.toString());
      sketch.add((CharSequence) text);
      sketch.add(utf8, 0, utf8.length);
      assertThat(sketch.top()).containsExactly(item(text.toString(), 3));
      assertThat(sketch.frequency(text).value()).isEqualTo(3);
      text.append(pieces[i < 40 ? 0 : random.nextInt(pieces.length)]);
    }
    TopK sketch = TopK.create(1);
    for (String unpaired : new String[] {"\uD83D", "\uDE00", "\uD83D!"}) {
      sketch.add(unpaired);
      assertThat(
              sketch
                  .frequency(
                      new String(unpaired.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                  .value())
          .isPositive();
    }
  }
}
