package dev.inkling.sketch.frequency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The widths of counters, differences, conservative updates, batches. */
class CountMinCountersTest {

  private static long[] hashes(int n, long seed) {
    return new SplittableRandom(seed).longs(n).toArray();
  }

  @ParameterizedTest
  @ValueSource(longs = {255, 65_535, 65_536, Integer.MAX_VALUE, 1L << 31, (1L << 32) - 1})
  void countersAreWidenedBeforeOneOverflows(long start) {
    for (boolean conservative : new boolean[] {false, true}) {
      CountMinSketch sketch =
          conservative ? CountMinSketch.createConservative(16, 3) : CountMinSketch.create(16, 3);
      sketch.addHash(5, start - 3);
      for (int i = 1; i <= 10; i++) {
        if (i % 2 == 0) {
          sketch.addHash(5);
        } else {
          sketch.addHashes(new long[] {5}, 0, 1);
        }
        assertThat(sketch.frequencyOfHash(5)).isEqualTo(start - 3 + i);
        assertThat(CountMinSketch.fromBytes(sketch.toByteArray())).isEqualTo(sketch);
      }
      sketch.merge(sketch.copy());
      assertThat(sketch.frequencyOfHash(5)).isEqualTo(2 * (start + 7));
    }
  }

  @Test
  void manyAdditionsToManyCellsNeedNoWideCounters() {
    CountMinSketch sketch = CountMinSketch.create(1 << 10, 1);
    long column = 1L << 54;
    long third = Integer.MAX_VALUE / 3;
    long empty = sketch.heapBytes();
    for (long i = 0; i < 512; i++) {
      sketch.addHash(i * column, third);
    }
    assertThat(sketch.total()).isGreaterThan(1L << 38);
    assertThat(sketch.heapBytes()).isEqualTo(empty + 32 + 24 + 16 + 4 * 1_024);
    sketch.addHash(0, Integer.MAX_VALUE);
    assertThat(sketch.frequencyOfHash(0)).isGreaterThanOrEqualTo(third + Integer.MAX_VALUE);
    assertThat(sketch.heapBytes()).isEqualTo(empty + 32 + 24 + 16 + 8 * 1_024);
  }

  @Test
  void theWidthOfCountersIsNoPartOfTheState() {
    CountMinSketch wide = CountMinSketch.create(16, 3);
    wide.addHash(5, 1L << 40);
    CountMinSketch most = wide.copy();
    wide.addHash(6, 9);
    CountMinSketch narrow = CountMinSketch.create(16, 3);
    narrow.addHash(6, 9);
    assertThat(wide.subtract(most)).isEqualTo(narrow).hasSameHashCodeAs(narrow);
    assertThat(wide.toByteArray()).isEqualTo(narrow.toByteArray());
    assertThat(wide.heapBytes()).isGreaterThan(narrow.heapBytes());
    assertThat(wide.copy()).isEqualTo(narrow);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 100, 5_000, 100_000})
  void whatIsLeftAfterSubtractingIsTheSketchOfTheRest(int n) {
    long[] hashes = hashes(n, n);
    int half = n / 2;
    CountMinSketch whole = CountMinSketch.create(128, 3);
    whole.addHashes(hashes, 0, n);
    CountMinSketch first = CountMinSketch.create(128, 3);
    first.addHashes(hashes, 0, half);
    CountMinSketch rest = CountMinSketch.create(128, 3);
    rest.addHashes(hashes, half, n);
    byte[] before = first.toByteArray();
    assertThat(whole.subtract(first)).isSameAs(whole).isEqualTo(rest);
    assertThat(whole.toByteArray()).isEqualTo(rest.toByteArray());
    assertThat(first.toByteArray()).isEqualTo(before);
    assertThat(whole.subtract(CountMinSketch.create(128, 3))).isEqualTo(rest);
    whole.addHashes(hashes, 0, n);
    rest.addHashes(hashes, 0, n);
    assertThat(whole).isEqualTo(rest);
    assertThat(whole.subtract(whole).isEmpty()).isTrue();
    assertThat(whole).isEqualTo(CountMinSketch.create(128, 3));
  }

  @Test
  void whatWasNotAddedCannotBeSubtracted() {
    CountMinSketch sketch = CountMinSketch.create(128, 3);
    sketch.addHash(1, 10);
    CountMinSketch other = CountMinSketch.create(128, 3);
    other.addHash(1, 9);
    other.addHash(1L << 62, 1);
    byte[] before = sketch.toByteArray();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.subtract(other))
        .withMessageStartingWith("what is subtracted must have been added before, got ");
    assertThat(sketch.toByteArray()).isEqualTo(before);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CountMinSketch.create(128, 3).subtract(sketch));
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> sketch.subtract(CountMinSketch.create(128, 4)));
  }

  @Test
  void aConservativeSketchIsNeverWorseAndNeverTooLow() {
    SplittableRandom random = new SplittableRandom(12);
    for (int run = 0; run < 20; run++) {
      CountMinSketch plain = CountMinSketch.create(64, 4);
      CountMinSketch conservative = CountMinSketch.createConservative(64, 4);
      CountMinSketch half = CountMinSketch.createConservative(64, 4);
      CountMinSketch otherHalf = CountMinSketch.createConservative(64, 4);
      long[] names = random.longs(500).toArray();
      long[] truth = new long[names.length];
      for (int i = 0; i < 5_000; i++) {
        int item = random.nextInt(1 + random.nextInt(names.length));
        int count = 1 + random.nextInt(3);
        truth[item] += count;
        plain.addHash(names[item], count);
        conservative.addHash(names[item], count);
        (i % 2 == 0 ? half : otherHalf).addHash(names[item], count);
      }
      half.merge(otherHalf);
      assertThat(half.total()).isEqualTo(plain.total()).isEqualTo(conservative.total());
      long gain = 0;
      for (int item = 0; item < names.length; item++) {
        long estimate = conservative.frequencyOfHash(names[item]);
        long upper = plain.frequencyOfHash(names[item]);
        assertThat(estimate).isBetween(truth[item], upper);
        assertThat(half.frequencyOfHash(names[item])).isBetween(truth[item], upper);
        gain += upper - estimate;
      }
      assertThat(gain).isPositive();
      assertThat(conservative.error(0.9)).isLessThanOrEqualTo(plain.error(0.9));
      assertThat(CountMinSketch.fromBytes(half.toByteArray())).isEqualTo(half);
    }
  }

  @Test
  void conservativeSketchesKeepToThemselves() {
    CountMinSketch plain = CountMinSketch.create(64, 4);
    CountMinSketch conservative = CountMinSketch.createConservative(64, 4);
    assertThat(conservative.isConservative()).isTrue();
    assertThat(plain.isConservative()).isFalse();
    assertThat(conservative).isNotEqualTo(plain);
    assertThat(conservative.isMergeableWith(plain)).isFalse();
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> plain.merge(conservative));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> conservative.subtract(conservative.copy()))
        .withMessage("a sketch with conservative updates has no differences");
    assertThat(CountMinSketch.fromBytes(conservative.toByteArray()).isConservative()).isTrue();
    assertThat(conservative.copy().isConservative()).isTrue();
    conservative.addHash(1);
    assertThat(conservative.clear().isConservative()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {1 << 17, 1 << 18})
  void aBatchOfAnyLengthIsItsAdditionsOneByOne(int width) {
    long[] values = hashes(70_000, 12);
    for (int length : new int[] {0, 1, 16_384, 16_385, 69_990}) {
      for (boolean conservative : new boolean[] {false, true}) {
        CountMinSketch batch =
            conservative
                ? CountMinSketch.createConservative(width, 2)
                : CountMinSketch.create(width, 2);
        CountMinSketch scalar = batch.copy();
        batch.addAll(values, 3, 3 + length);
        for (int i = 3; i < 3 + length; i++) {
          scalar.add(values[i]);
        }
        assertThat(batch.total()).isEqualTo(length);
        assertThat(batch).isEqualTo(scalar);
      }
    }
  }

  @Test
  void aBatchOfQueriesIsItsQueriesOneByOne() {
    for (long weight : new long[] {1, 1_000, 1L << 32}) {
      CountMinSketch sketch = CountMinSketch.create(64, 3);
      long[] values = hashes(3_000, 4);
      long[] hashes = new long[values.length];
      long[] byValue = new long[values.length + 7];
      sketch.frequencies(values, 0, values.length, byValue, 7);
      assertThat(byValue).containsOnly(0);
      for (int i = 0; i < values.length; i++) {
        hashes[i] = sketch.hash64().hash(values[i]);
        sketch.add(values[i % 1_000], weight);
      }
      long[] byHash = new long[values.length];
      Arrays.fill(byHash, -1);
      sketch.frequencies(values, 10, values.length, byValue, 7);
      sketch.frequenciesOfHashes(hashes, 10, values.length, byHash, 0);
      for (int i = 10; i < values.length; i++) {
        long expected = sketch.frequency(values[i]);
        assertThat(byValue[7 + i - 10]).isEqualTo(expected);
        assertThat(byHash[i - 10]).isEqualTo(expected);
      }
      assertThat(byHash[values.length - 10]).isEqualTo(-1);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> sketch.frequencies(values, 0, values.length, byHash, 1));
    }
  }

  @Test
  void weightsOfValuesAreThoseOfTheirHashes() {
    CountMinSketch sketch = CountMinSketch.create(64, 3);
    sketch.add(7L, 3);
    sketch.add("ada", 4);
    sketch.add("ada", 0);
    assertThat(sketch.frequency(7L)).isEqualTo(3);
    assertThat(sketch.frequency("ada")).isEqualTo(4);
    assertThat(sketch.estimate("ada", 0.9).value()).isEqualTo(4);
    assertThat(sketch.estimate(7L, 0.9).value()).isEqualTo(3);
    assertThat(sketch.total()).isEqualTo(7);
  }

  /** A row of a conservative sketch may sum to less than the total, but not all of them. */
  @Test
  void countersThatNoAdditionsGiveAreRefused() {
    CountMinSketch sketch = CountMinSketch.createConservative(2, 2);
    sketch.addHash(1);
    byte[] image = sketch.toByteArray();
    assertThat(CountMinSketch.fromBytes(image)).isEqualTo(sketch);
    image[16 + 4] = 9; // the total
    ByteBuffer sealed = ByteBuffer.wrap(image).order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    crc.update(image, 16, image.length - 16);
    sealed.putInt(8, (int) crc.getValue());
    crc.reset();
    crc.update(image, 0, 12);
    sealed.putInt(12, (int) crc.getValue());
    assertThatExceptionOfType(SketchFormatException.class)
        .isThrownBy(() -> CountMinSketch.fromBytes(image))
        .withMessageContaining("total minus the sum of all counters");
  }
}
