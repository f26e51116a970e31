package dev.inkling.sketch.distinct;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.SketchFormatException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ExaLogLogTest {

  @Test
  void theExampleOfTheDocumentationHolds() {
    ExaLogLog users = ExaLogLog.withRelativeError(0.01);
    users.add("ada");
    users.add("bob");
    users.add("ada");
    assertThat(users.estimate(0.95).value()).isEqualTo(2);
    assertThat(users.estimate(0.95).isExact()).isTrue();
  }

  @Test
  void precisionIsTheSmallestForTheError() {
    assertThat(ExaLogLog.withRelativeError(0.01).precision()).isEqualTo(11);
    assertThat(ExaLogLog.withRelativeError(0.00763).precision()).isEqualTo(11);
    assertThat(ExaLogLog.withRelativeError(0.00762).precision()).isEqualTo(12);
    assertThat(ExaLogLog.withRelativeError(2).precision()).isEqualTo(4);
    assertThat(ExaLogLog.withRelativeError(0.000337).precision()).isEqualTo(20);
    for (double tooSmall : new double[] {0.000336, 0, -1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ExaLogLog.withRelativeError(tooSmall))
          .withMessageContaining("rse must be at least");
    }
  }

  @Test
  void parametersOutOfRangeAreNamed() {
    for (int precision : new int[] {3, 21, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ExaLogLog.create(precision))
          .withMessage("precision must be in [4, 20], got " + precision);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExaLogLog.create(10).reduce(11))
        .withMessage("precision must be in [4, 10], got 11");
    for (double confidence : new double[] {0, 1, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> ExaLogLog.create(10).estimate(confidence));
    }
  }

  @Test
  void emptyAndTinySketchesAreSmall() {
    for (int precision = 4; precision <= 20; precision++) {
      ExaLogLog sketch = ExaLogLog.create(precision);
      assertThat(sketch.heapBytes()).isEqualTo(32);
      sketch.addHashes(new long[] {1, 2, 3}, 0, 3);
      assertThat(sketch.heapBytes()).isEqualTo(104);
      assertThat(sketch.serializedBytes()).isEqualTo(16 + 4 + 3 * 8);
    }
  }

  @Test
  void formsTakeTheBytesThatAreDocumented() {
    for (int precision = 6; precision <= 16; precision++) {
      ExaLogLog sketch = ExaLogLog.create(precision);
      SplittableRandom random = new SplittableRandom(precision);
      for (int i = 0; i < sketch.exactLimit(); i++) {
        sketch.addHash(random.nextLong());
      }
      assertThat(sketch.serializedBytes()).isEqualTo(20 + 8 * sketch.exactLimit());
      assertThat(sketch.heapBytes()).isLessThanOrEqualTo((2 << precision) + 80);
      sketch.addHash(random.nextLong());
      assertThat(sketch.serializedBytes()).isEqualTo(20 + (4 << precision));
      assertThat(sketch.heapBytes()).isEqualTo((4 << precision) + 48);
    }
  }

  @Test
  void storedSketchesStayAsTheyWereFirstWritten() {
    ExaLogLog sketch = ExaLogLog.create(4);
    sketch.add("ada");
    sketch.add(7L);
    String exact = "494b020114000000f5326a216a259d0604010000" + "af96b5d6581e67812f802c9563441d69";
    assertThat(HexFormat.of().formatHex(sketch.toByteArray())).isEqualTo(exact);
    for (long i = 0; i < 40; i++) {
      sketch.add(i);
    }
    String dense =
        "494b020144000000542ec97a3fb7056e040101000010000c020100170038000d"
            + "00800309000022070600401a0000500400410010100100140000000000000000"
            + "002a130f0000a00300a0000b0030100c00009207";
    assertThat(HexFormat.of().formatHex(sketch.toByteArray())).isEqualTo(dense);
    assertThat(ExaLogLog.fromBytes(HexFormat.of().parseHex(dense))).isEqualTo(sketch);
  }

  /** Random hashes, half of them with long runs of leading zeros, to reach the highest values. */
  private static long[] hashes(int n, SplittableRandom random) {
    long[] hashes = new long[n];
    for (int i = 0; i < n; i++) {
      hashes[i] = random.nextLong() >>> ((i & 1) * random.nextInt(64));
    }
    return hashes;
  }

  @Test
  void reducingGivesWhatDirectInsertionWouldHaveGiven() {
    SplittableRandom random = new SplittableRandom(5);
    for (int n : new int[] {0, 5, 20, 100, 1_000, 30_000}) {
      long[] hashes = hashes(n, random);
      for (int from = 4; from <= 12; from++) {
        ExaLogLog large = ExaLogLog.create(from);
        large.addHashes(hashes, 0, n);
        for (int to = 4; to <= from; to++) {
          ExaLogLog direct = ExaLogLog.create(to);
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
        ExaLogLog left = ExaLogLog.create(11);
        left.addHashes(hashes, 0, a);
        ExaLogLog right = ExaLogLog.create(7);
        right.addHashes(hashes, a / 2, a / 2 + b);
        ExaLogLog direct = ExaLogLog.create(7);
        direct.addHashes(hashes, 0, a);
        direct.addHashes(hashes, a / 2, a / 2 + b);
        assertThat(left.copy().merge(right)).isEqualTo(direct);
        assertThat(right.copy().merge(left)).isEqualTo(direct);
        assertThat(left.precision()).isEqualTo(11);
      }
    }
  }

  /** A register by its definition: the set of values that it saw. */
  @Test
  void aRegisterHoldsTheLargestValueAndWhichOfThe24BelowItWereSeen() {
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < 2_000; run++) {
      int[] registers = new int[16];
      TreeSet<Integer> values = new TreeSet<>();
      for (int i = random.nextInt(60); i >= 0; i--) {
        int level = random.nextInt(1 + run % 59);
        int low = random.nextInt(4);
        long hash = (level < 58 ? Long.MIN_VALUE >>> level : 0) | (5 << 2) | low;
        ExaRegisters.add(registers, hash);
        values.add(4 * level + low + 1);
      }
      int largest = values.last();
      int expected = largest << 24;
      for (int below = 1; below <= 24; below++) {
        boolean seen = largest == below || values.contains(largest - below);
        expected |= seen ? 1 << (24 - below) : 0;
      }
      assertThat(registers[5]).isEqualTo(expected);
      assertThat(ExaRegisters.isReachable(expected, ExaRegisters.maxValue(4))).isTrue();
    }
  }

  @Test
  void registersThatNoHashesLeaveAreRefused() {
    assertThat(ExaRegisters.isReachable(0, 200)).isTrue();
    assertThat(ExaRegisters.isReachable(1, 200)).isFalse();
    assertThat(ExaRegisters.isReachable(1 << 24, 200)).isFalse();
    assertThat(ExaRegisters.isReachable((1 << 24) | (1 << 23), 200)).isTrue();
    assertThat(ExaRegisters.isReachable((1 << 24) | (1 << 23) | (1 << 22), 200)).isFalse();
    assertThat(ExaRegisters.isReachable((24 << 24) | 1, 200)).isTrue();
    assertThat(ExaRegisters.isReachable(24 << 24, 200)).isFalse();
    assertThat(ExaRegisters.isReachable(25 << 24, 200)).isTrue();
    assertThat(ExaRegisters.isReachable(200 << 24, 200)).isTrue();
    assertThat(ExaRegisters.isReachable(201 << 24, 200)).isFalse();
  }

  /** The first derivative of ln L, written down as it is defined, changes its sign there. */
  @Test
  void theMostLikelyNumberIsWhereTheLikelihoodIsLargest() {
    SplittableRandom random = new SplittableRandom(8);
    for (int precision : new int[] {4, 7}) {
      for (int n : new int[] {1, 2, 10, 100, 10_000, 200_000}) {
        int[] registers = new int[1 << precision];
        ExaRegisters.addAll(registers, random.longs(n).toArray(), 0, n);
        double best = new ExaEstimator(registers).mostLikely();
        double there = logLikelihood(registers, precision, best);
        for (double factor : new double[] {0.99, 0.9999, 1.0001, 1.01}) {
          assertThat(logLikelihood(registers, precision, best * factor)).isLessThan(there);
        }
      }
    }
  }

  private static double logLikelihood(int[] registers, int precision, double n) {
    double sum = 0;
    for (int register : registers) {
      int largest = register >>> 24;
      for (int value = Math.max(1, largest - 24); value <= 4 * (63 - precision); value++) {
        boolean seen =
            value == largest
                || (value < largest && ((register >>> (24 + value - largest)) & 1) == 1);
        int exponent = Math.min(64 - precision, 3 + ((value - 1) >>> 2));
        double rate = n / registers.length * Math.scalb(1.0, -exponent);
        sum += seen ? Math.log(-Math.expm1(-rate)) : -rate;
      }
    }
    return sum;
  }

  @Test
  void hashesOfTheHighestValuesAreCountedWithoutOverflow() {
    ExaLogLog sketch = ExaLogLog.create(4);
    for (long low = 0; low < 64; low++) {
      for (int level = 0; level < 59; level++) {
        sketch.addHash((level < 58 ? Long.MIN_VALUE >>> level : 0) | low);
      }
    }
    Estimate all = sketch.estimate(0.95);
    assertThat(all.value()).isEqualTo(0x1p64);
    assertThat(all.upper()).isFinite();
    assertThat(ExaLogLog.fromBytes(sketch.toByteArray())).isEqualTo(sketch);
  }

  @Test
  void aSketchFedByAnotherFunctionNeedsItToBeRead() {
    ExaLogLog sketch = ExaLogLog.create(8, new OtherHash());
    sketch.add("x");
    byte[] bytes = sketch.toByteArray();
    assertThat(ExaLogLog.fromBytes(bytes, new OtherHash())).isEqualTo(sketch);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ExaLogLog.fromBytes(bytes))
        .isInstanceOf(SketchFormatException.class)
        .withMessageContaining("hash id");
    assertThat(ExaLogLog.create(8, new OtherHash()).isMergeableWith(sketch)).isTrue();
  }
}
