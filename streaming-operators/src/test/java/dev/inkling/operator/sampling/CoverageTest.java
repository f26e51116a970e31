package dev.inkling.operator.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import dev.inkling.sketch.sampling.ReservoirSample;
import dev.inkling.sketch.sampling.VarOptSample;
import dev.inkling.sketch.sampling.WeightedSample;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** The bars hold: over many samples, within the binomial tolerance of the confidence. */
class CoverageTest {

  private static final double CONFIDENCE = 0.95;
  private static final int TRIALS = 10_000;
  private static final long MANY = 1_000_000_000_000L;

  /** Values of which the mean and two quantiles are known. */
  private record Values(
      String name, ToDoubleFunction<SplittableRandom> draw, double mean, double p50, double p99) {}

  private static final double Z99 = 2.3263478740408408;

  private static final Values NORMAL =
      new Values("normal(10, 1)", r -> 10 + normal(r), 10, 10, 10 + Z99);
  private static final Values LOGNORMAL =
      new Values("lognormal(0, 1)", r -> Math.exp(normal(r)), Math.exp(0.5), 1, Math.exp(Z99));
  private static final Values PARETO =
      new Values("Pareto(3)", r -> pareto(r, 3), 1.5, Math.pow(2, 1 / 3.0), Math.pow(100, 1 / 3.0));
  private static final Values WILD =
      new Values(
          "Pareto(1.5)", r -> pareto(r, 1.5), 3, Math.pow(2, 1 / 1.5), Math.pow(100, 1 / 1.5));

  private static double normal(SplittableRandom random) {
    double radius = Math.sqrt(-2 * Math.log(1 - random.nextDouble()));
    return radius * Math.cos(2 * Math.PI * random.nextDouble());
  }

  private static double pareto(SplittableRandom random, double shape) {
    return Math.pow(1 - random.nextDouble(), -1 / shape);
  }

  /** What six questions showed of samples of n from a population without end. */
  private static Held[] ask(Values values, int n, int trials) {
    String[] questions = {"COUNT", "SUM", "AVG", "ratio", "p50", "p99"};
    Held[] held =
        Arrays.stream(questions)
            .map(q -> new Held(values.name + ", n = " + n + ", " + q, CONFIDENCE))
            .toArray(Held[]::new);
    SplittableRandom random = new SplittableRandom(values.name.hashCode() + n);
    UniformDesign design = new UniformDesign(MANY, n);
    for (int trial = 0; trial < trials; trial++) {
      Moments moments = Moments.create();
      PairMoments pairs = PairMoments.create();
      SampleValues list = SampleValues.create();
      int hits = 0;
      for (int i = 0; i < n; i++) {
        double y = values.draw.applyAsDouble(random);
        moments.add(y);
        pairs.add(y * (0.5 + random.nextDouble()) + random.nextDouble(), y);
        list.add(y);
        hits += random.nextInt(5) == 0 ? 1 : 0;
      }
      held[0].add(design.count(hits, CONFIDENCE), 0.2 * MANY);
      held[1].add(design.sum(moments, CONFIDENCE), values.mean * MANY);
      held[2].add(design.avg(moments, CONFIDENCE), values.mean);
      held[3].add(design.ratio(pairs, CONFIDENCE), values.mean / (values.mean + 0.5));
      held[4].add(design.quantile(list, 0.5, CONFIDENCE), values.p50);
      held[5].add(design.quantile(list, 0.99, CONFIDENCE), values.p99);
    }
    return held;
  }

  private static Held[] check(Values values, int n) {
    Held[] held = ask(values, n, TRIALS);
    for (Held each : held) {
      each.checkPromises();
    }
    for (int proven : new int[] {0, 4, 5}) {
      held[proven].checkAll();
      assertThat(held[proven].promisedShare()).isEqualTo(1);
    }
    return held;
  }

  @Test
  void barsOfNormalValuesHoldAndArePromisedFromHundredOn() {
    for (int n : new int[] {30, 100, 1000}) {
      for (Held held : check(NORMAL, n)) {
        held.checkAll();
        if (n >= 100) {
          assertThat(held.promisedShare()).as("%s", held).isGreaterThan(0.8);
        }
      }
    }
  }

  @Test
  void barsOfLognormalValuesHoldOrSayThatTheyMayNot() {
    check(LOGNORMAL, 30);
    for (int n : new int[] {100, 1000}) {
      for (Held held : check(LOGNORMAL, n)) {
        held.checkAll();
      }
    }
  }

  @Test
  void barsOfParetoValuesHoldOrSayThatTheyMayNot() {
    for (int n : new int[] {30, 100, 1000}) {
      check(PARETO, n);
      Held[] wild = check(WILD, n);
      for (int mean = 1; mean <= 3; mean++) {
        assertThat(wild[mean].promisedShare()).isLessThan(0.001);
      }
    }
  }

  @Test
  void correctedForSkewnessBarsHoldOftenerThanStudents() {
    int n = 100;
    SplittableRandom random = new SplittableRandom(1);
    int student = 0;
    Held corrected = new Held("lognormal mean", CONFIDENCE);
    for (int trial = 0; trial < TRIALS; trial++) {
      Moments moments = Moments.create();
      for (int i = 0; i < n; i++) {
        moments.add(Math.exp(normal(random)));
      }
      double arm = PivotQuantiles.student(0.025, n - 1.0) * Math.sqrt(moments.variance() / n);
      student += Math.abs(moments.mean() - LOGNORMAL.mean) <= arm ? 1 : 0;
      corrected.add(new UniformDesign(MANY, n).avg(moments, CONFIDENCE), LOGNORMAL.mean);
    }
    assertThat(student).isLessThan(Tolerance.least(TRIALS, CONFIDENCE));
    corrected.checkAll();
  }

  @Test
  void barsHoldAtOtherConfidences() {
    for (double confidence : new double[] {0.8, 0.9, 0.99}) {
      SplittableRandom random = new SplittableRandom(2);
      Held avg = new Held("exponential mean", confidence);
      Held median = new Held("exponential median", confidence);
      for (int trial = 0; trial < 5000; trial++) {
        Moments moments = Moments.create();
        SampleValues list = SampleValues.create();
        for (int i = 0; i < 200; i++) {
          double y = -Math.log(1 - random.nextDouble());
          moments.add(y);
          list.add(y);
        }
        avg.add(new UniformDesign(MANY, 200).avg(moments, confidence), 1);
        median.add(new BernoulliDesign(1e-9).quantile(list, 0.5, confidence), Math.log(2));
      }
      avg.checkAll();
      median.checkAll();
    }
  }

  /** A population of which every second row is sampled, asked about a third of it. */
  @Test
  void barsOfLargeSharesOfThePopulationHold() {
    int rows = 1000;
    SplittableRandom random = new SplittableRandom(3);
    double[] y = random.doubles(rows).map(u -> -Math.log(1 - u)).toArray();
    double truth = 0;
    double count = 0;
    for (int i = 0; i < rows; i += 3) {
      truth += y[i];
      count++;
    }
    Held[] held = new Held[4];
    String[] names = {"COUNT", "SUM", "AVG", "p50"};
    for (int i = 0; i < 4; i++) {
      held[i] = new Held(names[i], CONFIDENCE);
    }
    double[] sorted = new double[(int) count];
    for (int i = 0; i < rows; i += 3) {
      sorted[i / 3] = y[i];
    }
    Arrays.sort(sorted);
    for (int trial = 0; trial < 5000; trial++) {
      ReservoirSample sample = ReservoirSample.create(500, trial);
      sample.addRange(0, rows);
      SampleEstimates third = SampleEstimates.of(sample).where(row -> row % 3 == 0);
      held[0].add(third.count(CONFIDENCE), count);
      held[1].add(third.sum(row -> y[(int) row], CONFIDENCE), truth);
      held[2].add(third.avg(row -> y[(int) row], CONFIDENCE), truth / count);
      held[3].add(third.quantile(row -> y[(int) row], 0.5, CONFIDENCE), sorted[sorted.length / 2]);
    }
    for (Held each : held) {
      each.checkAll();
    }
  }

  /** Three strata of different sizes and scales; the domain is a random half of the rows. */
  @Test
  void barsOfStratifiedSamplesHold() {
    long[] populations = {MANY, MANY / 10, MANY / 100};
    long[] sampled = {150, 100, 50};
    StratifiedDesign design = StratifiedDesign.of(populations, sampled);
    Held count = new Held("COUNT", CONFIDENCE);
    Held sum = new Held("SUM", CONFIDENCE);
    Held avg = new Held("AVG", CONFIDENCE);
    Held ratio = new Held("ratio", CONFIDENCE);
    Held median = new Held("p50", CONFIDENCE);
    SplittableRandom random = new SplittableRandom(4);
    for (int trial = 0; trial < 4000; trial++) {
      Strata<Moments> moments = Strata.of(Moments::create);
      Strata<PairMoments> pairs = Strata.of(PairMoments::create);
      Strata<SampleValues> values = Strata.of(SampleValues::create);
      for (int h = 0; h < 3; h++) {
        for (int i = 0; i < sampled[h]; i++) {
          double y = 10 + normal(random);
          if (random.nextBoolean()) {
            moments.at(h).add(Math.pow(10, h) * y);
            pairs.at(h).add(y + normal(random), y);
            values.at(h).add(y);
          }
        }
      }
      count.add(design.count(moments, CONFIDENCE), 0.555 * MANY);
      sum.add(design.sum(moments, CONFIDENCE), 15.0 * MANY);
      avg.add(design.avg(moments, CONFIDENCE), 15.0 / 0.555);
      ratio.add(design.ratio(pairs, CONFIDENCE), 1);
      median.add(design.quantile(values, 0.5, CONFIDENCE), 10);
    }
    for (Held held : new Held[] {count, sum, avg, ratio, median}) {
      held.checkAll();
    }
    assertThat(count.promisedShare()).isGreaterThan(0.9);
  }

  /** Items sampled in proportion to a weight that goes with the value; asked about a half. */
  @Test
  void barsOfWeightedSamplesHold() {
    int rows = 3000;
    SplittableRandom random = new SplittableRandom(5);
    double[] weight = random.doubles(rows).map(u -> Math.exp(2 * u)).toArray();
    double[] y = new double[rows];
    double truth = 0;
    for (int i = 0; i < rows; i++) {
      y[i] = weight[i] * (0.5 + random.nextDouble());
      truth += i % 2 == 0 ? y[i] : 0;
    }
    double half = rows / 2.0;
    double[] sorted = new double[rows / 2];
    for (int i = 0; i < rows; i += 2) {
      sorted[i / 2] = y[i];
    }
    Arrays.sort(sorted);
    String[] names = {"COUNT", "SUM", "AVG", "ratio", "p50"};
    for (boolean varOpt : new boolean[] {false, true}) {
      Held[] held = new Held[5];
      for (int i = 0; i < 5; i++) {
        held[i] = new Held((varOpt ? "VarOpt, " : "weighted, ") + names[i], CONFIDENCE);
      }
      for (int trial = 0; trial < 2000; trial++) {
        SampleEstimates all = varOpt ? varOpt(weight, trial) : weighted(weight, trial);
        SampleEstimates even = all.where(row -> row % 2 == 0);
        held[0].add(even.count(CONFIDENCE), half);
        held[1].add(even.sum(row -> y[(int) row], CONFIDENCE), truth);
        held[2].add(even.avg(row -> y[(int) row], CONFIDENCE), truth / half);
        double ratio = truth / half / 3;
        held[3].add(even.ratio(row -> y[(int) row], row -> 3, CONFIDENCE), ratio);
        held[4].add(even.quantile(row -> y[(int) row], 0.5, CONFIDENCE), sorted[rows / 4 - 1]);
      }
      for (Held each : held) {
        each.checkAll();
      }
    }
  }

  private static SampleEstimates weighted(double[] weight, long seed) {
    WeightedSample sample = WeightedSample.create(300, seed);
    for (int i = 0; i < weight.length; i++) {
      sample.add(i, weight[i]);
    }
    return SampleEstimates.of(sample);
  }

  private static SampleEstimates varOpt(double[] weight, long seed) {
    VarOptSample sample = VarOptSample.create(300, seed);
    for (int i = 0; i < weight.length; i++) {
      sample.add(i, weight[i]);
    }
    return SampleEstimates.of(sample);
  }

  /** Fifty groups of one sample: with Bonferroni's confidence for each, all hold at once. */
  @Test
  void barsForAllRowsHoldTogether() {
    SplittableRandom random = new SplittableRandom(6);
    int groups = 50;
    double each = Simultaneous.bonferroni(CONFIDENCE, groups);
    UniformDesign design = new UniformDesign(MANY, 5000);
    int held = 0;
    int trials = 1000;
    for (int trial = 0; trial < trials; trial++) {
      int[] hits = new int[groups];
      for (int i = 0; i < 5000; i++) {
        hits[random.nextInt(groups)]++;
      }
      held +=
          Arrays.stream(hits).allMatch(k -> design.count(k, each).contains((double) MANY / groups))
              ? 1
              : 0;
    }
    assertThat(held).isGreaterThanOrEqualTo(Tolerance.least(trials, CONFIDENCE));
  }
}
