package dev.inkling.sketch.quantile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.inkling.sketch.Estimate;
import dev.inkling.sketch.Estimate.Guarantee;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TDigestTest {

  private static final int N = 100_000;

  static double[] stream(String kind, int n) {
    Random random = new Random(42);
    double[] values = new double[n];
    for (int i = 0; i < n; i++) {
      values[i] =
          switch (kind) {
            case "uniform" -> random.nextDouble();
            case "lognormal" -> Math.exp(2 * random.nextGaussian());
            case "pareto" -> Math.pow(1 - random.nextDouble(), -2);
            case "sorted" -> i;
            case "reversed" -> -i;
            case "few" -> Math.floor(1_721 * random.nextDouble() * random.nextDouble());
            case "narrowing" -> i < n / 10 ? random.nextDouble() : 0.5 + random.nextDouble() / 1000;
            case "infinities" ->
                random.nextInt(50) == 0 ? (i % 2 - 0.5) / 0.0 : random.nextDouble();
            case "huge" -> (random.nextDouble() - 0.5) * Double.MAX_VALUE * 2;
            default -> throw new IllegalArgumentException(kind);
          };
    }
    return values;
  }

  /** Bars, order, inverse: at 1,001 fractions and 100 values. */
  private static void checkAgainst(TDigest digest, double[] sorted) {
    int n = sorted.length;
    assertThat(digest.count()).isEqualTo(n);
    assertThat(digest.min()).isEqualTo(sorted[0]).isEqualTo(digest.quantile(0));
    assertThat(digest.max()).isEqualTo(sorted[n - 1]).isEqualTo(digest.quantile(1));
    double last = Double.NEGATIVE_INFINITY;
    for (int i = 0; i <= 1_000; i++) {
      double p = i / 1_000.0;
      Estimate estimate = digest.quantile(p, 0.95);
      double truth = sorted[Math.max(1, (int) Math.ceil(p * n)) - 1];
      assertThat(estimate.contains(truth)).as("p = %s: %s holds %s", p, estimate, truth).isTrue();
      assertThat(estimate.isExact()).isEqualTo(estimate.lower() == estimate.upper());
      assertThat(estimate.confidence()).isEqualTo(1);
      assertThat(digest.quantile(p)).isEqualTo(estimate.value()).isGreaterThanOrEqualTo(last);
      last = estimate.value();
      Estimate rank = digest.rank(last, 0.95);
      assertThat(rank.upper()).isGreaterThanOrEqualTo(Math.max(p, 1.0 / n) - 1e-9);
    }
    for (int i = 0; i < n; i += n / 100 + 1) {
      double x = sorted[i];
      double truth = (double) atMost(sorted, x) / n;
      Estimate rank = digest.rank(x, 0.95);
      assertThat(rank.contains(truth)).as("rank of %s: %s holds %s", x, rank, truth).isTrue();
      assertThat(digest.rank(x)).isEqualTo(rank.value());
    }
  }

  private static int atMost(double[] sorted, double x) {
    int at = Arrays.binarySearch(sorted, x);
    at = at < 0 ? -1 - at : at;
    while (at < sorted.length && sorted[at] <= x) {
      at++;
    }
    return at;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "uniform",
        "lognormal",
        "pareto",
        "sorted",
        "reversed",
        "few",
        "narrowing",
        "infinities",
        "huge"
      })
  void barsHoldTheTruthHoweverTheStreamIsSplitAndMerged(String kind) {
    double[] values = stream(kind, N);
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    TDigest whole = TDigest.create();
    whole.addAll(values, 0, N);
    checkAgainst(whole, sorted);
    TDigest[] parts = new TDigest[64];
    TDigest row = TDigest.create();
    for (int i = 0; i < 64; i++) {
      parts[i] = TDigest.create();
      parts[i].addAll(values, (int) ((long) N * i / 64), (int) ((long) N * (i + 1) / 64));
      row.merge(parts[i]);
    }
    checkAgainst(row, sorted);
    for (int step = 1; step < 64; step *= 2) {
      for (int i = 0; i < 64; i += 2 * step) {
        parts[i].merge(parts[i + step]);
      }
    }
    checkAgainst(parts[0], sorted);
    checkAgainst(TDigest.fromBytes(parts[0].toByteArray()), sorted);
  }

  /** For disjoint ranges a bar is one centroid: at most twice the limit, 6.0828 s (s + 1/4) / c. */
  @ParameterizedTest
  @ValueSource(doubles = {100, 200, 1_000})
  void barsAreAsNarrowAsTheLimitPromisesForAStationaryStream(double compression) {
    double[] values = stream("lognormal", N);
    TDigest digest = TDigest.create(compression);
    digest.addAll(values, 0, N);
    Arrays.sort(values);
    for (double p : new double[] {0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99, 0.999}) {
      Estimate bar = digest.quantile(p, 0.95);
      int low = Arrays.binarySearch(values, bar.lower());
      int high = Arrays.binarySearch(values, bar.upper());
      double s = Math.sqrt(p * (1 - p));
      double limit = 6.0828 * s * (s + 0.25) / compression * N;
      // within one centroid of weight 2 limits, and at worst two neighbours in part
      assertThat(high - low).as("p = %s", p).isBetween(0, (int) (3 * limit) + 2);
      // the value is interpolated between known ranks: it cannot be off by more than the bar
      int at = Arrays.binarySearch(values, bar.value());
      at = at < 0 ? -1 - at : at;
      assertThat(Math.abs(at - p * N)).as("p = %s", p).isLessThanOrEqualTo(high - low + 1.0);
    }
  }

  @Test
  void fewNumbersAreExactAndSoAreFewDistinctOnes() {
    TDigest digest = TDigest.create(100);
    double[] sorted = stream("pareto", 200);
    for (double value : sorted) {
      digest.add(value);
    }
    Arrays.sort(sorted);
    for (int i = 0; i <= 200; i++) {
      Estimate estimate = digest.quantile(i / 200.0, 0.95);
      assertThat(estimate.guarantee()).isEqualTo(Guarantee.EXACT);
      assertThat(estimate.value())
          .isEqualTo(sorted[Math.max(1, (int) Math.ceil(i / 200.0 * 200)) - 1]);
    }
    TDigest repeated = TDigest.create(100);
    Random random = new Random(1);
    int[] counts = new int[120];
    for (int i = 0; i < N; i++) {
      int value = random.nextInt(120);
      counts[value]++;
      repeated.add(value);
    }
    int below = 0;
    for (int value = 0; value < 120; value++) {
      below += counts[value];
      assertThat(repeated.rank(value, 0.9)).isEqualTo(Estimate.exact((double) below / N));
      assertThat(repeated.quantile((below - 0.5) / N, 0.9).value()).isEqualTo(value);
    }
  }

  @Test
  void rankIsTheInverseOfQuantile() {
    double[] values = stream("uniform", N);
    TDigest digest = TDigest.create();
    digest.addAll(values, 0, N);
    for (int i = 1; i <= 1_000; i++) {
      double p = i / 1_000.0;
      // between two known values the model rises by at most one number at a time, at them by two
      assertThat(digest.rank(digest.quantile(p))).isBetween(p - 1e-9, p + 2.0 / N);
    }
  }

  @Test
  void queriesAndStoresLeaveNoTrace() {
    double[] values = stream("lognormal", 20_000);
    TDigest quiet = TDigest.create();
    TDigest asked = TDigest.create();
    for (int i = 0; i < values.length; i++) {
      quiet.add(values[i]);
      asked.add(values[i]);
      if (i % 97 == 0) {
        assertThat(asked.quantile(0.5)).isBetween(asked.min(), asked.max());
        assertThat(asked.rank(asked.max())).isEqualTo(1);
        asked = TDigest.fromBytes(asked.toByteArray());
      }
    }
    assertThat(asked.toByteArray()).isEqualTo(quiet.toByteArray());
  }

  @Test
  void mergeOfTwoDoesNotDependOnTheSide() {
    for (int n : new int[] {0, 10, 500, 700, 30_000}) {
      for (int m : new int[] {3, 400, 5_000}) {
        TDigest a = TDigest.create();
        a.addAll(stream("lognormal", n), 0, n);
        TDigest b = TDigest.create();
        b.addAll(stream("few", m), 0, m);
        assertThat(a.copy().merge(b).toByteArray()).isEqualTo(b.copy().merge(a).toByteArray());
      }
    }
  }

  @Test
  void smallDigestsAreSmallAndFullOnesBounded() {
    TDigest digest = TDigest.create();
    assertThat(digest.heapBytes()).isEqualTo(40);
    digest.addAll(new double[] {1, 2, 3}, 0, 3);
    assertThat(digest.heapBytes()).isEqualTo(40 + 16 + 32);
    digest.addAll(stream("uniform", N), 0, N);
    long full = 40 + 16 + 8 * 1_024 + 48 + 32 * 260;
    assertThat(digest.heapBytes()).isLessThanOrEqualTo(full);
    for (String kind : new String[] {"sorted", "reversed", "narrowing"}) {
      TDigest other = TDigest.create();
      other.addAll(stream(kind, N), 0, N);
      assertThat(other.heapBytes()).as(kind).isLessThanOrEqualTo(full);
      assertThat(other.merge(digest).heapBytes()).as(kind).isLessThanOrEqualTo(100_000);
      assertThat(other.compress().heapBytes()).as(kind).isLessThanOrEqualTo(full);
    }
  }

  @Test
  void negativeZeroIsZero() {
    TDigest negative = TDigest.create();
    negative.add(-0.0);
    negative.addAll(new double[] {-0.0, 0.0}, 0, 2);
    TDigest positive = TDigest.create();
    positive.addAll(new double[3], 0, 3);
    assertThat(negative).isEqualTo(positive);
    assertThat(negative.rank(-0.0)).isEqualTo(1);
  }

  @Test
  void wrongArgumentsAreNamed() {
    TDigest digest = TDigest.create();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> digest.add(Double.NaN))
        .withMessageContaining("NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> digest.addAll(new double[] {1, Double.NaN, 2}, 0, 3))
        .withMessageContaining("values[1]");
    assertThat(digest.count()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> digest.quantile(1.01));
    assertThatIllegalArgumentException().isThrownBy(() -> digest.quantile(Double.NaN, 0.5));
    assertThatIllegalArgumentException().isThrownBy(() -> digest.quantile(0.5, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> digest.rank(Double.NaN));
    assertThatIllegalArgumentException().isThrownBy(() -> TDigest.create(19.9));
    assertThatIllegalArgumentException().isThrownBy(() -> TDigest.create(10_001));
    assertThatIllegalArgumentException().isThrownBy(() -> TDigest.create(Double.NaN));
  }

  @Property(tries = 300)
  void anyNumbersInAnyTwoPartsAreHeldByTheBars(
      @ForAll @Size(min = 1, max = 400) double[] values,
      @ForAll @IntRange(max = 400) int cut,
      @ForAll @DoubleRange(min = 20, max = 40) double compression) {
    int at = Math.min(cut, values.length);
    TDigest left = TDigest.create(compression);
    left.addAll(values, 0, at);
    TDigest right = TDigest.create(compression);
    right.addAll(values, at, values.length);
    double[] sorted = new double[values.length];
    for (int i = 0; i < sorted.length; i++) {
      sorted[i] = values[i] + 0.0;
    }
    Arrays.sort(sorted);
    TDigest both = left.merge(right);
    checkAgainst(both, sorted);
    assertThat(both.rank(both.max())).isCloseTo(1, within(0.0));
  }
}
