package dev.inkling.operator.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.sun.management.ThreadMXBean;
import dev.inkling.operator.Codec;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MomentsTest {

  private static double[] values(long seed, int count, double shift) {
    SplittableRandom random = new SplittableRandom(seed);
    return random.doubles(count).map(u -> shift - Math.log(1 - u)).toArray();
  }

  /** Σ (x - x̄)^i (y - ȳ)^j with weights. */
  private static double central(double[] x, double[] y, double[] a, int i, int j) {
    double weight = Arrays.stream(a).sum();
    double meanX = IntStream.range(0, x.length).mapToDouble(k -> a[k] * x[k]).sum() / weight;
    double meanY = IntStream.range(0, x.length).mapToDouble(k -> a[k] * y[k]).sum() / weight;
    return IntStream.range(0, x.length)
        .mapToDouble(k -> a[k] * Math.pow(x[k] - meanX, i) * Math.pow(y[k] - meanY, j))
        .sum();
  }

  private static void near(double actual, double expected) {
    assertThat(actual).isCloseTo(expected, within(1e-9 * (1e-9 + Math.abs(expected))));
  }

  private static void checkMoments(Moments moments, double[] values) {
    double[] ones = new double[values.length];
    Arrays.fill(ones, 1);
    assertThat(moments.count()).isEqualTo(values.length);
    near(moments.sum(), Arrays.stream(values).sum());
    near(moments.m2(), central(values, values, ones, 2, 0));
    near(moments.m3(), central(values, values, ones, 3, 0));
    near(moments.m4(), central(values, values, ones, 4, 0));
  }

  private static void checkPairs(PairMoments pairs, double[] x, double[] y, double[] a) {
    double r = 0.7;
    double[] d = IntStream.range(0, x.length).mapToDouble(k -> y[k] - r * x[k]).toArray();
    near(pairs.weight(), Arrays.stream(a).sum());
    near(pairs.xx(), central(x, y, a, 2, 0));
    near(pairs.xy(), central(x, y, a, 1, 1));
    near(pairs.yy(), central(x, y, a, 0, 2));
    near(pairs.residualSquares(r), central(d, d, a, 2, 0));
    near(pairs.residualCubes(r), central(d, d, a, 3, 0));
    near(pairs.residualFourths(r), central(d, d, a, 4, 0));
    near(pairs.swapped().residualFourths(0), central(x, y, a, 4, 0));
  }

  @Test
  void momentsAreThoseOfTheDefinition() {
    for (int n : new int[] {1, 2, 3, 10, 1000}) {
      double[] values = values(n, n, -3);
      Moments moments = Moments.create();
      moments.addAll(values, 0, n);
      checkMoments(moments, values);
    }
  }

  @Test
  void mergedMomentsAreThoseOfAllValues() {
    double[] values = values(1, 100, 5);
    for (int cut : new int[] {0, 1, 2, 50, 99, 100}) {
      Moments left = Moments.create();
      Moments right = Moments.create();
      left.addAll(values, 0, cut);
      right.addAll(values, cut, values.length);
      checkMoments(left.merge(right), values);
    }
    Moments self = Moments.create();
    self.addAll(values, 0, 100);
    double[] twice = Arrays.copyOf(values, 200);
    System.arraycopy(values, 0, twice, 100, 100);
    checkMoments(self.merge(self), twice);
  }

  @Test
  void valuesFarFromZeroLoseNoDigits() {
    Moments near = Moments.create();
    Moments far = Moments.create();
    for (int i = 0; i < 1000; i++) {
      near.add(i % 7);
      far.add(1e9 + i % 7);
    }
    assertThat(far.variance()).isCloseTo(near.variance(), within(1e-6));
    assertThat(far.skewness()).isCloseTo(near.skewness(), within(1e-6));
    assertThat(far.sum()).isEqualTo(1e12 + near.sum());
  }

  @Test
  void zerosAreRows() {
    Moments moments = Moments.create();
    moments.addAll(new double[] {3, 4, 8}, 0, 3);
    checkMoments(moments.withZeros(2), new double[] {3, 4, 8, 0, 0});
    checkMoments(Moments.create().withZeros(2), new double[] {0, 0});
    checkMoments(moments, new double[] {3, 4, 8});
  }

  @Test
  void pairMomentsAreThoseOfTheDefinition() {
    SplittableRandom random = new SplittableRandom(2);
    for (int n : new int[] {1, 2, 3, 50}) {
      double[] x = values(n, n, 1);
      double[] y = values(n + 1L, n, -2);
      double[] a = random.doubles(n, 0.1, 1).toArray();
      for (int cut : new int[] {0, 1, n / 2, n}) {
        PairMoments left = PairMoments.create();
        PairMoments right = PairMoments.create();
        for (int k = 0; k < n; k++) {
          (k < cut ? left : right).addWeighted(x[k], y[k], a[k]);
        }
        PairMoments all = left.merge(right);
        checkPairs(all, x, y, a);
        near(all.sumX(), Arrays.stream(x).sum());
        near(all.sumY(), Arrays.stream(y).sum());
        double[] withZeroX = Arrays.copyOf(x, n + 1);
        double[] withZeroY = Arrays.copyOf(y, n + 1);
        double[] withZeroA = Arrays.copyOf(a, n + 1);
        withZeroA[n] = 5;
        checkPairs(all.withZeros(5), withZeroX, withZeroY, withZeroA);
        near(
            all.aroundZero().residualCubes(0.5),
            IntStream.range(0, n).mapToDouble(k -> a[k] * Math.pow(y[k] - 0.5 * x[k], 3)).sum());
      }
    }
  }

  @Test
  void onesAreRowsWithXOne() {
    double[] y = values(3, 20, 0);
    double[] ones = new double[20];
    Arrays.fill(ones, 1);
    Moments moments = Moments.create();
    moments.addAll(y, 0, 20);
    checkPairs(PairMoments.ofOnes(moments), ones, y, ones);
  }

  @Test
  void batchesAreTheSameAsRows() {
    double[] values = values(4, 30, 0);
    int[] groups = IntStream.range(0, 30).map(i -> i % 3).toArray();
    Moments[] scattered = {Moments.create(), Moments.create(), Moments.create()};
    Moments.addScatter(scattered, groups, values, 0, 30);
    Strata<Moments> strata = Strata.of(Moments::create);
    Moments.addAll(strata, groups, values, 0, 30);
    PairMoments[] pairs = {PairMoments.create(), PairMoments.create(), PairMoments.create()};
    PairMoments.addScatter(pairs, groups, values, values, 0, 30);
    Strata<PairMoments> pairStrata = Strata.of(PairMoments::create);
    PairMoments.addAll(pairStrata, groups, values, values, 0, 30);
    SampleValues[] lists = {SampleValues.create(), SampleValues.create(), SampleValues.create()};
    SampleValues.addScatter(lists, groups, values, 0, 30);
    for (int g = 0; g < 3; g++) {
      Moments one = Moments.create();
      PairMoments pair = PairMoments.create();
      SampleValues list = SampleValues.create();
      for (int i = g; i < 30; i += 3) {
        one.add(values[i]);
        pair.add(values[i], values[i]);
        list.add(values[i]);
      }
      byte[] expected = bytes(Moments.codec(), one);
      assertThat(bytes(Moments.codec(), scattered[g])).isEqualTo(expected);
      assertThat(bytes(Moments.codec(), strata.at(g))).isEqualTo(expected);
      byte[] expectedPair = bytes(PairMoments.codec(), pair);
      assertThat(bytes(PairMoments.codec(), pairs[g])).isEqualTo(expectedPair);
      assertThat(bytes(PairMoments.codec(), pairStrata.at(g))).isEqualTo(expectedPair);
      byte[] expectedList = bytes(SampleValues.codec(), list);
      assertThat(bytes(SampleValues.codec(), lists[g])).isEqualTo(expectedList);
    }
  }

  private static <A> byte[] bytes(Codec<A> codec, A state) {
    ByteBuffer target = ByteBuffer.allocate(codec.size(state) + 3);
    codec.write(state, target);
    assertThat(target.position()).isEqualTo(codec.size(state));
    return Arrays.copyOf(target.array(), target.position());
  }

  private static <A> void checkCodec(Codec<A> codec, A state) {
    byte[] stored = bytes(codec, state);
    for (ByteOrder order : new ByteOrder[] {ByteOrder.BIG_ENDIAN, ByteOrder.LITTLE_ENDIAN}) {
      ByteBuffer source = ByteBuffer.wrap(stored).order(order);
      A read = codec.read(source);
      assertThat(source.remaining()).isZero();
      assertThat(bytes(codec, read)).isEqualTo(stored);
    }
    for (int length = 0; length < stored.length; length++) {
      ByteBuffer cut = ByteBuffer.wrap(stored, 0, length);
      assertThatThrownBy(() -> codec.read(cut)).isInstanceOf(IllegalArgumentException.class);
    }
    SplittableRandom random = new SplittableRandom(stored.length);
    for (int i = 0; i < 2000; i++) {
      byte[] damaged = stored.clone();
      damaged[random.nextInt(stored.length)] = (byte) random.nextInt();
      try {
        A read = codec.read(ByteBuffer.wrap(damaged));
        bytes(codec, read);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageStartingWith("stored ");
      }
    }
  }

  @Test
  void storedStatesComeBack() {
    Moments moments = Moments.create();
    PairMoments pairs = PairMoments.create();
    UnequalMoments unequal = UnequalMoments.create();
    SampleValues values = SampleValues.create();
    SampleValues weighted = SampleValues.create();
    Strata<Moments> strata = Strata.of(Moments::create);
    for (int round = 0; round < 2; round++) {
      checkCodec(Moments.codec(), moments);
      checkCodec(PairMoments.codec(), pairs);
      checkCodec(UnequalMoments.codec(), unequal);
      checkCodec(SampleValues.codec(), values);
      checkCodec(SampleValues.codec(), weighted);
      checkCodec(Strata.codec(Moments::create, Moments.codec()), strata);
      for (int i = 0; i < 10; i++) {
        moments.add(i * i);
        pairs.add(i, 3 - i);
        unequal.add(i, 5, 0.1 * (i + 1));
        values.add(7 - i);
        weighted.add(7 - i, 0.1 * (i + 1));
        strata.at(3 * i).add(i);
      }
    }
  }

  @Test
  void indexesAreOrderedByKeysThenTies() {
    SplittableRandom random = new SplittableRandom(7);
    for (int n : new int[] {0, 1, 7, 8, 9, 100, 1000}) {
      double[] keys = random.ints(n, 0, 20).asDoubleStream().toArray();
      double[] ties = random.doubles(n).toArray();
      int[] order = IndexOrder.of(keys, ties, n);
      assertThat(Arrays.stream(order).sorted().toArray())
          .isEqualTo(IntStream.range(0, n).toArray());
      for (int i = 1; i < n; i++) {
        int a = order[i - 1];
        int b = order[i];
        assertThat(keys[a] < keys[b] || (keys[a] == keys[b] && ties[a] <= ties[b])).isTrue();
      }
    }
  }

  @Test
  void bytesThatNoStateHasAreRefused() {
    Moments moments = Moments.create();
    byte[] stored = bytes(Moments.codec(), moments);
    stored[0] = 1;
    assertThatThrownBy(() -> Moments.codec().read(ByteBuffer.wrap(stored)))
        .hasMessageContaining("should start with the byte 64, got 1");
    ByteBuffer huge = ByteBuffer.allocate(6).order(ByteOrder.LITTLE_ENDIAN);
    huge.put(0, (byte) Stored.SAMPLE_VALUES).putInt(2, Integer.MAX_VALUE);
    assertThatThrownBy(() -> SampleValues.codec().read(huge)).hasMessageContaining("needs");
    ByteBuffer strata = ByteBuffer.allocate(5).order(ByteOrder.LITTLE_ENDIAN);
    strata.put(0, (byte) Stored.STRATA).putInt(1, Integer.MAX_VALUE);
    assertThatThrownBy(() -> Strata.codec(Moments::create, Moments.codec()).read(strata))
        .hasMessageContaining("needs 4 bytes");
  }

  @Test
  void copiesShareNothing() {
    Strata<Moments> strata = Strata.of(Moments::create);
    strata.at(1).add(5);
    Strata<Moments> copy = strata.copy();
    copy.at(1).add(6);
    copy.at(2).add(6);
    assertThat(strata.count()).isEqualTo(1);
    assertThat(strata.size()).isEqualTo(1);
    assertThat(copy.count()).isEqualTo(3);
    SampleValues values = SampleValues.create();
    values.add(1, 0.5);
    SampleValues other = values.copy();
    other.add(2, 0.5);
    assertThat(values.count()).isEqualTo(1);
    UnequalMoments unequal = UnequalMoments.create();
    unequal.copy().add(1, 1);
    assertThat(unequal.count()).isZero();
  }

  @Test
  void mixedProbabilitiesAreRefused() {
    SampleValues weighted = SampleValues.create();
    weighted.add(1, 0.5);
    SampleValues plain = SampleValues.create();
    plain.add(1);
    assertThatThrownBy(() -> weighted.add(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> plain.add(1, 0.5)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> plain.merge(weighted)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleValues.create().add(1, 0))
        .hasMessage("probability must be in (0, 1], got 0.0");
    assertThatThrownBy(() -> UnequalMoments.create().add(1, 1.5))
        .hasMessage("probability must be in (0, 1], got 1.5");
    assertThatThrownBy(() -> Strata.of(Moments::create).at(-1))
        .hasMessage("stratum must be at least 0, got -1");
    assertThat(SampleValues.create().merge(weighted).isWeighted()).isTrue();
  }

  @Test
  void addingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    double[] values = values(5, 1000, 0);
    int[] groups = IntStream.range(0, 1000).map(i -> i % 2).toArray();
    Moments moments = Moments.create();
    PairMoments pairs = PairMoments.create();
    UnequalMoments unequal = UnequalMoments.create();
    Strata<Moments> strata = Strata.of(Moments::create);
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 50; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      moments.addAll(values, 0, 1000);
      pairs.addAll(values, values, 0, 1000);
      Moments.addAll(strata, groups, values, 0, 1000);
      for (int i = 0; i < 1000; i++) {
        unequal.add(values[i], 0.5);
      }
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(allocated).isZero();
  }
}
