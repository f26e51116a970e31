package dev.inkling.sketch.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.IncompatibleSketchException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeingBloomFilterTest {

  private static AgeingBloomFilter ofMs(long window, int slices, double rate) {
    return AgeingBloomFilter.ofTime(Duration.ofMillis(window), slices, 1_000, rate);
  }

  @Test
  void theExampleOfTheDocumentationHolds() {
    AgeingBloomFilter seen = AgeingBloomFilter.ofTime(Duration.ofMinutes(10), 5, 1_000_000, 0.01);
    seen.add("ada", 0);
    seen.advanceTo(600_000);
    assertThat(seen.mightContain("ada")).isTrue();
    seen.advanceTo(720_000);
    assertThat(seen.mightContain("ada")).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "5, 1", "10, 3", "100, 4", "100, 63", "1000, 7"})
  void theLastAdditionsAreFoundAndThoseOfASliceBeforeForgotten(int window, int slices) {
    AgeingBloomFilter filter = AgeingBloomFilter.ofItems(window, slices, 1e-6);
    int n = 3 * window + 50;
    long[] hashes = new SplittableRandom(window).longs(n).toArray();
    int asked = 0;
    int wrong = 0;
    for (int added = 1; added <= n; added++) {
      filter.addHash(hashes[added - 1]);
      for (int i = Math.max(0, added - window); i < added; i++) {
        assertThat(filter.mightContainHash(hashes[i])).isTrue();
      }
      long remembered = window + filter.sliceLength() + slices;
      for (int i = 0; i < added - remembered; i++) {
        asked++;
        wrong += filter.mightContainHash(hashes[i]) ? 1 : 0;
      }
    }
    assertThat(asked).isPositive();
    assertThat(wrong).isLessThanOrEqualTo(BinomialBounds.most(asked, 1e-6));
  }

  @Test
  void theOldestAdditionGoesWhenItsSliceDoes() {
    // slices of 25: addition 0 is in slice 0, which goes when slice 5 begins
    AgeingBloomFilter filter = AgeingBloomFilter.ofItems(100, 4, 1e-6);
    filter.addHash(-1);
    for (long i = 1; i < 125; i++) {
      filter.add(i);
    }
    assertThat(filter.mightContainHash(-1)).isTrue();
    filter.add(125);
    assertThat(filter.mightContainHash(-1)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "100, 4", "100, 7", "1000, 63", "60000, 1"})
  void theWindowOfTimeIsKeptToTheMillisecond(long window, int slices) {
    for (long time : new long[] {0, 1, -1, 12_345, -98_765, 1_700_000_000_000L}) {
      AgeingBloomFilter filter = ofMs(window, slices, 1e-6);
      filter.addHash(7, time);
      long length = filter.sliceLength();
      assertThat(length * slices).isBetween(window, window + slices - 1);
      filter.advanceTo(time + window);
      assertThat(filter.mightContainHash(7)).isTrue();
      filter.advanceTo(time + length * (slices + 1));
      assertThat(filter.mightContainHash(7)).isFalse();
      assertThat(filter.isEmpty()).isTrue();
      assertThat(filter.cardinality(0.9)).isEqualTo(Estimate.exact(0));
    }
  }

  @Test
  void aSliceGoesAsAWhole() {
    // slices of 25 ms: [100, 125) goes at 225
    AgeingBloomFilter filter = ofMs(100, 4, 1e-6);
    filter.addHash(1, 100);
    filter.addHash(2, 124);
    filter.addHash(3, 125);
    filter.advanceTo(224);
    assertThat(filter.mightContainHash(1)).isTrue();
    filter.advanceTo(225);
    assertThat(filter.mightContainHash(1)).isFalse();
    assertThat(filter.mightContainHash(2)).isFalse();
    assertThat(filter.mightContainHash(3)).isTrue();
  }

  @Test
  void lateValuesCountAsOfTheirTime() {
    AgeingBloomFilter filter = ofMs(100, 4, 1e-6);
    filter.advanceTo(1_000);
    filter.addHash(1, 950);
    filter.addHash(2, 900);
    filter.addHash(3, 899);
    filter.addHash(4, Long.MIN_VALUE);
    assertThat(filter.mightContainHash(1)).isTrue();
    assertThat(filter.mightContainHash(2)).isTrue();
    assertThat(filter.mightContainHash(3)).isFalse();
    assertThat(filter.mightContainHash(4)).isFalse();
    filter.advanceTo(990);
    filter.advanceTo(1_025);
    assertThat(filter.mightContainHash(2)).isFalse();
    assertThat(filter.mightContainHash(1)).isTrue();
    filter.advanceTo(1_075);
    assertThat(filter.mightContainHash(1)).isFalse();
  }

  @Test
  void extremeTimesAreTimesLikeOthers() {
    for (int slices : new int[] {1, 3}) {
      AgeingBloomFilter filter = ofMs(slices, slices, 1e-6);
      filter.addHash(1, Long.MIN_VALUE);
      assertThat(filter.mightContainHash(1)).isTrue();
      filter.addHash(2, Long.MAX_VALUE);
      assertThat(filter.mightContainHash(1)).isFalse();
      assertThat(filter.mightContainHash(2)).isTrue();
      filter.addHash(3, Long.MAX_VALUE - slices);
      filter.addHash(4, Long.MAX_VALUE - slices - 1);
      assertThat(filter.mightContainHash(3)).isTrue();
      assertThat(filter.mightContainHash(4)).isFalse();
      AgeingBloomFilter early = ofMs(slices, slices, 1e-6);
      early.addHash(1, Long.MIN_VALUE);
      assertThat(filter.copy().merge(early)).isEqualTo(filter);
      assertThat(early.merge(filter)).isEqualTo(filter);
      assertThat(AgeingBloomFilter.fromBytes(filter.toByteArray())).isEqualTo(filter);
    }
  }

  @Test
  void anyOrderSplitAndMergeTreeOfTimedValuesGivesTheSameBytes() {
    SplittableRandom random = new SplittableRandom(11);
    int n = 2_000;
    long[] hashes = random.longs(n).toArray();
    long[] times = random.longs(n, -500, 500).toArray();
    AgeingBloomFilter direct = ofMs(300, 5, 0.01);
    direct.addHashes(hashes, times, 0, n);
    assertThat(direct.isEmpty()).isFalse();
    for (int run = 0; run < 50; run++) {
      AgeingBloomFilter[] parts = new AgeingBloomFilter[1 + random.nextInt(8)];
      for (int i = 0; i < parts.length; i++) {
        parts[i] = ofMs(300, 5, 0.01);
      }
      for (int i = n - 1; i >= 0; i--) {
        int j = random.nextInt(i + 1);
        long hash = hashes[j];
        hashes[j] = hashes[i];
        hashes[i] = hash;
        long time = times[j];
        times[j] = times[i];
        times[i] = time;
        parts[random.nextInt(parts.length)].addHash(hash, time);
      }
      AgeingBloomFilter merged = ofMs(300, 5, 0.01);
      for (AgeingBloomFilter part : parts) {
        merged = random.nextBoolean() ? merged.merge(part) : part.merge(merged);
      }
      assertThat(merged.toByteArray()).isEqualTo(direct.toByteArray());
    }
  }

  @ParameterizedTest
  @CsvSource({"20000, 1, 0.1", "20000, 4, 0.01", "5000, 63, 0.01", "20000, 4, 0.0001"})
  void theRateOfAFullWindowIsAtMostTheOneAskedFor(int window, int slices, double rate) {
    int trials = 1_000_000;
    AgeingBloomFilter filter = AgeingBloomFilter.ofItems(window, slices, rate);
    SplittableRandom random = new SplittableRandom(window + slices);
    // fuller than on average: the slice that is about to end
    int n = (int) ((3L * (slices + 1)) * filter.sliceLength());
    filter.addHashes(random.longs(n).toArray(), 0, n);
    int found =
        filter.mightContainHashes(
            random.longs(trials).toArray(), 0, trials, new boolean[trials], 0);
    double predicted = filter.falsePositiveRate();
    assertThat(found)
        .isBetween(BinomialBounds.least(trials, predicted), BinomialBounds.most(trials, predicted));
    assertThat(found).isLessThanOrEqualTo(BinomialBounds.most(trials, rate * 1.05));
  }

  @ParameterizedTest
  @CsvSource({"1", "10", "300", "1000", "5000"})
  void theBarOfTheCardinalityHoldsWhatIsRememberedAsOftenAsItSays(int n) {
    int runs = 400;
    double[] confidences = {0.9, 0.95, 0.99};
    int[] held = new int[confidences.length];
    for (int run = 0; run < runs; run++) {
      AgeingBloomFilter filter = AgeingBloomFilter.ofItems(1_000, 4, 0.01);
      filter.addHashes(new SplittableRandom(31L * n + run).longs(n).toArray(), 0, n);
      // of 5,000 the slice that is about to end and the four before it are there
      int remembered = Math.min(n, 1_250);
      for (int c = 0; c < confidences.length; c++) {
        held[c] += filter.cardinality(confidences[c]).contains(remembered) ? 1 : 0;
      }
    }
    for (int c = 0; c < confidences.length; c++) {
      assertThat(held[c]).isGreaterThanOrEqualTo(BinomialBounds.least(runs, confidences[c]));
    }
  }

  @Test
  void byNumberABatchIsItsValuesOneByOneAndBytesGoRound() {
    SplittableRandom random = new SplittableRandom(3);
    long[] hashes = random.longs(5_000).toArray();
    for (int slices : new int[] {1, 3, 7}) {
      AgeingBloomFilter scalar = AgeingBloomFilter.ofItems(100, slices, 0.01);
      AgeingBloomFilter batch = scalar.copy();
      for (int from = 0; from < hashes.length; ) {
        int to = Math.min(hashes.length, from + random.nextInt(300));
        batch.addHashes(hashes, from, to);
        for (int i = from; i < to; i++) {
          scalar.addHash(hashes[i]);
        }
        byte[] bytes = scalar.toByteArray();
        assertThat(batch.toByteArray()).isEqualTo(bytes);
        assertThat(bytes).hasSize(scalar.serializedBytes());
        AgeingBloomFilter read = AgeingBloomFilter.fromBytes(bytes);
        assertThat(read).isEqualTo(scalar).hasSameHashCodeAs(scalar);
        if (random.nextBoolean()) {
          batch = read;
        }
        from = to;
      }
      AgeingBloomFilter copy = scalar.copy();
      assertThat(scalar.clear()).isEqualTo(AgeingBloomFilter.ofItems(100, slices, 0.01));
      assertThat(copy).isNotEqualTo(scalar).isEqualTo(batch);
    }
  }

  @Test
  void byNumberFiltersAreNotMerged() {
    AgeingBloomFilter byNumber = AgeingBloomFilter.ofItems(100, 4, 0.01);
    assertThat(byNumber.isMergeableWith(byNumber.copy())).isFalse();
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> byNumber.merge(byNumber.copy()))
        .withMessageContaining("which values are the last n");
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> ofMs(100, 4, 0.01).merge(byNumber));
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> ofMs(100, 4, 0.01).merge(ofMs(100, 5, 0.01)))
        .withMessageContaining("slices");
  }

  @Test
  void timeIsForFiltersByTimeAndComesFirst() {
    AgeingBloomFilter byTime = ofMs(100, 4, 0.01);
    assertThat(byTime.isByTime()).isTrue();
    assertThat(byTime.window()).isEqualTo(100);
    assertThatIllegalStateException()
        .isThrownBy(() -> byTime.addHash(1))
        .withMessageContaining("advanceTo");
    assertThatIllegalStateException()
        .isThrownBy(() -> byTime.addHashes(new long[] {1}, 0, 1))
        .withMessageContaining("advanceTo");
    byTime.advanceTo(5);
    byTime.addHash(1);
    byTime.add(2L, 6);
    assertThat(byTime.mightContainHash(1)).isTrue();
    assertThat(byTime.mightContain(2L)).isTrue();
    AgeingBloomFilter byNumber = AgeingBloomFilter.ofItems(100, 4, 0.01);
    assertThat(byNumber.isByTime()).isFalse();
    assertThatIllegalStateException().isThrownBy(() -> byNumber.advanceTo(1));
    assertThatIllegalStateException().isThrownBy(() -> byNumber.addHash(1, 1));
  }

  @Test
  void parametersOutOfRangeAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgeingBloomFilter.ofItems(0, 4, 0.01))
        .withMessage("windowItems must be at least 1, got 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgeingBloomFilter.ofItems(10, 64, 0.01))
        .withMessage("slices must be in [1, 63], got 64");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgeingBloomFilter.ofItems(10, 4, 0))
        .withMessage("falsePositiveRate must be in [1e-6, 1), got 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgeingBloomFilter.ofItems(1L << 40, 4, 0.01))
        .withMessageContaining("words of 8 bytes that an array holds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgeingBloomFilter.ofTime(Duration.ofNanos(1_500_000), 4, 10, 0.01))
        .withMessageContaining("window must be a positive number of milliseconds");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgeingBloomFilter.ofTime(Duration.ZERO, 4, 10, 0.01))
        .withMessageContaining("window");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> AgeingBloomFilter.ofTime(Duration.ofMillis(1), 4, 0, 0.01))
        .withMessage("expectedItems must be at least 1, got 0");
  }
}
