package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

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
  void storedFormsTakeTheBytesThatAreDocumented() {
    for (int precision = 6; precision <= 21; precision++) {
      HyperLogLog sketch = HyperLogLog.create(precision);
      SplittableRandom random = new SplittableRandom(precision);
      for (int i = 0; i < sketch.exactLimit(); i++) {
        sketch.addHash(random.nextLong());
      }
      assertThat(sketch.serializedBytes()).isEqualTo(20 + 8 * sketch.exactLimit());
      sketch.addHash(random.nextLong());
      assertThat(sketch.serializedBytes()).isEqualTo(20 + (3 << precision) / 4);
      assertThat(sketch.heapBytes()).isLessThanOrEqualTo((1 << precision) + 112);
    }
  }

  @Test
  void reducingGivesWhatDirectInsertionWouldHaveGiven() {
    SplittableRandom random = new SplittableRandom(5);
    for (int n : new int[] {0, 5, 20, 100, 1_000, 30_000}) {
      long[] hashes = new long[n];
      for (int i = 0; i < n; i++) {
        // half of them with long runs of leading zeros, to reach capped ranks
        hashes[i] = random.nextLong() >>> ((i & 1) * random.nextInt(64));
      }
      for (int from = 4; from <= 12; from++) {
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
    for (int a : new int[] {0, 3, 30, 300, 1_500}) {
      for (int b : new int[] {0, 3, 30, 300, 1_500}) {
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
}
