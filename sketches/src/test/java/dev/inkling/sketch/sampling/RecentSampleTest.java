package dev.inkling.sketch.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.inkling.sketch.BinomialBounds;
import dev.inkling.sketch.Estimate;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

final class RecentSampleTest {

  private static final int RUNS = 40_000;

  private interface Draw {
    long[] run(long seed);
  }

  /** Checks samples of 3 of the 10 items {@code first, first + 1, …}. */
  private static void checkUniform(String what, int first, Draw draw) {
    DrawnSubsets subsets = new DrawnSubsets(1 << 10);
    for (int run = 0; run < RUNS; run++) {
      long[] sample = draw.run(100L * run);
      assertThat(sample).hasSize(3);
      for (int i = 0; i < 3; i++) {
        sample[i] -= first;
        assertThat(sample[i]).isBetween(0L, 9L);
      }
      subsets.add(DrawnSubsets.bits(sample));
    }
    subsets.check(what, DrawnSubsets.uniform(10, 3));
  }

  private static RecentSample items(long seed, int from, int to) {
    RecentSample sample = RecentSample.lastItems(3, 10, seed);
    sample.addRange(from, to);
    return sample;
  }

  @Test
  void theLastItemsAreSampledUniformly() {
    checkUniform("all at once", 30, seed -> items(seed, 0, 40).sample());
    checkUniform("just full", 0, seed -> items(seed, 0, 10).sample());
    checkUniform(
        "one by one",
        50,
        seed -> {
          RecentSample sample = items(seed, 0, 3);
          for (int i = 3; i < 60; i++) {
            sample.add(i);
            assertThat(sample.windowCount(0.9).value()).isEqualTo(Math.min(i + 1, 10));
          }
          return sample.sample();
        });
  }

  @Test
  void aSampleThatWasAskedBeforeIsStillUniform() {
    checkUniform(
        "asked at each step",
        10,
        seed -> {
          RecentSample sample = items(seed, 0, 1);
          for (int i = 1; i < 20; i++) {
            sample.add(i);
            assertThat(sample.sample()).hasSize(Math.min(3, i + 1));
          }
          return sample.sample();
        });
  }

  @Test
  void partsByNumberFollowEachOtherUniformly() {
    checkUniform("2 parts", 14, seed -> items(seed, 0, 17).merge(items(seed + 1, 17, 24)).sample());
    int[] cuts = {0, 20, 23, 23, 24, 27, 29, 30};
    checkUniform(
        "7 parts",
        20,
        seed -> {
          RecentSample sample = RecentSample.lastItems(3, 10, seed);
          for (int i = 0; i < 7; i++) {
            sample.merge(items(seed + 1 + i, cuts[i], cuts[i + 1]));
          }
          return sample.sample();
        });
    checkUniform(
        "2 parts, then items",
        16,
        seed -> {
          RecentSample sample = items(seed, 0, 17).merge(items(seed + 1, 17, 24));
          sample.addRange(24, 26);
          return sample.sample();
        });
  }

  @Test
  void theItemsOfTheLastMillisecondsAreSampledUniformlyInAnyOrderOfTime() {
    int[] shuffled = new int[40];
    for (int i = 0; i < 40; i++) {
      shuffled[i] = i * 17 % 40;
    }
    checkUniform(
        "any order",
        30,
        seed -> {
          RecentSample sample = RecentSample.lastMillis(3, 10, seed);
          for (int time : shuffled) {
            sample.add(time, time);
          }
          return sample.sample(39);
        });
    checkUniform(
        "latest first",
        30,
        seed -> {
          RecentSample sample = RecentSample.lastMillis(3, 10, seed);
          for (int time = 39; time >= 0; time--) {
            sample.add(time, time);
          }
          return sample.sample();
        });
    checkUniform(
        "several at a time, the window moved on",
        20,
        seed -> {
          RecentSample sample = RecentSample.lastMillis(3, 10, seed);
          for (int i = 0; i < 30; i++) {
            sample.add(i, i / 5);
          }
          // the items of times 4 and 5
          return sample.sample(13);
        });
  }

  @Test
  void partsByTimeAreMergedUniformly() {
    for (int parts : new int[] {2, 7}) {
      checkUniform(
          parts + " parts",
          30,
          seed -> {
            RecentSample sample = RecentSample.lastMillis(3, 10, seed);
            for (int part = 0; part < parts; part++) {
              RecentSample one = RecentSample.lastMillis(3, 10, seed + 1 + part);
              for (int time = 0; time < 40; time++) {
                if (time * time % parts == part) {
                  one.add(time, time);
                }
              }
              sample.merge(one);
            }
            return sample.sample();
          });
    }
  }

  @Test
  void pairsOfSixtyFourPartsAreUniform() {
    DrawnPairs byTime = new DrawnPairs(130);
    DrawnPairs byNumber = new DrawnPairs(130);
    for (int run = 0; run < 10_000; run++) {
      RecentSample times = RecentSample.lastMillis(8, 130, 200L * run);
      RecentSample numbers = RecentSample.lastItems(8, 130, 200L * run + 100);
      numbers.addRange(1_000, 1_200);
      int from = 0;
      for (int part = 1; part <= 64; part++) {
        int to = part == 64 ? 130 : Math.min(130, from + part % 5);
        RecentSample time = RecentSample.lastMillis(8, 130, 200L * run + part);
        RecentSample number = RecentSample.lastItems(8, 130, 200L * run + 100 + part);
        for (int i = from; i < to; i++) {
          time.add(i, i * 37 % 130);
          number.add(i);
        }
        times.merge(time);
        numbers.merge(number);
        from = to;
      }
      byTime.add(times.sample());
      byNumber.add(numbers.sample());
    }
    double single = 8.0 / 130;
    double pair = single * 7 / 129;
    byTime.check("64 parts by time", (i, j) -> i == j ? single : pair);
    byNumber.check("64 parts by number", (i, j) -> i == j ? single : pair);
  }

  @Test
  void theNumberInTheWindowIsEstimatedWithoutBiasAndItsBarHolds() {
    int n = 300;
    int size = 25;
    Moments items = new Moments();
    Moments pairs = new Moments();
    int[] held = new int[3];
    double[] confidences = {0.9, 0.95, 0.99};
    int runs = 10_000;
    for (int run = 0; run < runs; run++) {
      RecentSample sample = RecentSample.lastMillis(size, 1_000, run);
      for (int i = 0; i < 2 * n; i++) {
        sample.add(i, i < n ? -i : 1_000 + i);
      }
      double p = sample.inclusionProbability(1_900);
      assertThat(sample.sample(1_900)).hasSize(size);
      assertAllFrom(n, sample.sample(1_900));
      items.add(size / p);
      pairs.add(size * (size - 1) / 2.0 / (p * p));
      for (int c = 0; c < 3; c++) {
        Estimate count = sample.windowCount(1_900, confidences[c]);
        assertThat(count.value()).isEqualTo(size / p);
        held[c] += count.contains(n) ? 1 : 0;
      }
    }
    items.checkMean("number of items", n);
    assertThat(Math.sqrt(items.variance())).isLessThan(n / Math.sqrt(size - 1.0) * 1.05);
    pairs.checkMean("number of pairs", n * (n - 1) / 2.0);
    for (int c = 0; c < 3; c++) {
      // whole numbers: the bar is rounded outwards by less than one item in 300
      assertThat(held[c])
          .as("bars of %s", confidences[c])
          .isBetween(
              BinomialBounds.least(runs, confidences[c]),
              BinomialBounds.most(runs, confidences[c] + 0.01 * (1 - confidences[c]) + 0.002));
    }
  }

  @Test
  void fewItemsInTheWindowAreCountedExactly() {
    RecentSample sample = RecentSample.lastMillis(5, 100, 1);
    for (int i = 0; i < 1_000; i++) {
      sample.add(i, i);
    }
    assertThat(sample.windowCount(999, 0.95).isExact()).isFalse();
    for (int left = 5; left >= 0; left--) {
      long now = 1_099L - left;
      assertThat(sample.windowCount(now, 0.95)).isEqualTo(Estimate.exact(left));
      assertThat(sample.sample(now)).hasSize(left);
      assertAllFrom(now - 99, sample.sample(now));
      assertThat(sample.inclusionProbability(now)).isEqualTo(1);
    }
  }

  @Test
  void whatIsKeptIsTheSkybandWhateverTheOrderAndTheQueries() {
    checkQueriesChangeNothing(200);
    checkQueriesChangeNothing(1);
  }

  private static void checkQueriesChangeNothing(int disorder) {
    int n = 3_000;
    long[] values = new long[n];
    long[] times = new long[n];
    for (int i = 0; i < n; i++) {
      values[i] = i;
      times[i] = i / 2L - i * 31 % disorder;
    }
    RecentSample quiet = RecentSample.lastMillis(10, 700, 4);
    quiet.addAll(values, times, 0, n);
    RecentSample asked = RecentSample.lastMillis(10, 700, 4);
    for (int i = 0; i < n; i++) {
      asked.add(values[i], times[i]);
      if (i % 11 == 0) {
        assertThat(asked.sample()).hasSizeBetween(1, 10);
      }
      if (i % 100 == 0) {
        asked = RecentSample.fromBytes(asked.toByteArray());
      }
    }
    assertThat(asked.toByteArray()).isEqualTo(quiet.toByteArray());
    // the window holds some 1,400 items; 11 (1 + ln(1,400 / 11)) are about 64
    assertThat(kept(quiet)).isBetween(20, 64 + 7 * 8 + 30);
  }

  private static void assertAllFrom(long least, long[] items) {
    for (long item : items) {
      assertThat(item).isGreaterThanOrEqualTo(least);
    }
  }

  private static int kept(RecentSample sample) {
    return (sample.serializedBytes() - 56) / 24;
  }

  @Test
  void onAverageTheNumberKeptIsThatOfTheRecords() {
    Moments kept = new Moments();
    double expected = 0;
    for (int j = 1; j <= 2_000; j++) {
      expected += Math.min(1, 11.0 / j);
    }
    for (int run = 0; run < 2_000; run++) {
      RecentSample sample = RecentSample.lastItems(10, 2_000, run);
      sample.addRange(0, 5_000);
      kept.add(kept(sample));
      assertThat((double) kept(sample)).isLessThan(expected + 7 * Math.sqrt(expected) + 30);
    }
    kept.checkMean("items kept", expected);
    assertThat(expected).isLessThan(11 * (1 + Math.log(2_000.0 / 11)) + 1);
  }

  @Test
  void ofABatchOnlyTheWindowIsRead() {
    RecentSample sample = RecentSample.lastItems(5, 100, 1);
    sample.addRange(0, 1L << 61);
    RecentSample single = RecentSample.lastItems(5, 100, 1);
    single.addRange(0, (1L << 61) - 300);
    for (long i = (1L << 61) - 300; i < 1L << 61; i++) {
      single.add(i);
    }
    assertThat(sample.count()).isEqualTo(1L << 61);
    assertAllFrom((1L << 61) - 100, sample.sample());
    assertThat(single).isEqualTo(sample);
  }

  @Test
  void wrongArgumentsAndCallsAreNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecentSample.lastItems(0, 5, 1))
        .withMessageContaining("size");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecentSample.lastItems(5, 0, 1))
        .withMessageContaining("n must");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RecentSample.lastMillis(5, -1, 1))
        .withMessageContaining("millis");
    RecentSample byNumber = RecentSample.lastItems(5, 10, 1);
    RecentSample byTime = RecentSample.lastMillis(5, 10, 1);
    assertThatIllegalStateException().isThrownBy(() -> byNumber.add(1, 2));
    assertThatIllegalStateException().isThrownBy(() -> byNumber.sample(5));
    assertThatIllegalStateException().isThrownBy(() -> byTime.add(1));
    assertThatIllegalStateException().isThrownBy(() -> byTime.addRange(1, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> byTime.add(1, Long.MIN_VALUE));
    byTime.add(1, 100);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> byTime.sample(99))
        .withMessageContaining("nowMs must be at least 100");
    assertThat(byTime.isMergeableWith(byNumber)).isFalse();
  }

  @Test
  void samplesAreStoredAsEver() {
    RecentSample byNumber = RecentSample.lastItems(2, 6, 42);
    byNumber.addRange(0, 20);
    byte[] bytes =
        HexFormat.of()
            .parseHex(
                "494b450188000000178c114f380dc92a00000000020000000400000000000000"
                    + "2a00000000000000060000000000000014000000000000001100000000000000"
                    + "2859330c73aaef0b10000000000000001200000000000000343677afef602602"
                    + "11000000000000001300000000000000b2d0d4f5bbe2f3731200000000000000"
                    + "140000000000000034908d8efa8f2a1e1300000000000000");
    assertThat(byNumber.toByteArray()).isEqualTo(bytes);
    assertThat(RecentSample.fromBytes(bytes)).isEqualTo(byNumber);
    RecentSample byTime = RecentSample.lastMillis(2, 6, 42);
    for (int i = 0; i < 20; i++) {
      byTime.add(i, 100 + i * 7 % 10);
    }
    byte[] timed =
        HexFormat.of()
            .parseHex(
                "494b4501b800000018c5dccd3adbabb101000000020000000600000000000000"
                    + "2a00000000000000060000000000000014000000000000006800000000000000"
                    + "bcb5fcd5b5d56d2e0c000000000000006800000000000000574d1b4bf289bd06"
                    + "02000000000000006b00000000000000b14f2d00b6fdb0370100000000000000"
                    + "6c0000000000000051a2f944ffeee83304000000000000006d00000000000000"
                    + "c9aa16d2bf95d54607000000000000006d00000000000000343677afef602602"
                    + "1100000000000000");
    assertThat(byTime.toByteArray()).isEqualTo(timed);
    assertThat(RecentSample.fromBytes(timed)).isEqualTo(byTime);
  }
}
