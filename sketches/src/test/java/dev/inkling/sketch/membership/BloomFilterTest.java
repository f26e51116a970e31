package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkling.sketch.Estimate;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

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

  @Test
  void batchesAnswerLikeSingleQuestions() {
    // small, and large enough to be read ahead; two, four and eight words per block
    for (double rate : new double[] {0.01, 0.001, 1e-6}) {
      for (int expected : new int[] {1_000, 4_000_000}) {
        BloomFilter filter = BloomFilter.create(expected, rate);
        SplittableRandom random = new SplittableRandom(expected);
        long[] hashes = random.longs(3_001).toArray();
        boolean[] found = new boolean[4_000];
        Arrays.fill(found, true);
        assertThat(filter.mightContainHashes(hashes, 1, 2_001, found, 7)).isZero();
        for (int i = 0; i < found.length; i++) {
          assertThat(found[i]).isEqualTo(i < 7 || i >= 2_007);
        }
        filter.addHashes(hashes, 0, 1_501);
        int count = 0;
        assertThat(filter.mightContainHashes(hashes, 1, 3_001, found, 7)).isBetween(1_500, 1_600);
        for (int i = 1; i < 3_001; i++) {
          assertThat(found[i + 6]).isEqualTo(filter.mightContainHash(hashes[i]));
          count += found[i + 6] ? 1 : 0;
        }
        assertThat(filter.mightContainHashes(hashes, 1, 3_001, found, 7)).isEqualTo(count);
        assertThat(filter.mightContainHashes(hashes, 5, 5, found, 4_000)).isZero();
      }
    }
  }

  @Test
  void batchesOfValuesAnswerLikeSingleQuestions() {
    BloomFilter filter = BloomFilter.create(2_000, 0.01);
    long[] values = LongStream.range(0, 4_000).toArray();
    filter.addAll(values, 0, 2_000);
    boolean[] found = new boolean[4_000];
    assertThat(filter.mightContainAll(values, 0, 4_000, found, 0)).isBetween(2_000, 2_100);
    for (int i = 0; i < 4_000; i++) {
      assertThat(found[i]).isEqualTo(filter.mightContain(values[i]));
    }
    byte[] texts = "adabobeve".getBytes(StandardCharsets.UTF_8);
    int[] offsets = {0, 3, 6, 9};
    BloomFilter names = BloomFilter.create(2_000, 0.01);
    names.addAll(texts, offsets, 0, 2);
    assertThat(names.mightContainAll(texts, offsets, 1, 3, found, 1)).isEqualTo(1);
    assertThat(found[1]).isTrue();
    assertThat(found[2]).isFalse();
    names.add(2.5);
    assertThat(names.mightContain(2.5)).isTrue();
    assertThat(names.mightContain(2.75)).isFalse();
  }

  @Test
  void aRangeOutsideTheArraysIsRefused() {
    BloomFilter filter = BloomFilter.create(10, 0.01);
    boolean[] found = new boolean[5];
    for (int[] range : new int[][] {{-1, 3, 0}, {0, 11, 0}, {4, 3, 0}, {0, 5, 1}, {0, 3, -1}}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(
              () -> filter.mightContainHashes(new long[10], range[0], range[1], found, range[2]));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(
              () -> filter.mightContainAll(new long[10], range[0], range[1], found, range[2]));
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
        .isThrownBy(() -> BloomFilter.create(13_000_000_000L, 0.01))
        .withMessageContaining("words of 8 bytes that an array holds");
    // a filter of more than 2^31 bits is made, but takes no memory while empty
    assertThat(BloomFilter.create(12_000_000_000L, 0.01).sizeBits()).isGreaterThan(1L << 36);
    assertThat(BloomFilter.create(12_000_000_000L, 0.01).heapBytes()).isEqualTo(48);
  }
}
