package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.hash.Hash64;
import dev.inkling.sketch.IncompatibleSketchException;
import dev.inkling.sketch.SketchFormatException;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class HyperLogLogTest {

  @Test
  void theExampleOfTheDocumentationHolds() {
    HyperLogLog users = HyperLogLog.withRelativeError(0.01);
    users.add("ada");
    users.add("bob");
    users.add("ada");
    assertThat(users.estimate(0.95).value()).isEqualTo(2);
    assertThat(users.estimate(0.95).isExact()).isTrue();
  }

  @Test
  void precisionIsTheSmallestForTheError() {
    assertThat(HyperLogLog.withRelativeError(0.01).precision()).isEqualTo(14);
    assertThat(HyperLogLog.withRelativeError(0.008125).precision()).isEqualTo(14);
    assertThat(HyperLogLog.withRelativeError(0.008124).precision()).isEqualTo(15);
    assertThat(HyperLogLog.withRelativeError(2).precision()).isEqualTo(4);
    assertThat(HyperLogLog.withRelativeError(0.00072).precision()).isEqualTo(21);
    for (double tooSmall : new double[] {0.0007, 0, -1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HyperLogLog.withRelativeError(tooSmall))
          .withMessageContaining("rse must be at least");
    }
  }

  @Test
  void parametersOutOfRangeAreNamed() {
    for (int precision : new int[] {3, 22, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HyperLogLog.create(precision))
          .withMessage("precision must be in [4, 21], got " + precision);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HyperLogLog.create(10).reduce(11))
        .withMessage("precision must be in [4, 10], got 11");
    for (double confidence : new double[] {0, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> HyperLogLog.create(10).estimate(confidence));
    }
  }

  @Test
  void emptyAndTinySketchesAreSmall() {
    for (int precision = 4; precision <= 21; precision++) {
      HyperLogLog sketch = HyperLogLog.create(precision);
      assertThat(sketch.heapBytes()).isLessThanOrEqualTo(64);
      sketch.addHashes(new long[] {1, 2, 3}, 0, 3);
      assertThat(sketch.heapBytes()).isLessThanOrEqualTo(128);
      assertThat(sketch.serializedBytes()).isEqualTo(16 + 4 + 3 * 8);
    }
  }

  @Test
  void everyStateTakesTheBytesThatAreDocumented() {
    for (int precision = 4; precision <= 21; precision++) {
      HyperLogLog sketch = HyperLogLog.create(precision);
      SplittableRandom random = new SplittableRandom(precision);
      int most = Math.max(120, (1 << precision) + 112);
      for (int i = 0; i < sketch.exactLimit(); i++) {
        sketch.addHash(random.nextLong());
        assertThat(sketch.heapBytes()).isLessThanOrEqualTo(most);
      }
      assertThat(sketch.serializedBytes()).isEqualTo(20 + 8 * sketch.exactLimit());
      int limit = Coupons.limit(precision);
      if (limit > sketch.exactLimit()) {
        sketch = HyperLogLog.create(precision);
        for (int i = 0; i < limit; i++) {
          // each with a coupon of its own: i is its index
          sketch.addHash((random.nextLong() & -1L << 26) | i);
          assertThat(sketch.heapBytes()).isLessThanOrEqualTo(most);
        }
        assertThat(sketch.serializedBytes()).isEqualTo(20 + 4 * limit);
        assertThat(sketch.toString()).contains("sparse");
      }
      sketch.addHash((random.nextLong() & -1L << 26) | Math.max(limit, 100));
      assertThat(sketch.serializedBytes()).isEqualTo(20 + (3 << precision) / 4);
      assertThat(sketch.heapBytes()).isLessThanOrEqualTo((1 << precision) + 112);
    }
  }

  @Test
  void reducingGivesWhatDirectInsertionWouldHaveGiven() {
    SplittableRandom random = new SplittableRandom(5);
    for (int n : new int[] {0, 5, 20, 100, 300, 1_000, 30_000}) {
      long[] hashes = new long[n];
      for (int i = 0; i < n; i++) {
        // half of them with long runs of leading zeros, to reach capped ranks
        hashes[i] = random.nextLong() >>> ((i & 1) * random.nextInt(64));
      }
      for (int from = 4; from <= 13; from++) {
        HyperLogLog large = HyperLogLog.create(from);
        large.addHashes(hashes, 0, n);
        for (int to = 4; to <= from; to++) {
          HyperLogLog direct = HyperLogLog.create(to);
          direct.addHashes(hashes, 0, n);
          assertThat(large.reduce(to)).isEqualTo(direct);
          assertThat(large.precision()).isEqualTo(from);
        }
      }
    }
  }

  @Test
  void mergeOfDifferentPrecisionsIsOneOfTheSmaller() {
    SplittableRandom random = new SplittableRandom(6);
    long[] hashes = random.longs(3_000).toArray();
    for (int a : new int[] {0, 3, 30, 120, 300, 1_500}) {
      for (int b : new int[] {0, 3, 10, 30, 300, 1_500}) {
        HyperLogLog left = HyperLogLog.create(12);
        left.addHashes(hashes, 0, a);
        HyperLogLog right = HyperLogLog.create(8);
        right.addHashes(hashes, a / 2, a / 2 + b);
        HyperLogLog direct = HyperLogLog.create(8);
        direct.addHashes(hashes, 0, a);
        direct.addHashes(hashes, a / 2, a / 2 + b);
        assertThat(left.copy().merge(right)).isEqualTo(direct);
        assertThat(right.copy().merge(left)).isEqualTo(direct);
        assertThat(left.precision()).isEqualTo(12);
      }
    }
  }

  @Test
  void ranksAreLeadingZerosOfWhatIsNotIndex() {
    // a dense sketch of precision 4: the hash 0 has the highest rank, 61
    HyperLogLog sketch = HyperLogLog.create(4);
    sketch.addHashes(new long[] {0, 1, 2, 3, 4, 5, -1}, 0, 7);
    byte[] bytes = sketch.toByteArray();
    // registers 0 to 3, six bits each, low bits first: 61 61 61 61; register 15: 1
    assertThat(bytes[20] & 0x3F).isEqualTo(61);
    assertThat((bytes[31] & 0xFF) >>> 2).isEqualTo(1);
  }

  @Test
  void aSketchFedByAnotherFunctionNeedsItToBeRead() {
    HyperLogLog sketch = HyperLogLog.create(8, new OtherHash());
    sketch.add("x");
    byte[] bytes = sketch.toByteArray();
    assertThat(HyperLogLog.fromBytes(bytes, new OtherHash())).isEqualTo(sketch);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HyperLogLog.fromBytes(bytes))
        .isInstanceOf(SketchFormatException.class)
        .withMessageContaining("hash id");
    assertThat(HyperLogLog.create(8, new OtherHash()).isMergeableWith(sketch)).isTrue();
  }

  /** What the class says a register is, computed from the hashes without any of its tricks. */
  private static byte[] registersOf(long[] hashes, int n, int precision) {
    byte[] registers = new byte[1 << precision];
    for (int i = 0; i < n; i++) {
      int index = (int) (hashes[i] & (registers.length - 1));
      int rank = Math.min(Long.numberOfLeadingZeros(hashes[i]), 64 - precision) + 1;
      registers[index] = (byte) Math.max(registers[index], rank);
    }
    return registers;
  }

  private static byte[] unpacked(HyperLogLog sketch) {
    byte[] stored = sketch.toByteArray();
    byte[] registers = new byte[1 << sketch.precision()];
    for (int i = 0; i < registers.length; i++) {
      int bit = 6 * i;
      int at = 20 + (bit >>> 3);
      int two = (stored[at] & 0xFF) | (at + 1 < stored.length ? (stored[at + 1] & 0xFF) << 8 : 0);
      registers[i] = (byte) (two >>> (bit & 7) & 0x3F);
    }
    return registers;
  }

  @Test
  void registersAreTheMaximaByDefinitionHoweverTheyAreAdded() {
    SplittableRandom random = new SplittableRandom(8);
    for (int precision : new int[] {4, 5, 8, 10, 12}) {
      int n = 300 << precision;
      long[] hashes = random.longs(n).toArray();
      for (int i = 0; i < n; i += 97) {
        hashes[i] >>>= random.nextInt(64);
      }
      byte[] expected = registersOf(hashes, n, precision);
      HyperLogLog oneByOne = HyperLogLog.create(precision);
      HyperLogLog batches = HyperLogLog.create(precision);
      HyperLogLog scattered = HyperLogLog.create(precision);
      int[] groups = new int[n];
      for (int from = 0; from < n; ) {
        int to = Math.min(n, from + random.nextInt(3 << precision));
        for (int i = from; i < to; i++) {
          oneByOne.addHash(hashes[i]);
        }
        batches.addHashes(hashes, from, to);
        HyperLogLog.addHashes(new HyperLogLog[] {scattered}, groups, hashes, from, to);
        from = to;
        // the sum that follows every change is that of the registers
        double fresh = HyperLogLog.fromBytes(batches.toByteArray()).estimate();
        assertThat(batches.estimate()).isEqualTo(fresh);
        assertThat(oneByOne.estimate()).isEqualTo(fresh);
      }
      assertThat(unpacked(oneByOne)).isEqualTo(expected);
      assertThat(batches).isEqualTo(oneByOne);
      assertThat(scattered).isEqualTo(oneByOne);
      assertThat(oneByOne.copy().merge(batches).estimate()).isEqualTo(oneByOne.estimate());
    }
  }

  @Test
  void longsInABatchAreAddedLikeOneByOneWhateverTheFilter() {
    for (Hash64 hash : new Hash64[] {Hash64.xxh3(), Hash64.murmur3()}) {
      HyperLogLog oneByOne = HyperLogLog.create(7, hash);
      HyperLogLog batch = HyperLogLog.create(7, hash);
      long[] values = new SplittableRandom(9).longs(100_000).toArray();
      for (long value : values) {
        oneByOne.add(value);
      }
      batch.addAll(values, 0, 50);
      batch.addAll(values, 50, 5_000);
      batch.addAll(values, 5_000, values.length);
      assertThat(batch).isEqualTo(oneByOne);
      assertThat(batch.estimate()).isEqualTo(oneByOne.estimate());
    }
  }

  @Test
  void scatteringIsAddingToEachOneByOne() {
    int sketches = 50;
    SplittableRandom random = new SplittableRandom(10);
    HyperLogLog[] scattered = new HyperLogLog[sketches];
    HyperLogLog[] oneByOne = new HyperLogLog[sketches];
    for (int i = 0; i < sketches; i++) {
      scattered[i] = HyperLogLog.create(4 + i % 8);
      oneByOne[i] = HyperLogLog.create(4 + i % 8);
    }
    int n = 20_000;
    int[] groups = new int[n];
    for (int i = 0; i < n; i++) {
      // the low ones get many rows, the high ones few: all states side by side
      groups[i] = random.nextInt(1 + random.nextInt(sketches));
    }
    long[] hashes = random.longs(n).toArray();
    for (int from = 0; from < n; from += 777) {
      int to = Math.min(n, from + 777);
      HyperLogLog.addHashes(scattered, groups, hashes, from, to);
      for (int i = from; i < to; i++) {
        oneByOne[groups[i]].addHash(hashes[i]);
      }
    }
    assertThat(scattered).isEqualTo(oneByOne);
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> HyperLogLog.addHashes(scattered, groups, hashes, 0, n + 1));
    assertThat(scattered).isEqualTo(oneByOne);
  }

  /** The same sketch may lie at several places; queries, merges and clears come between batches. */
  @Test
  void scatteringInBatchesOfAnyLengthIsAddingOneByOneWhateverHappensBetween() {
    SplittableRandom random = new SplittableRandom(12);
    for (int sketches : new int[] {1, 7, 60, 600}) {
      HyperLogLog[] scattered = new HyperLogLog[sketches];
      HyperLogLog[] oneByOne = new HyperLogLog[sketches];
      for (int i = 0; i < sketches; i++) {
        boolean again = i > 0 && i % 5 == 0;
        scattered[i] = again ? scattered[i - 1] : HyperLogLog.create(4 + i % 9);
        oneByOne[i] = again ? oneByOne[i - 1] : HyperLogLog.create(4 + i % 9);
      }
      int[] groups = new int[5_000];
      for (int batch = 0; batch < 60; batch++) {
        int n = batch % 3 == 0 ? 1 + random.nextInt(5_000) : 1 + random.nextInt(200);
        long[] hashes = random.longs(n).toArray();
        for (int i = 0; i < n; i++) {
          hashes[i] >>>= i % 11 == 0 ? random.nextInt(64) : 0;
          groups[i] = random.nextInt(1 + random.nextInt(sketches));
        }
        int from = random.nextInt(n);
        HyperLogLog.addHashes(scattered, groups, hashes, from, n);
        for (int i = from; i < n; i++) {
          oneByOne[groups[i]].addHash(hashes[i]);
        }
        int one = random.nextInt(sketches);
        assertThat(scattered[one].estimate()).isEqualTo(oneByOne[one].estimate());
        int other = random.nextInt(sketches);
        switch (batch % 6) {
          case 1 -> {
            scattered[one].merge(scattered[other].copy());
            oneByOne[one].merge(oneByOne[other].copy());
          }
          case 3 -> {
            scattered[one].clear();
            oneByOne[one].clear();
          }
          case 5 -> {
            scattered[one].addHashes(hashes, 0, n);
            oneByOne[one].addHashes(hashes, 0, n);
          }
          default -> assertThat(scattered[one].copy()).isEqualTo(oneByOne[one]);
        }
      }
      for (int i = 0; i < sketches; i++) {
        assertThat(scattered[i].toByteArray()).isEqualTo(oneByOne[i].toByteArray());
        assertThat(scattered[i].estimate()).isEqualTo(oneByOne[i].estimate());
        assertThat(scattered[i].heapBytes()).isEqualTo(oneByOne[i].heapBytes());
      }
    }
  }

  @Test
  void aRowOfNoSketchEndsABatchWithTheRowsBeforeItAdded() {
    HyperLogLog scattered = HyperLogLog.create(6);
    HyperLogLog oneByOne = HyperLogLog.create(6);
    long[] hashes = new SplittableRandom(13).longs(2_000).toArray();
    for (int i = 0; i < 1_900; i++) {
      oneByOne.addHash(hashes[i]);
    }
    HyperLogLog[] sketches = {scattered};
    int[] groups = new int[2_000];
    groups[1_900] = 1;
    HyperLogLog.addHashes(sketches, groups, hashes, 0, 1_000);
    assertThat(scattered.estimate()).isPositive();
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> HyperLogLog.addHashes(sketches, groups, hashes, 1_000, 2_000));
    assertThat(scattered.estimate()).isEqualTo(oneByOne.estimate());
    assertThat(scattered).isEqualTo(oneByOne);
  }

  @Test
  void theRankOfACouponIsThatOfItsHash() {
    SplittableRandom random = new SplittableRandom(14);
    for (int i = 0; i < 20_000; i++) {
      long hash = random.nextLong() >>> random.nextInt(64);
      for (int precision = 4; precision <= 21; precision++) {
        int most = 65 - precision;
        int rank = Math.min(Long.numberOfLeadingZeros(hash) + 1, most);
        assertThat(Coupons.rank(Coupons.of(hash), most)).isEqualTo(rank);
      }
    }
    assertThat(Coupons.rank(Coupons.of(0), 61)).isEqualTo(61);
    assertThat(Coupons.rank(0, 61)).isZero();
  }

  @Test
  void whichStateHoldsDependsOnTheHashesAlone() {
    // more hashes than are kept whole, but few coupons: the upper bits below the first one differ
    HyperLogLog sketch = HyperLogLog.create(10);
    for (long i = 0; i < 500; i++) {
      sketch.addHash(1L << 63 | i << 26 | i % 5);
    }
    assertThat(sketch.toString()).contains("sparse");
    assertThat(sketch.serializedBytes()).isEqualTo(20 + 4 * 5);
    assertThat(sketch.estimate()).isEqualTo(sketch.exactLimit() + 1);
    HyperLogLog reversed = HyperLogLog.create(10);
    for (long i = 499; i >= 0; i--) {
      reversed.addHash(1L << 63 | i << 26 | i % 5);
    }
    assertThat(reversed).isEqualTo(sketch);
    assertThat(HyperLogLog.fromBytes(sketch.toByteArray())).isEqualTo(sketch);
  }

  @Test
  void aCouponTellsTheRegisterAtEveryPrecision() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 20_000; i++) {
      long hash = random.nextLong() >>> random.nextInt(65);
      long other = Coupons.hash(Coupons.of(hash));
      assertThat(Coupons.of(other)).isEqualTo(Coupons.of(hash)).isNotZero();
      for (int precision = 4; precision <= 21; precision++) {
        int mask = (1 << precision) - 1;
        assertThat(other & mask).isEqualTo(hash & mask);
        assertThat(Math.min(Long.numberOfLeadingZeros(other), 64 - precision))
            .isEqualTo(Math.min(Long.numberOfLeadingZeros(hash), 64 - precision));
      }
    }
  }

  @Test
  void estimatesGoOnWhereTheSumGrowsTooCoarse() {
    // all registers at one rank, then one higher, ...: the estimate doubles until ranks end
    int precision = 6;
    HyperLogLog sketch = HyperLogLog.create(precision);
    double before = 0;
    for (int rank = 1; rank <= 65 - precision; rank++) {
      for (int index = 0; index < 1 << precision; index++) {
        long one = rank == 65 - precision ? 0 : 1L << (64 - rank);
        sketch.addHash(one | index);
      }
      double estimate = sketch.estimate();
      if (rank > 2 && rank < 64 - precision) {
        assertThat(estimate / before).isCloseTo(2, within(1e-4));
      }
      assertThat(estimate).isGreaterThan(before);
      before = estimate;
    }
    assertThat(before).isInfinite();
  }

  @Test
  void sketchesOfDifferentHashFunctionsDoNotMerge() {
    HyperLogLog ours = HyperLogLog.create(8);
    HyperLogLog theirs = HyperLogLog.create(8, Hash64.murmur3());
    assertThat(ours.isMergeableWith(theirs)).isFalse();
    assertThatExceptionOfType(IncompatibleSketchException.class)
        .isThrownBy(() -> ours.merge(theirs))
        .withMessage("hash functions must be the same, got ids 1 and 2");
  }
}
