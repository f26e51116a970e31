package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import dev.inkling.sketch.SketchFormatException;
import dev.inkling.sketch.internal.Preamble;
import dev.inkling.sketch.internal.SketchKind;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DDSketchTest {

  /** Any double but NaN, all magnitudes equally likely, with those at the edges. */
  @Provide
  Arbitrary<double[]> numbers() {
    Arbitrary<Double> any =
        Arbitraries.longs()
            .withDistribution(net.jqwik.api.RandomDistribution.uniform())
            .map(Double::longBitsToDouble)
            .filter(x -> !Double.isNaN(x));
    Arbitrary<Double> subnormal =
        Arbitraries.longs().between(0, 1L << 53).map(Double::longBitsToDouble);
    Arbitrary<Double> usual = Arbitraries.doubles().between(-10, 1_000);
    Arbitrary<Double> edge =
        Arbitraries.of(
            0.0,
            -0.0,
            Double.MIN_VALUE,
            Double.MIN_NORMAL,
            Math.nextDown(Double.MIN_NORMAL),
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            1.0,
            Math.nextDown(1.0));
    return Arbitraries.oneOf(any, subnormal, usual, edge)
        .array(double[].class)
        .ofMinSize(1)
        .ofMaxSize(300);
  }

  @Property(tries = 200)
  void everyQuantileAndItsBarKeepThePromise(
      @ForAll("numbers") double[] values, @ForAll @IntRange(max = 4) int resolution) {
    DDSketch sketch = DDSketch.withRelativeError(Math.nextUp(1.0 / ((2 << resolution) + 1)));
    sketch.addAll(values, 0, values.length);
    checkAgainst(sketch, resolution, values);
    checkAgainst(DDSketch.fromBytes(sketch.toByteArray()), resolution, values);
  }

  private static void checkAgainst(DDSketch sketch, int resolution, double[] values) {
    double[] sorted = Arrays.stream(values).map(x -> x + 0.0).sorted().toArray();
    int n = sorted.length;
    assertThat(sketch.count()).isEqualTo(n);
    assertThat(sketch.min()).isEqualTo(sorted[0]).isEqualTo(sketch.quantile(0));
    assertThat(sketch.max()).isEqualTo(sorted[n - 1]).isEqualTo(sketch.quantile(1));
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= 20; i++) {
      double p = i / 20.0;
      double truth = sorted[Math.max(1, (int) Math.ceil(p * n)) - 1];
      Estimate estimate = sketch.quantile(p, 0.95);
      assertThat(estimate.contains(truth)).as("%s holds %s", estimate, truth).isTrue();
      assertThat(sketch.quantile(p)).isEqualTo(estimate.value()).isGreaterThanOrEqualTo(last);
      assertThat(estimate.isExact()).isEqualTo(estimate.lower() == estimate.upper());
      assertWithin(estimate.value(), truth, resolution);
      last = estimate.value();
    }
    double lastRank = 0;
    for (int i = 0; i < n; i += 1 + n / 10) {
      for (double x : new double[] {sorted[i], Math.nextUp(sorted[i]), Math.nextDown(sorted[i])}) {
        long truth = Arrays.stream(sorted).filter(v -> v <= x).count();
        Estimate rank = sketch.rank(x, 0.95);
        assertThat(rank.contains((double) truth / n)).as("%s: %s", x, rank).isTrue();
        assertThat(sketch.rank(x)).isEqualTo(rank.value());
      }
      double rank = sketch.rank(sorted[i]);
      assertThat(rank).isGreaterThanOrEqualTo(lastRank);
      lastRank = rank;
    }
  }

  /** |value - truth| * (2^(s+1) + 1) <= |truth|, in exact arithmetic. */
  private static void assertWithin(double value, double truth, int resolution) {
    if (value == truth) {
      return;
    }
    assertThat(Double.isInfinite(value) || Double.isInfinite(truth)).isFalse();
    BigDecimal error = new BigDecimal(value).subtract(new BigDecimal(truth)).abs();
    assertThat(error.multiply(BigDecimal.valueOf((2L << resolution) + 1)))
        .as("%s for %s", value, truth)
        .isLessThanOrEqualTo(new BigDecimal(truth).abs());
  }

  @Property(tries = 2_000)
  void aBucketHoldsExactlyTheNumbersBetweenItsBounds(
      @ForAll long bits, @ForAll @IntRange(max = 13) int resolution) {
    double x = Math.abs(Double.longBitsToDouble(bits));
    if (x > 0 && x < Double.POSITIVE_INFINITY) {
      int index = LogBuckets.index(x, resolution);
      double lower = LogBuckets.lower(index, resolution);
      double upper = LogBuckets.upper(index, resolution);
      double middle = LogBuckets.middle(index, resolution);
      assertThat(x).isBetween(lower, upper);
      assertThat(middle).isBetween(lower, upper);
      assertThat(LogBuckets.index(lower, resolution)).isEqualTo(index);
      assertThat(LogBuckets.index(upper, resolution)).isEqualTo(index);
      assertWithin(middle, lower, resolution);
      assertWithin(middle, upper, resolution);
    }
  }

  @Property(tries = 200)
  void anyOrderAndSplitGivesTheSameBytes(
      @ForAll("numbers") double[] values, @ForAll @IntRange(min = 1, max = 9) int parts) {
    DDSketch whole = DDSketch.create();
    whole.addAll(values, 0, values.length);
    DDSketch merged = DDSketch.create();
    for (int part = parts - 1; part >= 0; part--) {
      DDSketch some = DDSketch.create();
      for (int i = values.length - 1; i >= 0; i--) {
        if (i % parts == part) {
          some.add(values[i]);
        }
      }
      merged = some.merge(merged);
    }
    assertThat(merged).isEqualTo(whole);
    assertThat(merged.toByteArray()).isEqualTo(whole.toByteArray());
  }

  @Test
  void theErrorIsAtMostWhatWasAskedForAndMoreThanHalfOfIt() {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < 10_000; i++) {
      double asked = Math.pow(10, -5 * random.nextDouble()) / 3;
      if (asked >= DDSketch.MIN_RELATIVE_ERROR) {
        double error = DDSketch.withRelativeError(asked).relativeError();
        assertThat(error).isGreaterThan(0.49 * asked).isLessThanOrEqualTo(asked);
        assertThat(DDSketch.withRelativeError(error).relativeError()).isEqualTo(error);
      }
    }
    assertThat(DDSketch.create().relativeError()).isBetween(1 / 129.0, 1.000001 / 129);
  }

  /** Numbers of any kind, in between merges, copies and clears: whatever the window is. */
  @Property(tries = 200)
  void addingOneByOneIsTheSameAsInBatches(@ForAll("numbers") double[] numbers, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    DDSketch[] batches = {DDSketch.create(), DDSketch.create(), DDSketch.create()};
    DDSketch[] single = {DDSketch.create(), DDSketch.create(), DDSketch.create()};
    int[] groups = random.ints(numbers.length, 0, 3).toArray();
    for (int round = 0; round < 4; round++) {
      int from = random.nextInt(numbers.length);
      int to = random.nextInt(from, numbers.length + 1);
      for (int i = from; i < to; i++) {
        single[groups[i]].add(numbers[i]);
        batches[groups[i]].addAll(numbers, i, i + 1);
      }
      assertThat(single).isEqualTo(batches);
      if (random.nextBoolean()) {
        single[0] = DDSketch.fromBytes(single[0].copy().merge(single[1]).toByteArray());
        batches[0].merge(batches[1]);
        single[2].clear();
        batches[2].clear();
      }
    }
  }

  @Test
  void upTo64NumbersAnswersAreExact() {
    DDSketch sketch = DDSketch.withRelativeError(0.5);
    for (int i = 1; i <= 65; i++) {
      sketch.add(i);
      boolean exact = sketch.quantile(0.4, 0.9).guarantee() == Guarantee.EXACT;
      assertThat(exact).isEqualTo(i <= 64);
      assertThat(sketch.rank(i / 2.0, 0.9).isExact()).isEqualTo(i <= 64);
    }
    assertThat(sketch.quantile(0.4, 0.9).guarantee()).isEqualTo(Guarantee.DETERMINISTIC);
  }

  /** Doubling a sketch takes counters past 2^31 and the count up to its limit. */
  @Test
  void countersGrowAndTheCountIsChecked() {
    DDSketch sketch = DDSketch.create();
    for (int i = 0; i < 128; i++) {
      sketch.add(i % 3 - 1);
    }
    for (int i = 7; i < 62; i++) {
      sketch.merge(sketch.copy());
      assertThat(sketch.count()).isEqualTo(1L << (i + 1));
      assertThat(sketch.rank(0)).isEqualTo(86 / 128.0);
      assertThat(sketch.quantile(0.9)).isEqualTo(1);
      assertThat(DDSketch.fromBytes(sketch.toByteArray())).isEqualTo(sketch);
    }
    sketch.add(-1);
    assertThat(sketch.count()).isEqualTo((1L << 62) + 1);
    DDSketch other = sketch.copy();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.merge(other))
        .withMessageContaining("2^63");
  }

  @Test
  void aCounterAtTheEndOfAnIntGoesOnAsALong() {
    DDSketch sketch = DDSketch.create();
    for (int i = 0; i < 65; i++) {
      sketch.add(5);
    }
    DDSketch single = sketch.copy();
    for (int i = 0; i < 25; i++) {
      sketch.merge(sketch.copy());
    }
    long count = 65L << 25;
    assertThat(sketch.count()).isEqualTo(count);
    assertThat(count).isGreaterThan(Integer.MAX_VALUE);
    sketch.addAll(new double[] {5, 5, 7}, 0, 3);
    sketch.add(5);
    assertThat(sketch.count()).isEqualTo(count + 4);
    assertThat(sketch.rank(5, 0.9).contains((count + 3.0) / (count + 4))).isTrue();
    assertThat(sketch.rank(6)).isEqualTo((count + 3.0) / (count + 4));
    assertThat(sketch.merge(single).count()).isEqualTo(count + 69);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.001, 0.01, 0.4})
  void memoryIsBoundedByTheOctavesOfAllDoubles(double error) {
    DDSketch sketch = DDSketch.withRelativeError(error);
    for (int i = 0; i < 70; i++) {
      sketch.add(i % 2 == 0 ? Double.MIN_VALUE : Double.MAX_VALUE);
      sketch.add(i % 2 == 0 ? -Double.MIN_VALUE : -Double.MAX_VALUE);
    }
    int buckets = (int) Math.round((1 / sketch.relativeError() - 1) / 2) * 2_098;
    assertThat(sketch.heapBytes()).isLessThanOrEqualTo(8L * buckets + 300);
    assertThat(sketch.serializedBytes()).isLessThan(100);
    DDSketch read = DDSketch.fromBytes(sketch.toByteArray());
    assertThat(read.heapBytes()).isLessThanOrEqualTo(Math.max(40_000, sketch.heapBytes()));
    assertThat(read.quantile(0.8)).isEqualTo(sketch.quantile(0.8)).isGreaterThan(1e308);
    assertThat(read).isEqualTo(sketch);
  }

  @Test
  void readingASmallImageOfAWideWindowAllocatesLittle() {
    DDSketch sketch = DDSketch.withRelativeError(1e-4);
    for (int i = 0; i < 70; i++) {
      sketch.add(i % 2 == 0 ? 1e-300 : 1e300);
    }
    byte[] image = sketch.toByteArray();
    DDSketch.fromBytes(image);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    long before = threads.getThreadAllocatedBytes(id);
    DDSketch read = DDSketch.fromBytes(image);
    assertThat(threads.getThreadAllocatedBytes(id) - before).isLessThan(65_536 + 2L * image.length);
    read.add(1);
    sketch.add(1);
    assertThat(read).isEqualTo(sketch);
  }

  @Test
  void anImageThatNoSketchWritesIsRefused() {
    String min = "000000000000f03f";
    String max = "0000000000000040";
    // resolution 0, form 1, from 1 to 2, no special numbers, no negative ones
    String head = "00010000" + min + max + "000000" + "00";
    int one = 1_023 + 51;
    String gap = hex((byte) ((one & 0x7F) | 0x80), (byte) (one >> 7));
    DDSketch sketch = DDSketch.withRelativeError(0.5);
    for (int i = 0; i < 65; i++) {
      sketch.add(i < 64 ? 1 : 2);
    }
    assertThat(read(head + "01" + gap + "02" + "40" + "01")).isEqualTo(sketch);
    for (String bad :
        new String[] {
          head + "01" + gap + "02" + "3f" + "01", // 64 numbers
          head + "01" + gap + "02" + "41" + "00", // an empty bucket in a run
          head + "01" + gap + "01" + "41", // the maximum outside
          head + "02" + gap + "01" + "40" + "00" + "01" + "01", // two runs that are one
          head + "01" + gap + "02" + "40" + "8100", // a number longer than need be
          head + "01" + gap + "02" + "40" + "01" + "00", // bytes after the end
          head + "01" + "ffff7f" + "01" + "41", // beyond the last bucket
          head + "00", // nothing
          "0e" + head.substring(2) + "01" + gap + "02" + "40" + "01" // resolution 14
        }) {
      assertThatExceptionOfType(SketchFormatException.class).as(bad).isThrownBy(() -> read(bad));
    }
  }

  private static String hex(byte... bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static DDSketch read(String body) {
    byte[] bytes = HexFormat.of().parseHex(body);
    ByteBuffer image = ByteBuffer.allocate(Preamble.BYTES + bytes.length);
    Preamble.write(image, SketchKind.DD_SKETCH, 1, bytes.length, target -> target.put(bytes));
    return DDSketch.fromBytes(image.array());
  }

  @Test
  void wrongArgumentsAreNamed() {
    DDSketch sketch = DDSketch.create();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.add(Double.NaN))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sketch.addAll(new double[] {1, Double.NaN, 2}, 0, 3))
        .withMessageContaining("values[1]");
    assertThat(sketch.count()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.quantile(-0.01));
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.quantile(0.5, 1.5));
    assertThatIllegalArgumentException().isThrownBy(() -> sketch.rank(Double.NaN));
    for (double error : new double[] {0, 6.1e-5, 1, Double.NaN}) {
      assertThatIllegalArgumentException().isThrownBy(() -> DDSketch.withRelativeError(error));
    }
  }

  @Test
  void runsFromTheMiddleOfAnArrayLeadToTheStateOfOneByOne() {
    SplittableRandom random = new SplittableRandom(12);
    double[] special = {0, -0.0, Double.POSITIVE_INFINITY, Double.MIN_VALUE, -3, 1e300, -1e-300};
    for (int trial = 0; trial < 300; trial++) {
      double[] values = new double[1 + random.nextInt(400)];
      for (int i = 0; i < values.length; i++) {
        boolean rare = trial % 2 == 0 && random.nextInt(20) == 0;
        values[i] =
            rare ? special[random.nextInt(special.length)] : Math.exp(4 * random.nextDouble());
      }
      int from = random.nextInt(values.length);
      DDSketch one = DDSketch.create();
      DDSketch runs = DDSketch.create();
      for (int i = from; i < values.length; i++) {
        one.add(values[i]);
      }
      for (int next = from; next < values.length; ) {
        int to = Math.min(values.length, next + 1 + random.nextInt(200));
        runs.addAll(values, next, to);
        next = to;
      }
      assertThat(runs).isEqualTo(one);
      assertThat(runs.min()).isEqualTo(one.min());
      assertThat(runs.merge(runs)).isEqualTo(one.merge(one.copy()));
    }
  }

  @Test
  void ofARunThatHoldsNaNWhatComesBeforeIsAdded() {
    for (int before : new int[] {0, 3, 63, 64, 65, 200}) {
      double[] values = new double[before + 2];
      Arrays.fill(values, 7);
      values[before] = Double.NaN;
      DDSketch sketch = DDSketch.create();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> sketch.addAll(values, 0, values.length))
          .withMessage("values[" + before + "] must be a number, got NaN");
      assertThat(sketch.count()).isEqualTo(before);
    }
  }
}
